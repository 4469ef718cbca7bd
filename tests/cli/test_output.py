"""How answers are printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from modelstacks.cli.output import MessageConsole, asking, print_json, stderr, stdout, waiting
from modelstacks.logs import LogLevel, set_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console


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


@pytest.mark.parametrize("console", [stdout, stderr])
def test_on_a_terminal_numbers_and_paths_have_no_colours_of_their_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], console: Callable[[], Console]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    line = "2 of 12 'ready' in /tmp/x at https://chat.example.com: True"
    console().print(line)
    assert "".join(capsys.readouterr()) == f"{line}\n"


def test_messages_go_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    stderr().print("x" * 400)
    assert capsys.readouterr() == ("", "x" * 400 + "\n")


def test_what_takes_a_while_is_said_where_nothing_can_move(capsys: pytest.CaptureFixture[str]) -> None:
    set_up(None)
    with waiting("Asking [azure] …"):
        pass
    with asking():
        pass
    assert capsys.readouterr() == ("", "Asking [azure] …\n")


def test_a_log_of_each_request_says_enough(
    capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    request.addfinalizer(lambda: set_up(None))
    for level, said in ((LogLevel.INFO, ""), (LogLevel.ERROR, "Asking …\n")):
        set_up(level)
        with waiting("Asking …"):
            pass
        assert capsys.readouterr().err == said


def test_messages_end_between_words_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    console = MessageConsole(force_terminal=True, color_system=None, soft_wrap=True, highlight=False)
    with console.capture() as shown:
        console.print("There is nobody to ask. Run `modelstacks up --yes`.")
    assert shown.get() == "There is nobody to\nask. Run\n`modelstacks up --yes`.\n"
