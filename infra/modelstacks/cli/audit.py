"""`modelstacks audit [SPEC]`: what breaks by a date, in what is deployed and in the file."""

from __future__ import annotations

import os
import sys
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from modelstacks.audits import HEADROOM_PERCENT
from modelstacks.cli import step_summary
from modelstacks.cli.checks import print_described
from modelstacks.cli.options import DEFAULT_SPEC, DeploymentsArgument, RowsOption, StackOption
from modelstacks.cli.output import print_json, stderr, stdout
from modelstacks.cli.tables import Column, Table, show
from modelstacks.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from modelstacks.audits.report import AuditReport
    from modelstacks.errors import Mistake

COLUMNS = (Column("level"), Column("when"), Column("rule"), Column("finding", below=1, prose=True))


class AuditOutput(StrEnum):
    """`--output`."""

    TABLE = "table"
    JSON = "json"
    JUNIT = "junit"
    SARIF = "sarif"


ByOption = Annotated[
    str, typer.Option("--by", help="Up to this day (2027-01-31), or for this long from today (30d).")
]
AllOption = Annotated[
    bool,
    typer.Option("--all", help="All endpoints of the subscription, not of the file's resource group alone."),
]
HeadroomOption = Annotated[
    int,
    typer.Option(
        "--headroom", min=0, max=100, help="How much of a quota must be free, in percent; 0: any will do."
    ),
]
KeyAgeOption = Annotated[
    str | None,
    typer.Option("--max-key-age", help="Keys that may be older than this (365d) are an error."),
]
StrictOption = Annotated[
    bool, typer.Option("--strict", help="Also exit 1 if something needed could not be read.")
]
ListOption = Annotated[
    bool, typer.Option("--list", help="List the rules and where each fact is from; ask nothing.")
]


def audit(
    spec: DeploymentsArgument = DEFAULT_SPEC,
    by: ByOption = "90d",
    everywhere: AllOption = False,
    headroom: HeadroomOption = HEADROOM_PERCENT,
    max_key_age: KeyAgeOption = None,
    stack: StackOption = None,
    rows: RowsOption = None,
    strict: StrictOption = False,
    list_rules: ListOption = False,
    output: Annotated[
        AuditOutput, typer.Option("--output", help="How to print the result.")
    ] = AuditOutput.TABLE,
) -> None:
    """Report what breaks by a date, in what is deployed and in the file; exit 1 if something does."""
    if list_rules:
        _print_rules(output)
        return
    up_to = _up_to(by)
    age = None if max_key_age is None else _duration(max_key_age, "--max-key-age takes a time such as 365d")
    from modelstacks.api.audit import audit

    with stderr().status("Asking Azure …"):
        report = audit(
            spec,
            by=up_to,
            stack=stack,
            rows=rows,
            everywhere=everywhere,
            headroom_percent=headroom,
            max_key_age=age,
        )
    _print(report, spec, output)
    columns = ("level", "when", "rule", "finding")
    step_summary.add_table("audit", columns, report.rows(), report.closing_line())
    raise typer.Exit(1 if strict and report.stops_strict else report.exit_code)


def _print_rules(output: AuditOutput) -> None:
    from modelstacks.audits.rules import described_rules

    if output is AuditOutput.JSON:
        print_json(described_rules())
    elif output is AuditOutput.TABLE:
        print_described(described_rules(), "rule")
    else:
        raise UsageError(f"--list has no form {output}.\nAdd --output table or --output json.")


def _up_to(text: str) -> date | timedelta:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return _duration(text, "--by takes a day such as 2027-01-31, or a time from today such as 30d")


def _duration(text: str, takes: str) -> timedelta:
    from modelstacks.durations import read_duration

    try:
        return read_duration(text)
    except ValueError as err:
        raise UsageError(f"{takes}; {text!r} is none.") from err


def _print(report: AuditReport, spec: Path, output: AuditOutput) -> None:
    from modelstacks.cli.findings_table import STYLES

    match output:
        case AuditOutput.JSON:
            print_json(report.as_json())
        case AuditOutput.JUNIT:
            sys.stdout.write(report.as_junit())
        case AuditOutput.SARIF:
            _print_sarif(report, spec)
        case AuditOutput.TABLE:
            show(Table(COLUMNS, report.rows(), STYLES, titles=False))
            stdout().print(report.closing_line())


def _print_sarif(report: AuditReport, spec: Path) -> None:
    from importlib.metadata import version

    from modelstacks.audits.rules import all_rules
    from modelstacks.audits.sarif import as_sarif

    print_json(as_sarif(report, all_rules(), version("modelstacks"), _places(spec)))


def _places(spec: Path) -> Callable[[str], Mistake]:
    """Return what finds a deployment in the file, by its path from here: code scanning looks for it in the repository."""
    from modelstacks.spec.kinds import read_spec

    source = read_spec(spec, os.environ)
    source.path = Path(os.path.relpath(spec))
    return lambda name: source.mistake(("deployments", *filter(None, [name])), "", at_key=True)
