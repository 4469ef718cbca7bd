"""`modelstacks preview | up | destroy` where they ask, refuse and fail. The engine here is a script; see tests/e2e."""

from __future__ import annotations

import os
import signal
import sys
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from command_line import Terminal
from modelstacks.cli.output import Output, as_json
from modelstacks.cli.run_display import color_of
from modelstacks.engine import runs
from modelstacks.engine.errors import StackError
from modelstacks.engine.interrupts import StoppedError
from modelstacks.engine.location import CLI
from modelstacks.lock_path import lock_path
from scripted_stack import ANNOUNCED, SPEC, scripted_spec
from toolbox import commands_run, failing_pulumi, program

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import CommandLine

ASKED = "Asking the stack what it holds, and Azure who else uses that …\n"
BEGUN = "Asking Azure what is there …\n"


@pytest.fixture
def spec(modelstacks: CommandLine, tmp_path: Path) -> Path:
    """A spec for an engine that does what it is asked to."""
    return scripted_spec(tmp_path, modelstacks.monkeypatch)


def test_where_and_as_whom_is_said_before_anything_is_changed(modelstacks: CommandLine, spec: Path) -> None:
    ended = modelstacks("up", spec, "--yes")
    assert (ended.code, ended.out) == (0, "")
    assert ended.err == f"{ANNOUNCED}\n{BEGUN}"


@pytest.mark.parametrize("command", [("preview",), ("up", "--yes")])
def test_mistakes_end_it_before_the_engine_starts(
    modelstacks: CommandLine, spec: Path, command: tuple[str, ...]
) -> None:
    spec.write_text(SPEC.replace("Phi-4", "Phi-44"), encoding="utf-8")
    ended = modelstacks(*command, spec)
    assert (ended.code, ended.out) == (2, "")
    assert f"{spec}:5:17: no model 'Phi-44' in the catalogue" in ended.err


@pytest.mark.parametrize("command", [("preview",), ("up", "--yes")])
def test_a_lock_that_does_not_fit_ends_it_before_the_engine_starts(
    modelstacks: CommandLine, spec: Path, command: tuple[str, ...]
) -> None:
    lock_path(spec).unlink()
    ended = modelstacks(*command, spec)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.endswith(
        f"{lock_path(spec)} is missing: nothing is decided yet.\n"
        f"Run `modelstacks lock {spec}`, review what it decided, and commit the file.\n"
    )


@pytest.mark.parametrize(("command", "code", "made"), [("up", 0, True), ("destroy", 2, False)])
def test_a_stack_that_is_not_there_is_made_by_what_brings_it_up_alone(
    modelstacks: CommandLine, spec: Path, tmp_path: Path, command: str, code: int, made: bool
) -> None:
    real, marker = tmp_path / "bin" / CLI, tmp_path / "made"
    real.rename(tmp_path / "pulumi")
    script = f"""case "$*" in
  *"stack init"*) touch {marker} ;;
  *"stack export"*) [ -f {marker} ] || {{ echo "error: no stack named 'new' found" >&2; exit 255; }} ;;
  *"stack ls"*) exec echo '[]' ;;
esac
exec {tmp_path / "pulumi"} "$@"
"""
    program(tmp_path / "bin", CLI, script)
    ended = modelstacks(command, spec, "--stack", "new", "--yes")
    assert (ended.code, marker.exists()) == (code, made), ended.err
    assert ("There is no stack new of modelstacks-models" in ended.err) is not made


def test_an_up_as_json_prints_outputs_with_secrets_masked(modelstacks: CommandLine, spec: Path) -> None:
    ended = modelstacks("up", spec, "--yes", "--output", "json")
    assert ended.json() == {"outputs": {"key": "[secret]"}, "changes": {"create": 1}}
    assert ended.err == f"{ANNOUNCED}\n{BEGUN}"


def test_a_destroy_as_json_names_the_stack(modelstacks: CommandLine, spec: Path) -> None:
    ended = modelstacks("destroy", spec, "--stack", "prod", "--yes", "--output", "json")
    assert ended.json() == {"destroyed": "prod", "around": [], "changes": {"delete": 0}}


@pytest.mark.parametrize("command", ["up", "destroy"])
def test_without_a_terminal_nothing_is_done_unasked(
    modelstacks: CommandLine, spec: Path, tmp_path: Path, command: str
) -> None:
    modelstacks.monkeypatch.setattr("sys.stdin", StringIO())
    ended = modelstacks(command, spec)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "There is nobody to ask (no terminal). Add --yes to go ahead without asking.\n"
    assert not (tmp_path / "ran").exists()


@pytest.fixture
def foreseen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A preview that ends: the script sends none of the events that one ends with."""
    monkeypatch.setattr(runs, "preview", lambda *_: {})


@pytest.mark.usefixtures("foreseen")
def test_a_preview_as_json_has_the_changes_by_their_kind(modelstacks: CommandLine, spec: Path) -> None:
    ended = modelstacks("preview", spec, "--output", "json")
    assert (ended.code, ended.json()) == (0, {"changes": {}})


@pytest.mark.usefixtures("foreseen")
@pytest.mark.parametrize(
    ("command", "question"),
    [
        (("up",), "Bring stack dev up?"),
        (("destroy",), "Delete everything that stack dev holds?"),
        (
            ("destroy", "--purge"),
            "Delete everything that stack dev holds, and purge for good what Azure would keep of it?",
        ),
        (("destroy", "--keep"), "Let stack dev forget everything it holds?"),
        (("adopt",), "Take the existing endpoints of {spec} into stack dev?"),
    ],
)
@pytest.mark.parametrize("output", ["table", "json"])
def test_whoever_says_no_has_nothing_done(
    modelstacks: CommandLine, spec: Path, tmp_path: Path, command: tuple[str, ...], question: str, output: str
) -> None:
    ended = modelstacks.typing("n\n")(*command, spec, "--output", output)
    asked, beside = (ended.err, ended.out) if output == "json" else (ended.out, ended.err)
    assert f"{question.format(spec=spec)} [y/N]:" in asked
    assert "[y/N]" not in beside
    assert ended.code == 1
    assert [*commands_run(tmp_path, "up"), *commands_run(tmp_path, "destroy")] == []


@pytest.mark.usefixtures("foreseen")
@pytest.mark.parametrize("command", ["up", "destroy"])
def test_whoever_says_yes_has_it_done(
    modelstacks: CommandLine, spec: Path, tmp_path: Path, command: str
) -> None:
    assert modelstacks.typing("y\n")(command, spec).code == 0
    assert len(commands_run(tmp_path, command)) == 1


@pytest.mark.parametrize(
    ("failure", "code", "reported"),
    [
        (StackError("No."), 1, True),
        (StoppedError((signal.SIGINT,)), 130, True),
        (StoppedError((signal.SIGTERM,)), 143, True),
        (StoppedError((signal.SIGINT, signal.SIGINT)), 130, False),
    ],
)
def test_a_destroy_that_is_cut_off_still_says_what_is_left_unless_nothing_is_waited_for(
    modelstacks: CommandLine, spec: Path, failure: StackError, code: int, reported: bool
) -> None:
    def cut_off(*_: object, **__: object) -> None:
        raise failure

    modelstacks.monkeypatch.setattr(runs, "destroy", cut_off)
    modelstacks.monkeypatch.setattr(os, "_exit", sys.exit)
    ended = modelstacks("destroy", spec, "--yes", "--output", "json")
    assert ended.code == code
    assert ended.err.endswith(f"{failure}\n")
    assert ended.out == (as_json({"destroyed": None, "around": [], "changes": {}}) if reported else "")


@pytest.mark.parametrize("command", ["preview", "up", "destroy"])
def test_what_pulumi_refuses_ends_with_1_and_no_traceback(
    modelstacks: CommandLine, spec: Path, tmp_path: Path, command: str
) -> None:
    failing_pulumi(tmp_path, command, times=9)
    yes = [] if command == "preview" else ["--yes"]
    ended = modelstacks(command, spec, *yes)
    assert (ended.code, ended.out) == (1, "Updating\n")
    first = ASKED if command == "destroy" else ""
    assert ended.err == f"{ANNOUNCED}\n{first}{BEGUN}`pulumi {command}` failed for stack dev.\n"


def test_verbose_shows_all_that_pulumi_says(modelstacks: CommandLine, spec: Path) -> None:
    ended = modelstacks("up", spec, "--yes", "--verbose")
    assert (ended.out, ended.err) == ("Updating\n", f"{ANNOUNCED}\n")


@pytest.mark.parametrize(
    ("environ", "color"),
    [
        ({}, "always"),
        ({"NO_COLOR": ""}, "always"),
        ({"NO_COLOR": "1"}, "never"),
        ({"TERM": "dumb"}, "never"),
    ],
)
def test_pulumi_colours_its_lines_where_rich_colours_ours(
    monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], color: str
) -> None:
    monkeypatch.setattr("sys.stdout", Terminal())
    for name, value in {"TERM": "xterm-256color", **environ}.items():
        monkeypatch.setenv(name, value)
    if "NO_COLOR" not in environ:
        monkeypatch.delenv("NO_COLOR", raising=False)
    assert color_of(Output.TABLE) == color
    assert color_of(Output.JSON) == "never"
