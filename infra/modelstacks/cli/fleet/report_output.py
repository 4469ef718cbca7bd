"""How the report of a run on a fleet is printed, and written for CI."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from modelstacks.cli import step_summary
from modelstacks.cli.fleet.display import STYLES, changes_of, described, time_of
from modelstacks.cli.output import ReportOutput, as_json, print_reported, stdout, write_file
from modelstacks.cli.tables import Column, Table, show

if TYPE_CHECKING:
    from pathlib import Path

    from modelstacks.fleet.results import FleetReport

RESULTS = (
    Column("stack"),
    Column("ring", below=2),
    Column("result"),
    Column("resources", below=1),
    Column("time"),
)


def print_report(
    report: FleetReport, output: ReportOutput, junit: Path | None = None, results: Path | None = None
) -> None:
    """Print the report, and end with its exit code."""
    if junit:
        write_file(junit, report.as_junit(), option="--junit")
    if results:
        write_file(results, as_json(report.as_json()), option="--results")
    print_reported(report, output, lambda: _show(report))
    rows = [(result.stack, result.ring, result.outcome, described(result)) for result in report.results]
    columns = ("stack", "ring", "result", "about")
    step_summary.add_table(f"fleet {report.command}", columns, rows, report.closing_line())
    raise typer.Exit(report.exit_code)


def _show(report: FleetReport) -> None:
    rows = [[each.stack, each.ring, each.outcome, changes_of(each), time_of(each)] for each in report.results]
    show(Table(RESULTS, rows, STYLES))
    differences = [*report.differences()]
    for line in differences or ["As planned."]:
        stdout().print(f"Differs from the plan: {line}" if differences else line, markup=False)
    stdout().print(report.closing_line())
