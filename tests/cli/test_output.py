"""How answers are printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.cli.output import print_json, stderr, stdout

if TYPE_CHECKING:
    import pytest


def test_json_is_printed_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"b": ["é", None], "a": "x" * 600})
    assert capsys.readouterr().out == '{\n  "b": [\n    "é",\n    null\n  ],\n  "a": "' + "x" * 600 + '"\n}\n'


def test_without_a_terminal_lines_are_whole_and_plain(capsys: pytest.CaptureFixture[str]) -> None:
    stdout().print("[red]" + "x" * 400)
    assert capsys.readouterr().out == "x" * 400 + "\n"


def test_on_a_terminal_it_is_as_wide_as_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "40")
    assert stdout().width == 40


def test_messages_go_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    stderr().print("x" * 400)
    assert capsys.readouterr() == ("", "x" * 400 + "\n")
