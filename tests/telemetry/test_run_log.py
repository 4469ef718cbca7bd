"""What is kept of a run, and of which runs nothing is."""

from __future__ import annotations

import platform
import re
import sys
from pathlib import Path

import pytest

from modelstacks.logs import LoggedRequest, log_request
from modelstacks.telemetry.run_log import KEPT, RunLog, folder, kept
from modelstacks.telemetry.spans import begin, note, phase, span, watched_by


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A state folder of the user's."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def log(environ: dict[str, str] | None = None) -> RunLog:
    return RunLog("fleet up", ("fleet", "up", "a b.yaml"), environ or {})


def lines(file: Path) -> list[str]:
    """Its lines without their times."""
    return [
        re.sub(r"^[\d:T.Z-]+ |(?<=: )\d+\.\d\d(?= s)", "", line) for line in file.read_text().splitlines()
    ]


def test_a_run_is_told_from_its_command_to_its_end() -> None:
    with (
        watched_by(log({"AZURE_CLIENT_SECRET": "s3cret-word"})),
        phase("modelstacks fleet up", "command") as up,
    ):
        with span("checks", stacks=2, stack="dev"):
            begin("a question", "question").end()
        unanswered = begin("the quota", "question", region="eastus2")
        unanswered.fail("no right", "AzureError")
        unanswered.end()
        note("Stack dev, s3cret-word")
        log_request("arm", LoggedRequest("GET", "localhost", "/subscriptions/5ab5", 200, 0.01))
        up.set(exit_code=1)
        up.fail("2 stacks failed", "StackError")
    [file] = kept()
    head, where, *rest, end = lines(file)
    assert head == "modelstacks fleet up 'a b.yaml'"
    assert where == f"in {Path.cwd()}, Python {platform.python_version()} on {sys.platform}"
    request = rest.pop()
    assert rest == [
        "checks:  s; stacks 2, stack dev",
        "the quota:  s; failed (AzureError): no right",
        "Stack dev, ***",
    ]
    assert "/subscriptions/5ab5" in request
    assert end == "ended with exit code 1; modelstacks fleet up:  s; failed (StackError): 2 stacks failed"
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert file.name.endswith("-fleet-up.log")


def test_of_a_run_that_asked_and_did_nothing_nothing_is_kept() -> None:
    with watched_by(log()), phase("modelstacks models", "command"):
        begin("a question", "question").end()
    assert kept() == []


@pytest.mark.parametrize("code", [1, 3])
def test_of_one_that_failed_there_is_a_log_and_of_our_bug_its_traceback(code: int) -> None:
    def fail() -> None:
        with phase("modelstacks up", "command") as up:
            up.set(exit_code=code)
            raise ValueError("ours")

    with watched_by(log()), pytest.raises(ValueError, match="ours"):
        fail()
    [file] = kept()
    assert ("Traceback (most recent call last):" in file.read_text()) is (code == 3)
    assert "failed (ValueError): ours" in file.read_text()


def test_the_last_runs_are_kept_the_newest_first(tmp_path: Path) -> None:
    folder().mkdir(parents=True)
    for number in range(KEPT + 3):
        (folder() / f"20250101T0000{number:02}.0-1-up.log").touch()
    (folder() / "notes.txt").touch()
    with watched_by(log()):
        with phase("modelstacks up", "command"):
            note("now")
        note("after its end")
    assert lines(kept()[0])[2:] == ["now", "ended with exit code 0; modelstacks up:  s"]
    names = [file.name for file in kept()]
    assert (len(names), names[1], names[-1]) == (
        KEPT,
        f"20250101T0000{KEPT + 2}.0-1-up.log",
        "20250101T000004.0-1-up.log",
    )
    assert kept(tmp_path / "elsewhere") == []
    assert (folder() / "notes.txt").exists()


def test_a_folder_that_takes_nothing_costs_the_log_alone(tmp_path: Path) -> None:
    (tmp_path / "state").touch()
    with watched_by(log()), phase("modelstacks up", "command"):
        note("now")
        note("again")
    assert kept() == []
