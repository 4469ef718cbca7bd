"""The arguments of `scripts/bench`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from bench.record import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.row import Row

LEAST_RUNS = 5
"""Below it a median says little."""


class Arguments(argparse.Namespace):
    """What was asked for."""

    json: Path | None
    against: Path | None
    only: list[str]
    runs: int


def parse(words: Sequence[str]) -> Arguments:
    """Return what *words* ask for. Raises UsageError for what can't be done."""
    parser = argparse.ArgumentParser("scripts/bench", add_help=False, exit_on_error=False)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--against", type=Path)
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--runs", type=int, default=LEAST_RUNS)
    try:
        arguments = parser.parse_args(words, Arguments())
    except argparse.ArgumentError as err:
        raise UsageError(f"{err}. See scripts/bench --help.") from err
    if arguments.runs < LEAST_RUNS:
        raise UsageError(
            f"--runs {arguments.runs} is too few: a median of fewer than {LEAST_RUNS} says little. Leave it out for "
            f"{LEAST_RUNS}, or name more."
        )
    if arguments.json and not arguments.json.parent.is_dir():
        raise UsageError(
            f"--json {arguments.json} can't be written: there is no folder {arguments.json.parent}. Make it first."
        )
    return arguments


def chosen(rows: Sequence[Row], only: Sequence[str]) -> list[Row]:
    """Return the rows whose names contain one of *only*, in any casing; all where it is empty, but those that wait to be asked
    for. Raises UsageError.
    """
    for words in only:
        if not any(words.lower() in row.name.lower() for row in rows):
            names = "\n".join(f"  {row.name}" for row in rows)
            raise UsageError(f"--only {words}: no row has that in its name. The rows are:\n{names}")
    if not only:
        return [row for row in rows if not row.when_asked]
    return [row for row in rows if any(words.lower() in row.name.lower() for words in only)]
