"""Whose lock it is: what the engine says of it, and what this machine knows of its owner. The engine is a script."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from modelstacks.engine import lock_patience, runs
from modelstacks.engine.lock_owner import Lock, forget, noted, read_locks, start_of
from modelstacks.engine.lock_patience import GONE_VARIABLE, WAIT_VARIABLE
from modelstacks.engine.stack_lock import LockedError, age, clear
from modelstacks.engine.stack_state import StackState, delete_resources
from modelstacks.engine.stacks import OpenStack, StackChoice, open_stack
from modelstacks.engine.view import EveryLine, View
from toolbox import commands_run, failing_pulumi, scripted_engine

if TYPE_CHECKING:
    from collections.abc import Iterator

BOOT = Path("/proc/sys/kernel/random/boot_id")
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OpenStack:
    """An open stack, and a state folder of the user's for notes."""
    for name, value in scripted_engine(tmp_path).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "notes"))
    spec = tmp_path / "deployments.yaml"
    spec.write_text("deployments: {}\n", encoding="utf-8")
    return open_stack(StackChoice(spec, "models", "dev"), os.environ)


@pytest.fixture
def sleeping() -> Iterator[subprocess.Popen[str]]:
    """A process that runs until it is killed."""
    with subprocess.Popen(["sleep", "600"], text=True, start_new_session=True) as process:
        yield process
        process.kill()


def locked_by(pid: int, host: str, file: Path) -> str:
    file.write_text("{}", encoding="utf-8")
    return f"the stack is currently locked by 1 lock(s).\n  {file.as_uri()}: created by me@{host} (pid {pid}) at {NOW.isoformat()}"


def locked_by_the_dead(run: subprocess.Popen[str], file: Path) -> str:
    """Kill *run*, which is noted as an engine of this machine, while it holds the lock."""
    with noted(run):
        run.kill()
        run.wait()
    return locked_by(run.pid, socket.gethostname(), file)


def test_locks_are_read_as_the_engine_writes_them() -> None:
    printed = (
        "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or …\n"
        "  file:///state/.pulumi/locks/organization/p/dev/3f.json?no_tmp_dir=true: "
        "created by root@vm (pid 10384) at 2026-11-20T13:00:00+01:00\n"
    )
    url = "file:///state/.pulumi/locks/organization/p/dev/3f.json?no_tmp_dir=true"
    assert read_locks(printed) == [Lock(url, "root", "vm", 10384, NOW)]


def test_the_lock_of_a_run_that_was_killed_here_is_cleared_and_the_run_goes_on(
    opened: OpenStack, sleeping: subprocess.Popen[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing_pulumi(tmp_path, "up", times=1)
    file = tmp_path / "lock.json"
    monkeypatch.setenv("HELD", locked_by_the_dead(sleeping, file))
    printed: list[str] = []
    runs.up(opened, EveryLine(printed.append))
    assert printed == [
        "Updating",
        f"me@{socket.gethostname()} (pid {sleeping.pid}), which had locked stack dev since {NOW}, is gone: continuing.",
        "Updating",
    ]
    assert not file.exists()
    assert commands_run(tmp_path, "cancel") == []


def test_a_dead_run_is_not_waited_for_and_its_note_goes_with_its_lock(
    opened: OpenStack, sleeping: subprocess.Popen[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing_pulumi(tmp_path, "up", times=1)
    file = tmp_path / "lock.json"
    monkeypatch.setenv("HELD", locked_by_the_dead(sleeping, file))
    monkeypatch.setenv(WAIT_VARIABLE, "600")
    monkeypatch.setattr(lock_patience, "AGAIN_S", 0)
    runs.up(opened, View())
    assert not file.exists()
    assert list((tmp_path / "notes").rglob("*.json")) == []


def test_whoever_else_holds_it_is_waited_for_as_long_as_one_is_told_to(
    opened: OpenStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing_pulumi(tmp_path, "up", times=2)
    file = tmp_path / "lock.json"
    monkeypatch.setenv("HELD", locked_by(4711, "another", file))
    monkeypatch.setenv(WAIT_VARIABLE, "600")
    monkeypatch.setattr(lock_patience, "AGAIN_S", 0)
    runs.up(opened, View())
    assert (len(commands_run(tmp_path, "up")), file.exists()) == (3, True)


@pytest.mark.parametrize(("times", "cleared"), [(1, True), (9, False)])
def test_the_lock_of_a_host_that_is_gone_is_cleared_once_and_nothing_here_is_stopped(
    opened: OpenStack,
    sleeping: subprocess.Popen[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    times: int,
    cleared: bool,
) -> None:
    """On this machine its pid is somebody else's."""
    failing_pulumi(tmp_path, "up", times)
    file = tmp_path / "lock.json"
    monkeypatch.setenv("HELD", locked_by(sleeping.pid, "another", file))
    monkeypatch.setenv(GONE_VARIABLE, f"another {NOW.isoformat()}")
    with nullcontext() if cleared else pytest.raises(LockedError):
        runs.up(opened, View())
    assert (len(commands_run(tmp_path, "up")), file.exists(), sleeping.poll()) == (2, False, None)


def test_a_lock_whose_owner_is_not_named_is_left_alone(
    opened: OpenStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing_pulumi(tmp_path, "up", times=1)
    monkeypatch.setenv("HELD", "the stack is currently locked by 1 lock(s)")
    with pytest.raises(LockedError) as refusal:
        runs.up(opened, View())
    assert refusal.value.description == (
        "Stack dev is locked by another run (the backend does not say whose)."
    )
    assert commands_run(tmp_path, "cancel") == []


@pytest.mark.parametrize(
    ("scheme", "is_there", "asked"),
    [("file://", True, 0), ("file://", False, 1), ("azblob://c", True, 1), (None, False, 1)],
)
def test_exactly_a_lock_s_file_is_deleted_and_pulumi_asked_where_that_is_none_here(
    opened: OpenStack, tmp_path: Path, scheme: str | None, is_there: bool, asked: int
) -> None:
    file = tmp_path / "a lock.json"
    if is_there:
        file.touch()
    locks = [Lock(f"{scheme}{quote(str(file))}", "me", "another", 4711, NOW)] if scheme else []
    clear(opened.stack, locks)
    assert len(commands_run(tmp_path, "cancel")) == asked
    assert file.exists() is (is_there and bool(asked))


def test_the_lock_of_a_living_run_is_never_touched(
    opened: OpenStack, sleeping: subprocess.Popen[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing_pulumi(tmp_path, "up", times=1)
    file = tmp_path / "lock.json"
    monkeypatch.setenv("HELD", locked_by(sleeping.pid, socket.gethostname(), file))
    with noted(sleeping):
        with pytest.raises(LockedError) as refusal:
            runs.up(opened, View())
        sleeping.kill()
        sleeping.wait()
    assert "on this machine, for" in str(refusal.value)
    assert str(refusal.value).endswith("It is still running: wait until it ends, or stop it.")
    assert file.exists()
    forget(sleeping.pid)


@pytest.mark.parametrize("host", [socket.gethostname(), "another"])
def test_an_owner_that_nobody_noted_here_is_unknown(host: str, sleeping: subprocess.Popen[str]) -> None:
    """A host's name proves nothing: containers and CI runners share theirs."""
    assert Lock("file:///x", "me", host, sleeping.pid, NOW).owner() == "unknown"


def test_a_lock_that_is_not_a_file_here_goes_through_pulumi_cancel(
    opened: OpenStack, sleeping: subprocess.Popen[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing_pulumi(tmp_path, "destroy", times=1)
    lock = (
        f"  azblob://c/x.json: created by me@{socket.gethostname()} (pid {sleeping.pid}) at {NOW.isoformat()}"
    )
    monkeypatch.setenv("HELD", f"the stack is currently locked by 1 lock(s).\n{lock}")
    with noted(sleeping):
        sleeping.kill()
        sleeping.wait()
    runs.destroy(opened, View())
    assert len(commands_run(tmp_path, "cancel")) == 1


def test_a_reap_goes_on_with_the_rest_where_another_run_holds_one_stack(
    opened: OpenStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing_pulumi(tmp_path, "destroy", times=1)
    monkeypatch.setenv("HELD", locked_by(4711, "another", tmp_path / "lock.json"))
    resources = [{"urn": "urn:a", "type": "azure-native:x:Y"}]
    monkeypatch.setenv("RESOURCES", json.dumps(resources))
    errors = delete_resources(StackState(opened.stack, resources), ["urn:a"], View())
    assert errors["urn:a"].startswith("Stack dev is locked by me@another (pid 4711), for ")
    assert "run: modelstacks unlock SPEC --stack dev\n" in errors["urn:a"]


def test_a_run_that_ended_by_itself_leaves_no_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    with subprocess.Popen(["true"], text=True) as process, noted(process):
        process.wait()
    assert list(tmp_path.rglob("*.json")) == []


@pytest.mark.skipif(not BOOT.exists(), reason="only Linux tells its boot")
def test_a_note_names_the_boot_and_the_pid_and_is_the_user_s_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sleeping: subprocess.Popen[str]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    sleeping.returncode = -1  # as after a kill
    for _ in range(2):
        with noted(sleeping):
            pass
    [note] = tmp_path.rglob("*.json")
    assert re.fullmatch(rf"{BOOT.read_text().strip()}-\d+-{sleeping.pid}\.json", note.name)
    assert note.parent.stat().st_mode & 0o777 == 0o700
    assert json.loads(note.read_text()) == {str(pid): start_of(pid) for pid in (sleeping.pid, os.getpid())}
    forget(sleeping.pid)
    forget(sleeping.pid)
    assert not note.exists()


@pytest.mark.skipif(not BOOT.exists(), reason="only Linux counts ticks since the boot")
def test_a_process_is_told_by_when_it_started(sleeping: subprocess.Popen[str]) -> None:
    ticks = int(start_of(sleeping.pid) or "") / os.sysconf("SC_CLK_TCK")
    up = float(Path("/proc/uptime").read_text().split()[0])
    assert 0 <= up - ticks < 600
    assert ticks > up / 2


def test_a_zombie_does_not_run(sleeping: subprocess.Popen[str]) -> None:
    assert start_of(sleeping.pid)
    os.kill(sleeping.pid, signal.SIGKILL)
    os.waitid(os.P_PID, sleeping.pid, os.WEXITED | os.WNOWAIT)
    assert start_of(sleeping.pid) is None


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=-3), "0 s"),
        (timedelta(seconds=59), "59 s"),
        (timedelta(minutes=1), "1 min"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(hours=47, minutes=59, seconds=59), "47 h"),
        (timedelta(days=2), "2 days"),
    ],
)
def test_the_age_of_a_lock_is_said_in_its_largest_unit(ago: timedelta, words: str) -> None:
    assert age(NOW - ago, NOW) == words
