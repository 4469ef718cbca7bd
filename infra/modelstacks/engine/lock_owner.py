"""Whose lock it is that stops a run, and whether that owner still lives.

Pulumi's own backends write `pid`, `hostname` and time into a lock, which is not enough to call an owner dead: two
machines can share a host name, and a pid comes back. So each engine that we start is noted on this machine: its pid
and when it started, under the machine's boot and pid namespace. A lock is given up only where such a note is found for
it and that very process is gone; any other owner is named, and left to the user to clear.
"""

from __future__ import annotations

import json
import os
import re
import socket
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

import platformdirs
import psutil  # type: ignore[import-untyped]  # its stubs are a package of their own

if TYPE_CHECKING:
    from collections.abc import Iterator
    from subprocess import Popen

Owner: TypeAlias = Literal["gone", "alive", "unknown"]
"""The run that took a lock: ended, still running on this machine, or not known here."""

_LOCK = re.compile(r"^\s*(\S+): created by (\S+)@(\S+) \(pid (\d+)\) at (\S+)$", re.MULTILINE)
"""A lock as the engine names it, in pkg/backend/diy/lock.go."""


@dataclass(frozen=True)
class Lock:
    """A lock that stopped a run: where it lies and what its owner wrote into it."""

    url: str
    user: str
    host: str
    pid: int
    since: datetime

    @property
    def who(self) -> str:
        """Its owner, as the engine writes it."""
        return f"{self.user}@{self.host} (pid {self.pid})"

    def owner(self) -> Owner:
        """Say what became of the run that took it."""
        note = _read_note(self.pid) if self.host == socket.gethostname() else None
        if note is None:
            return "unknown"
        alive = all(start_of(pid) == started for pid, started in note.items())
        return "alive" if alive else "gone"


def read_locks(output: str) -> list[Lock]:
    """Return the locks that the engine named; none for Pulumi Cloud, which names none."""
    return [
        Lock(url, user, host, int(pid), datetime.fromisoformat(since))
        for url, user, host, pid, since in _LOCK.findall(output)
    ]


@contextmanager
def noted(engine: Popen[str]) -> Iterator[None]:
    """Keep a note of *engine* while it runs, and where it was killed: what it held is held still.

    We are in it, too: an engine whose modelstacks was killed has nobody to tell anything, and dies of that soon.
    """
    file = _note(engine.pid)
    starts = json.dumps({pid: start_of(pid) for pid in (engine.pid, os.getpid())})
    with suppress(OSError):  # a home that can't be written to costs the note, never the run
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.write_text(starts, encoding="utf-8")
    yield
    if engine.returncode >= 0:
        forget(engine.pid)


def forget(pid: int) -> None:
    """Drop the note of an engine whose lock is no more."""
    with suppress(OSError):
        _note(pid).unlink(missing_ok=True)


def start_of(pid: int) -> str | None:
    """Return when the process started, to tell it from a later one of that pid; None where none runs.

    Linux: ticks since boot, which a corrected clock does not change.
    """
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        stat = Path(f"/proc/{pid}/stat")
        if stat.exists():
            return stat.read_text(encoding="utf-8").rpartition(")")[2].split()[19]
        return str(process.create_time())
    except (psutil.NoSuchProcess, OSError):
        return None


def _read_note(pid: int) -> dict[int, str] | None:
    """Return when the processes of that run started, by pid."""
    try:
        noted: dict[str, str] = json.loads(_note(pid).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return {int(each): started for each, started in noted.items()}


def _note(pid: int) -> Path:
    return Path(platformdirs.user_state_dir("modelstacks")) / "engines" / f"{_this_machine()}-{pid}.json"


def _this_machine() -> str:
    """Name this boot of this machine and the pids that we see; home folders are shared between machines."""
    boot = Path("/proc/sys/kernel/random/boot_id")
    if not boot.exists():
        return str(int(psutil.boot_time()))
    pids = re.sub(r"\D", "", str(Path("/proc/self/ns/pid").readlink()))
    return f"{boot.read_text(encoding='utf-8').strip()}-{pids}"
