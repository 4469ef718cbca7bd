"""`modelstacks check [SPEC]` and `modelstacks lock [SPEC]`: what would go wrong, and what is decided."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from modelstacks.cli import step_summary
from modelstacks.cli.findings_table import findings_table
from modelstacks.cli.options import (
    DEFAULT_SPEC,
    DeploymentsArgument,
    JunitOption,
    OutputOption,
    ReportOption,
    RowsOption,
    SpecArgument,
    StackOption,
)
from modelstacks.cli.output import (
    Output,
    ReportOutput,
    print_json,
    print_reported,
    stdout,
    waiting,
    write_file,
)
from modelstacks.cli.tables import Column, Table, show

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.lock_decisions import LockedDecision
    from modelstacks.preflight.report import Report

DECISIONS = (
    Column("deployment"),
    Column("mode"),
    Column("region"),
    Column("VM size", below=2),
    Column("quota", below=3),
    Column("why", below=1, prose=True),
)


def check(
    spec: SpecArgument = DEFAULT_SPEC,
    stack: StackOption = None,
    rows: RowsOption = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Also exit 1 if something needed could not be verified.")
    ] = False,
    junit: JunitOption = None,
    output: ReportOption = ReportOutput.TABLE,
) -> None:
    """Report everything that would go wrong before anything is created; exit 1 if there is an error."""
    with waiting("Asking Azure …"):
        from modelstacks.api.check import check

        report = check(spec, stack=stack, rows=rows)
    if junit:
        write_file(junit, report.as_junit(), option="--junit")
    _print(report, output)
    found = [
        (finding.severity, finding.check, f"{finding.message} {finding.fix}") for finding in report.findings
    ]
    step_summary.add_table("check", ("level", "check", "finding"), found, report.closing_line())
    raise typer.Exit(1 if strict and report.stops_strict else report.exit_code)


def _print(report: Report, output: ReportOutput) -> None:
    def table() -> None:
        show(findings_table(report))
        stdout().print(report.closing_line())

    print_reported(report, output, table)


def lock(
    spec: DeploymentsArgument = DEFAULT_SPEC,
    stack: StackOption = None,
    only_check: Annotated[
        bool, typer.Option("--check", help="Only check that the lock fits the spec (for CI).")
    ] = False,
    upgrade: Annotated[
        list[str] | None, typer.Option("--upgrade", help="Decide this deployment again; repeat for more.")
    ] = None,
    rows: RowsOption = None,
    output: OutputOption = Output.TABLE,
) -> None:
    """Decide where each deployment goes and write deployments.lock.yaml; decisions already made stay."""
    if only_check:
        _print_fit(spec, stack, rows, output)
        return
    from modelstacks.lock_path import lock_path

    with waiting("Asking Azure …"):
        from modelstacks.api.lock import lock

        locked = lock(spec, stack=stack, upgrade=upgrade or (), rows=rows)
    _print_lock(lock_path(spec), locked.decisions, f"Written: {lock_path(spec)}", output)


def _print_fit(spec: Path, stack: str | None, rows: Path | None, output: Output) -> None:
    """Print the decisions of a lock that fits *spec*. Raises UsageError where it does not."""
    from modelstacks.engine.stacks import choose_stack
    from modelstacks.lock_file import read_lock
    from modelstacks.lock_fit import locked_decisions
    from modelstacks.lock_path import lock_path
    from modelstacks.spec import load_deployments
    from modelstacks.spec.kinds import MODELS

    if choose_stack(spec, stack, os.environ).kind != MODELS.name:
        _print_lock(None, {}, f"{spec} needs no lock: there is nothing to place.", output)
        return
    path = lock_path(spec)
    decisions = locked_decisions(load_deployments(spec, os.environ, rows), read_lock(path))
    _print_lock(path, decisions, f"{path} fits {spec}.", output)


def _print_lock(
    path: Path | None, decisions: Mapping[str, LockedDecision], closing: str, output: Output
) -> None:
    if output is Output.JSON:
        shown = {
            name: decision.model_dump(mode="json") | {"model": decision.model_id}
            for name, decision in sorted(decisions.items())
        }
        print_json({"file": path and str(path), "deployments": shown})
        return
    if decisions:
        show(Table(DECISIONS, [_cells(name, decisions[name]) for name in sorted(decisions)]))
    stdout().print(closing)


def _cells(name: str, decision: LockedDecision) -> list[str]:
    quota = (decision.quota or "") if decision.instance_type else ""
    size, why = decision.instance_type or "", "; ".join(decision.reasons)
    return [name, decision.mode, decision.region, size, quota, why]
