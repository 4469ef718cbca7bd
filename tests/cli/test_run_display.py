"""What is shown while the engine runs: lines by their kind, on the stream that is not the result's."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from engine_events import said
from modelstacks.cli.output import Output
from modelstacks.cli.run_display import RunDisplay, color_of
from modelstacks.engine.errors import StackError
from modelstacks.engine.narration import Line, Tone

if TYPE_CHECKING:
    from collections.abc import Callable

ASKING = "Asking Azure what is there …\n"
TONES: tuple[Tone, ...] = ("added", "changed", "removed", "failed", "warning", "message", "inside")
LINES = [Line(f"a line: {tone}", tone) for tone in TONES]


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """No colours, no terminal."""
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")


def shown(
    capsys: pytest.CaptureFixture[str], display: RunDisplay, *acts: Callable[[], None]
) -> tuple[str, str]:
    """Return what stands on stdout and on stderr after *acts* within *display*."""
    with display as entered:
        assert entered is display
        for act in acts:
            act()
    return capsys.readouterr()


@pytest.mark.parametrize(
    ("output", "verbose", "only_messages", "tones"),
    [
        (Output.TABLE, False, False, TONES),
        (Output.JSON, False, False, TONES),
        (Output.TABLE, False, True, ("failed", "warning")),
        (Output.TABLE, True, False, ()),
    ],
)
def test_which_lines_are_shown_and_where(
    capsys: pytest.CaptureFixture[str],
    output: Output,
    verbose: bool,
    only_messages: bool,
    tones: tuple[Tone, ...],
) -> None:
    display = RunDisplay(output, verbose=verbose, only_messages=only_messages)
    out, err = shown(capsys, display, lambda: display.show(LINES))

    lines = "".join(f"a line: {tone}\n" for tone in tones)
    asking = "" if verbose else ASKING
    assert (out, err) == (("", asking + lines) if output is Output.JSON else (lines, asking))


@pytest.mark.parametrize(
    ("verbose", "diff", "shows"), [(True, True, True), (True, False, False), (False, True, False)]
)
def test_pulumi_shows_what_changes_inside_only_where_its_own_words_are_wanted(
    verbose: bool, diff: bool, shows: bool
) -> None:
    assert RunDisplay(Output.TABLE, verbose=verbose, diff=diff).diff is shows


def test_a_long_line_is_not_broken_where_no_terminal_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    display = RunDisplay(Output.TABLE)
    assert shown(capsys, display, lambda: display.say("word " * 9 + "[end]"))[0] == "word " * 9 + "[end]\n"


def test_on_a_terminal_the_rest_of_a_long_line_hangs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "20")
    display = RunDisplay(Output.TABLE)
    out, _ = shown(capsys, display, lambda: display.say("one two three four five six"))
    assert out == "one two three four\n    five six\n"


def told_of(
    capsys: pytest.CaptureFixture[str],
    display: RunDisplay,
    failure: BaseException,
    *acts: Callable[[], None],
) -> str:
    """Return what stands on stdout after *acts* that ended with *failure*."""

    def run() -> None:
        with display:
            for act in acts:
                act()
            assert capsys.readouterr().out == "" or display.verbose
            raise failure

    with pytest.raises(type(failure)):
        run()
    return capsys.readouterr().out


def test_what_pulumi_printed_is_kept_for_a_failure_that_nothing_else_explains(
    capsys: pytest.CaptureFixture[str],
) -> None:
    display = RunDisplay(Output.TABLE)
    out = told_of(capsys, display, StackError("failed"), lambda: display.printed("error: no backend  \n"))
    assert out == "error: no backend\n"
    assert display.problems == ["error: no backend"]


@pytest.mark.parametrize("failure", [ValueError("ours"), KeyboardInterrupt()])
def test_of_another_failure_it_tells_nothing(
    capsys: pytest.CaptureFixture[str], failure: BaseException
) -> None:
    display = RunDisplay(Output.TABLE)
    assert told_of(capsys, display, failure, lambda: display.printed("error: no backend\n")) == ""


def test_an_error_that_was_heard_is_the_problem_and_what_was_printed_is_not_shown_beside_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    display = RunDisplay(Output.TABLE)
    out = told_of(
        capsys,
        display,
        StackError("failed"),
        lambda: display.printed("error: update failed\n"),
        lambda: display.hear(said("error", "it is gone", "phi")),
    )
    assert "it is gone" in out
    assert "update failed" not in out
    [problem] = display.problems
    assert "it is gone" in problem


def test_verbosely_pulumis_own_lines_are_shown_once(capsys: pytest.CaptureFixture[str]) -> None:
    display = RunDisplay(Output.TABLE, verbose=True)
    out, _ = shown(capsys, display, lambda: display.printed("\x1b[31merror\x1b[0m: no backend\n"))
    assert out == "error: no backend\n"
    again = RunDisplay(Output.TABLE, verbose=True)
    assert told_of(capsys, again, StackError("failed"), lambda: again.printed("error\n")) == ""


def test_the_clis_own_warnings_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    display = RunDisplay(Output.TABLE)
    out, _ = shown(
        capsys,
        display,
        lambda: display.warned("warning: a new version is there\n"),
        lambda: display.warned("Updating (dev):\n"),
    )
    assert out == "warning: a new version is there\n"
    assert display.problems == ["Updating (dev):"]
    verbose = RunDisplay(Output.TABLE, verbose=True)
    out, _ = shown(capsys, verbose, lambda: verbose.warned("warning: a new version is there\n"))
    assert (out.count("a new version"), verbose.problems) == (1, ["warning: a new version is there"])


@pytest.mark.parametrize(
    ("output", "environ", "looks_on", "color"),
    [
        (Output.TABLE, {}, True, "always"),
        (Output.TABLE, {}, False, "never"),
        (Output.JSON, {}, True, "never"),
        (Output.TABLE, {"NO_COLOR": "1"}, True, "never"),
        (Output.TABLE, {"NO_COLOR": ""}, True, "always"),
        (Output.TABLE, {"TERM": "DUMB"}, True, "never"),
        (Output.TABLE, {"TERM": "unknown"}, True, "never"),
    ],
)
def test_pulumi_colours_what_we_would(
    monkeypatch: pytest.MonkeyPatch, output: Output, environ: dict[str, str], looks_on: bool, color: str
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: looks_on, raising=False)
    assert color_of(output) == color
