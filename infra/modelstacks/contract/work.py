"""The folder of a run of level 1: its ledger, specs and states, beside the user's own; one run at a time has it."""

from __future__ import annotations

import fcntl
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from modelstacks.contract.ledger import Ledger
from modelstacks.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(".modelstacks", "contract")


@dataclass(frozen=True)
class Work:
    """A run's *folder*."""

    folder: Path

    @property
    def ledger(self) -> Ledger:
        """What it makes."""
        return Ledger(self.folder)

    def close(self) -> None:
        """Delete the folder: nothing that it tells of is left."""
        shutil.rmtree(self.folder)


@contextmanager
def only_run(root: Path = ROOT) -> Iterator[None]:
    """Hold *root* against other runs. Raises UsageError where one is under way: its ledger is not for us to end."""
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (root / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as err:
            raise UsageError(
                f"Another `modelstacks contract --create` is under way in {root.resolve()}.\n"
                "Wait for its end, or stop it there with Ctrl-C: it deletes what it made."
            ) from err
        yield


def new_work(run: str, root: Path = ROOT) -> Work:
    """Make the folder of the run with that random word."""
    folder = root.resolve() / run
    folder.mkdir(mode=0o700)
    return Work(folder)


def unfinished(root: Path = ROOT) -> list[Work]:
    """Return the runs that ended without deleting everything; folders without a ledger made nothing."""
    return [Work(path.parent) for path in sorted(root.resolve().glob("*/ledger.jsonl"))]
