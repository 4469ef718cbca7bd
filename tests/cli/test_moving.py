"""What is under way: on a terminal that somebody looks at it moves, elsewhere it is told now and then."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from modelstacks.cli import moving
from modelstacks.cli.moving import Moving
from modelstacks.cli.output import waiting
from modelstacks.logs import LogLevel, set_up

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def silent_again() -> Iterator[None]:
    yield
    set_up(None)


@pytest.mark.parametrize("stderr", [False, True])
@pytest.mark.parametrize(
    ("terminal", "looks_on", "moves"),
    [(True, True, True), (True, False, False), (False, True, False), (False, False, False)],
)
def test_only_what_somebody_looks_at_moves(
    monkeypatch: pytest.MonkeyPatch, stderr: bool, terminal: bool, looks_on: bool, moves: bool
) -> None:
    monkeypatch.setattr(sys.stderr if stderr else sys.stdout, "isatty", lambda: looks_on, raising=False)
    monkeypatch.setattr(sys.stdout if stderr else sys.stderr, "isatty", lambda: not looks_on, raising=False)
    console = Console(stderr=stderr, force_terminal=terminal)
    assert Moving(console, lambda: "x", lambda: None).on_terminal is moves


def test_what_moved_is_gone_in_the_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    under_way = Moving(Console(force_terminal=True), lambda: "creating chat", lambda: pytest.fail("told"))
    under_way.start()
    under_way.stop()
    out = capsys.readouterr().out
    assert "creating chat" in out
    assert out.endswith("\x1b[2K")


def test_elsewhere_it_is_told_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    told = threading.Event()
    monkeypatch.setattr(moving, "STILL_S", 0.001)
    under_way = Moving(Console(force_terminal=False), lambda: pytest.fail("moved"), told.set)
    under_way.start()
    assert told.wait(30)
    under_way.stop()


@pytest.mark.parametrize(
    ("level", "said"), [(None, "Asking [it] …\n"), (LogLevel.WARNING, "Asking [it] …\n"), (LogLevel.INFO, "")]
)
def test_what_is_waited_for_is_a_line_unless_each_request_is_one(
    capsys: pytest.CaptureFixture[str], level: LogLevel | None, said: str
) -> None:
    set_up(level)
    with waiting("Asking [it] …"):
        pass
    assert capsys.readouterr() == ("", said)
