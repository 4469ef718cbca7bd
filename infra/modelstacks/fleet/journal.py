"""What became of each stack, written down as it happens: a run that was killed is gone on with, and shards are joined."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from modelstacks.engine.lock_owner import start_of
from modelstacks.errors import UsageError
from modelstacks.fleet.results import FORMAT, FleetReport, StackResult, read_object

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Self, TextIO

RESULT = TypeAdapter(StackResult)


@dataclass(frozen=True)
class Head:
    """The journal's first line: what was begun, and by which process."""

    fleet: str
    command: str
    planned: Mapping[str, str]
    shard: str | None = None


def journal_path(fleet: Path, name: str, command: str, shard: str | None) -> Path:
    """Return where the journal of the last such command lies: beside `fleet.yaml`, in `.modelstacks`."""
    part = f"-{shard.replace('/', 'of')}" if shard else ""
    return fleet.parent / ".modelstacks" / "fleet" / name / f"{command}{part}.jsonl"


def journals(fleet: Path, name: str) -> list[Path]:
    """Return the journals of all commands and shards, the one written last at the end."""
    folder = journal_path(fleet, name, "any", None).parent
    return sorted(folder.glob("*.jsonl"), key=lambda path: path.stat().st_mtime_ns)


class Journal:
    """The journal of a run of ours, to be used with `with`; each line is on the disk before anything else happens."""

    def __init__(self, path: Path, head: Head, kept: tuple[StackResult, ...] = ()) -> None:
        self._path, self._head, self._kept = path, head, kept
        self._file: TextIO | None = None

    def __enter__(self) -> Self:
        _refuse_other_run(self._path)
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file = self._path.open("w", encoding="utf-8")
        self._path.chmod(0o600)
        owner = {"pid": os.getpid(), "started": start_of(os.getpid())}
        self._write({"format": FORMAT, **asdict(self._head), **owner})
        for result in self._kept:
            self.add(result)
        return self

    def __exit__(self, *_: object) -> None:
        if self._file:
            self._write({"ended": True})
            self._file.close()

    def add(self, result: StackResult) -> None:
        """Write down one result."""
        self._write(asdict(result))

    def _write(self, line: Mapping[str, Any]) -> None:
        assert self._file is not None, "a journal is used with `with`"
        self._file.write(json.dumps(line) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())


def read_journal(path: Path) -> FleetReport | None:
    """Return what is written down; None where there is no journal. A last line that was cut off is left out."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return None
    read = [*filter(None, map(read_object, lines))]
    if not read or read[0].get("format") != FORMAT:
        return None
    head, *results = read
    found = [RESULT.validate_python(line) for line in results if "stack" in line]
    latest = {result.stack: result for result in found}
    return FleetReport(
        head["fleet"], head["command"], head["planned"], tuple(latest.values()), shard=head.get("shard")
    )


def read_report(path: Path) -> FleetReport:
    """Return a report that `--results` wrote, or a journal. Raises UsageError where the file is neither."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        results = tuple(RESULT.validate_python(each) for each in told["results"])
        return FleetReport(
            told["fleet"],
            told["command"],
            told["planned"],
            results,
            told["seconds"],
            told["shard"],
            told["stopped_by"],
        )
    except OSError as err:
        raise UsageError(
            f"{path} can't be read: {err.strerror}.\nName a file that `--results` wrote."
        ) from err
    except (ValueError, KeyError, TypeError, ValidationError) as err:
        if (found := read_journal(path)) is not None:
            return found
        message = f"{path} holds no results of a fleet.\nName a file that `modelstacks fleet up --results FILE` wrote."
        raise UsageError(message) from err


def _refuse_other_run(path: Path) -> None:
    """Raise UsageError where the process that writes this journal still runs."""
    try:
        lines = [*map(read_object, path.read_text(encoding="utf-8").splitlines())]
    except FileNotFoundError:
        return
    head, last = (lines[0], lines[-1]) if lines else ({}, {})
    if last.get("ended") or not head.get("started") or head["pid"] == os.getpid():
        return
    if start_of(head["pid"]) == head["started"]:
        raise UsageError(
            f"Another `modelstacks fleet {head['command']}` of {head['fleet']} is under way (pid {head['pid']}).\n"
            "Wait until it ends, or stop it: two at once would take the stacks from each other."
        )
