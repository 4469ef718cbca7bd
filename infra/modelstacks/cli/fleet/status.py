"""`modelstacks fleet status | audit`: how the stacks are, and what breaks in them by a date."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated, Any

import typer

from modelstacks.cli.findings_table import STYLES as LEVEL_STYLES
from modelstacks.cli.fleet.changes import run
from modelstacks.cli.fleet.options import (
    DEFAULT_FLEET,
    ExecutorOption,
    FleetArgument,
    OnlyOption,
    RingOption,
    ShardOption,
    chosen_stacks,
)
from modelstacks.cli.options import OutputOption, ReportOption
from modelstacks.cli.output import Output, ReportOutput, print_json, print_reported, stdout, waiting
from modelstacks.cli.tables import Column, Table, show
from modelstacks.fleet import DEFAULT_EXECUTOR
from modelstacks.suggestions import number_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.fleet.results import FleetReport
    from modelstacks.fleet.status import StackStatus

COLUMNS = (
    Column("stack"),
    Column("ring", spare=True),
    Column("lock", below=2, prose=True),
    Column("endpoints"),
    Column("left"),
    Column("last run"),
    Column("about", below=1, prose=True),
)
FINDINGS = (Column("level"), Column("when"), Column("rule"), Column("finding", below=1, prose=True))


def status(
    fleet: FleetArgument = DEFAULT_FLEET,
    only: OnlyOption = None,
    ring: RingOption = None,
    output: OutputOption = Output.TABLE,
) -> None:
    """Show how each stack is: its lock, what Azure has of it, and its last run here; nothing is touched."""
    from modelstacks.fleet.status import read_status

    loaded, stacks = chosen_stacks(fleet, only, ring, None)
    with waiting("Asking Azure …"):
        found = read_status(loaded, stacks, os.environ)
    if output is Output.JSON:
        print_json([each.as_json() for each in found])
        return
    show(Table(COLUMNS, [_cells(each) for each in found]))
    good = sum(each.is_as_wanted for each in found)
    stdout().print(f"{number_of(len(found), 'stack')}: {good} as their specs say")


def _cells(status: StackStatus) -> list[str]:
    count = f"{'?' if status.found is None else status.found} of {status.wanted}"
    left = "" if status.hours_left is None else f"{status.hours_left:g} h"
    about = "; ".join(filter(None, (*status.states, status.problem)))
    return [status.stack, status.ring, status.lock, count, left, status.last, about]


def audit(
    fleet: FleetArgument = DEFAULT_FLEET,
    by: Annotated[
        str, typer.Option("--by", help="Up to this day (2027-01-31), or for this long from today (30d).")
    ] = "90d",
    only: OnlyOption = None,
    ring: RingOption = None,
    shard: ShardOption = None,
    executor: ExecutorOption = DEFAULT_EXECUTOR,
    output: ReportOption = ReportOutput.TABLE,
) -> None:
    """Report what breaks by a date in any stack; the same finding in several of them once. Exit 1 if something does."""
    from modelstacks.fleet.choosing import with_deployments
    from modelstacks.fleet.run import FleetCommand

    loaded, stacks = chosen_stacks(fleet, only, ring, shard)
    options = ("--by", by)
    report = run(loaded, FleetCommand("audit", with_deployments(stacks), options, executor, shard))
    code = report.exit_code or max((result.exit_code or 0 for result in report.results), default=0)
    print_reported(report, output, lambda: _show_audit(report))
    raise typer.Exit(code)


def _show_audit(report: FleetReport) -> None:
    rows = _findings({result.stack: result.answer for result in report.results})
    show(Table(FINDINGS, rows, LEVEL_STYLES, titles=False))
    for result in report.results:
        if result.outcome != "done":
            stdout().print(f"{result.stack}: {result.message}", markup=False)
    stdout().print(f"{number_of(len(report.results), 'stack')} audited, {number_of(len(rows), 'finding')}")


def _findings(answers: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, ...]]:
    """Return the findings of all stacks, each once with the stacks that have it, the worst and soonest first."""
    from modelstacks.fleet.check_report import by_level, told_once, with_stacks

    rows = {
        stack: [
            (each["severity"], each["when"] or "", each["rule"], f"{each['message']}\n{each['fix']}")
            for each in answer.get("findings", ())
        ]
        for stack, answer in answers.items()
    }
    found = told_once(rows)
    return [with_stacks(row, found[row]) for row in sorted(found, key=lambda row: (by_level(row), *row[1:]))]
