"""How the report of a run on a fleet is printed, and written for CI."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from modelstacks.cli import step_summary
from modelstacks.cli.fleet.display import STYLES, described
from modelstacks.cli.fleet.options import ReportOutput
from modelstacks.cli.output import as_json, print_json, stdout, write_file
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
    if output is ReportOutput.TABLE:
        _print_table(report)
    else:
        write_results(report, output)
    rows = [(result.stack, result.ring, result.outcome, described(result)) for result in report.results]
    columns = ("stack", "ring", "result", "about")
    step_summary.add_table(f"fleet {report.command}", columns, rows, report.closing_line())
    raise typer.Exit(report.exit_code)


def write_results(report: FleetReport, output: ReportOutput) -> None:
    """Print it for programs, or for CI."""
    if output is ReportOutput.JSON:
        print_json(report.as_json())
    else:
        sys.stdout.write(report.as_junit())


def _print_table(report: FleetReport) -> None:
    rows = [[each.stack, each.ring, *_cells(described(each))] for each in report.results]
    show(Table(RESULTS, rows, STYLES))
    differences = [*report.differences()]
    for line in differences or ["As planned."]:
        stdout().print(f"Differs from the plan: {line}" if differences else line, markup=False)
    stdout().print(report.closing_line())


def _cells(words: str) -> list[str]:
    before, _, when = words.rpartition(" (")
    result, _, about = before.partition(": ")
    return [result, about, when.removesuffix(")")]
