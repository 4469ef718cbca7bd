"""The results of a fleet's shards, joined into one report of what was planned."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from modelstacks.errors import UsageError
from modelstacks.fleet.journal import journal_path, read_journal, read_report
from modelstacks.fleet.results import FleetReport
from modelstacks.suggestions import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from modelstacks.fleet.fleet_file import Fleet
    from modelstacks.fleet.stack import FleetStack


def read_reports(files: Iterable[Path]) -> list[FleetReport]:
    """Return what `--results` wrote in them. Raises UsageError for a file that holds no results."""
    return [read_report(file) for file in files]


def join(fleet: Fleet, stacks: Sequence[FleetStack], reports: Sequence[FleetReport]) -> FleetReport:
    """Return one report of what was planned, *stacks* of *fleet*. Raises UsageError where they are of other fleets, or of several commands."""
    others = sorted({report.fleet for report in reports} - {fleet.name})
    if others:
        raise UsageError(
            f"{listed(others)}: results of another fleet than {fleet.name}.\nName only files of this one."
        )
    commands = sorted({report.command for report in reports})
    if len(commands) > 1:
        raise UsageError(
            f"The files are of several commands: {listed(commands)}.\nName those of one of them."
        )
    results = [result for report in reports for result in report.results]
    twice = sorted(name for name, count in Counter(result.stack for result in results).items() if count > 1)
    if twice:
        raise UsageError(
            f"Several files have results of {listed(twice)}: shards were dealt out in different ways.\n"
            "Run all of them from one commit: fleet.yaml and its durations say which stack goes where."
        )
    planned = {stack.name: stack.ring for stack in stacks}
    order = {name: at for at, name in enumerate(planned)}
    results.sort(key=lambda result: order.get(result.stack, len(order)))
    longest = max(each.seconds for each in reports)
    stopped_by = next((each.stopped_by for each in reports if each.stopped_by), None)
    return FleetReport(fleet.name, commands[0], planned, tuple(results), longest, stopped_by=stopped_by)


def last_run(fleet: Fleet, command: str) -> FleetReport:
    """Return what the last run here left. Raises UsageError where there is none."""
    report = read_journal(journal_path(fleet.path, fleet.name, command, None))
    if report is None:
        raise UsageError(
            f"There was no `modelstacks fleet {command}` of {fleet.name} here.\nRun it, or name files that `--results` wrote."
        )
    return report
