"""The summary of a GitHub Actions step: what a reviewer sees of a command without opening its log."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from modelstacks.errors import ModelstacksError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

FILE = "GITHUB_STEP_SUMMARY"
UP_COLUMNS = ("deployment", "model", "mode", "region", "URI")


def add_table(command: str, columns: Sequence[str], rows: Sequence[Sequence[str]], nothing: str) -> None:
    """Add the command's table, or *nothing* where it has no rows; outside of GitHub Actions nothing happens."""
    _add(command, _table(columns, rows) if rows else nothing)


def add_outputs(outputs: Mapping[str, Mapping[str, Mapping[str, object]]]) -> None:
    """Add what `modelstacks up` deployed; never a key."""
    deployed = outputs.get("deployments", {}).items()
    rows = [
        (name, *(str(values.get(key, "")) for key in ("model", "mode", "region", "uri")))
        for name, values in deployed
    ]
    add_table("up", UP_COLUMNS, rows, "Everything is as the spec says.")


class Watched(Protocol):
    """What knows the errors of a run."""

    @property
    def problems(self) -> Sequence[str]:
        """They, with what they are about."""


@contextmanager
def failure_of(command: str, run: Watched) -> Iterator[None]:
    """Where the command fails in there, add the problems of its *run*, and how it ended; the error has them as notes."""
    try:
        yield
    except ModelstacksError as err:
        for problem in run.problems:
            err.add_note(problem)
        _add(command, f"```\n{chr(10).join([*run.problems, str(err)])}\n```")
        raise


def _add(command: str, text: str) -> None:
    if file := os.environ.get(FILE):
        with Path(file).open("a", encoding="utf-8") as summary:
            summary.write(f"### modelstacks {command}\n\n{text}\n")


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join([_row(columns), _row(["---"] * len(columns)), *(_row(row) for row in rows)])


def _row(cells: Sequence[str]) -> str:
    clean = (" ".join(cell.split()).replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(clean)} |"
