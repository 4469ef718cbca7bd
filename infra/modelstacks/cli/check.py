"""`modelstacks check [SPEC]` and `modelstacks lock [SPEC]`: what would go wrong, and what is decided."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from modelstacks.cli import step_summary
from modelstacks.cli.findings_table import findings_table
from modelstacks.cli.options import (
    DEFAULT_SPEC,
    DeploymentsArgument,
    OutputOption,
    RowsOption,
    SpecArgument,
    StackOption,
)
from modelstacks.cli.output import Output, print_json, stderr, stdout, write_file
from modelstacks.cli.tables import show
from modelstacks.errors import MOST_SHOWN, ModelstacksError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from modelstacks.engine.stacks import StackChoice
    from modelstacks.lock import Lock, LockedDecision
    from modelstacks.placement import Placement
    from modelstacks.preflight.report import Report
    from modelstacks.preflight.runner import Examination
    from modelstacks.spec import DeploymentsSpec, Spec


class ReportOutput(StrEnum):
    """`--output` of what has a JUnit form, too."""

    TABLE = "table"
    JSON = "json"
    JUNIT = "junit"


def check(
    spec: SpecArgument = DEFAULT_SPEC,
    stack: StackOption = None,
    rows: RowsOption = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Also exit 1 if something needed could not be verified.")
    ] = False,
    junit: Annotated[Path | None, typer.Option("--junit", help="Also write JUnit XML to this file.")] = None,
    output: Annotated[
        ReportOutput, typer.Option("--output", help="How to print the result.")
    ] = ReportOutput.TABLE,
) -> None:
    """Report everything that would go wrong before anything is created; exit 1 if there is an error."""
    from modelstacks.engine.stacks import choose_stack

    choice = choose_stack(spec, stack, os.environ)
    loaded = load_spec(choice, rows)
    report = _examine(loaded, choice, _lock_of(loaded)).report
    if junit:
        write_file(junit, report.as_junit(), option="--junit")
    _print(report, output)
    found = [
        (finding.severity, finding.check, f"{finding.message} {finding.fix}") for finding in report.findings
    ]
    step_summary.add_table("check", ("level", "check", "finding"), found, report.closing_line())
    raise typer.Exit(1 if strict and report.stops_strict else report.exit_code)


def load_spec(choice: StackChoice, rows: Path | None) -> Spec:
    """Return the chosen spec, of either kind. *rows*: what lies over the catalogue rows that it names itself.

    Raises SpecError with every mistake.
    """
    from modelstacks.spec import load_deployments, load_platform

    if choice.kind == "platform":
        return load_platform(choice.spec, os.environ, rows)
    return load_deployments(choice.spec, os.environ, rows)


def _lock_of(spec: Spec) -> Lock | None:
    from modelstacks.lock import lock_path
    from modelstacks.lock_file import read_lock
    from modelstacks.lock_fit import refuse_long_names
    from modelstacks.spec import DeploymentsSpec

    if not isinstance(spec, DeploymentsSpec):
        return None
    lock = read_lock(lock_path(spec.path))
    if lock:
        refuse_long_names(spec, lock)
    return lock


def _print(report: Report, output: ReportOutput) -> None:
    if output is ReportOutput.JSON:
        print_json(report.as_json())
    elif output is ReportOutput.JUNIT:
        sys.stdout.write(report.as_junit())
    else:
        show(findings_table(report))
        stdout().print(report.closing_line())


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
    from modelstacks.engine.stacks import choose_stack
    from modelstacks.lock import lock_path
    from modelstacks.lock_file import read_lock
    from modelstacks.lock_fit import locked_decisions
    from modelstacks.spec import load_deployments

    choice = choose_stack(spec, stack, os.environ)
    if only_check and choice.kind == "platform":
        _print_lock(None, {}, f"{spec} needs no lock: there is nothing to place.", output)
        return
    loaded, path = load_deployments(spec, os.environ, rows), lock_path(spec)
    if only_check:
        _print_lock(path, locked_decisions(loaded, read_lock(path)), f"{path} fits {spec}.", output)
        return
    before = _reopened(read_lock(path), upgrade or [])
    examination = _examine(loaded, choice, before)
    locked = _decided(loaded, examination, before).identified(uuid4().hex[:12])
    path.write_text(locked.text(), encoding="utf-8")
    _print_lock(path, locked.decisions, f"Written: {path}", output)


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
    for name, decision in sorted(decisions.items()):
        size = f" on {decision.instance_type}, {decision.quota} quota" if decision.instance_type else ""
        stdout().print(f"{name}: {decision.mode}{size} in {decision.region}; {'; '.join(decision.reasons)}")
    stdout().print(closing)


def _decided(spec: DeploymentsSpec, examination: Examination, before: Lock | None) -> Lock:
    from modelstacks.lock import lock_of
    from modelstacks.lock_fit import refuse_long_names

    _refuse_unplaced(examination.placed.placement)
    locked = lock_of(spec, examination.placed.placement, before)
    refuse_long_names(spec, locked)
    return locked


def _reopened(before: Lock | None, names: Sequence[str]) -> Lock | None:
    unknown = [name for name in names if before is None or name not in before.decisions]
    if unknown:
        known = ", ".join(sorted(before.decisions)) if before else ""
        raise UsageError(
            f"--upgrade {unknown[0]}: the lock has no such deployment.\n"
            + (f"It has: {known}." if known else "There is no lock yet: leave out --upgrade.")
        )
    return before.reopened(names) if before else None


def _examine(spec: Spec, choice: StackChoice, before: Lock | None) -> Examination:
    import asyncio

    from modelstacks.azure.tags import stack_tags
    from modelstacks.preflight.azure_examination import examine_azure
    from modelstacks.preflight.check_context import CheckContext

    tags = stack_tags(choice.project, choice.stack)
    context = CheckContext(datetime.now(UTC).date(), tags, before)
    with stderr().status("Asking Azure …"):
        return asyncio.run(examine_azure(spec, context, os.environ))


def _refuse_unplaced(placement: Placement) -> None:
    """Raise what has no place, with every reason; nothing is written then."""
    from modelstacks.suggestions import listed

    if not placement.unplaced:
        return
    lines = []
    for name, rejected in islice(placement.unplaced.items(), MOST_SHOWN):
        lines.append(f"{name} can't be placed:")
        lines += [f"  - {reason}" for reason in dict.fromkeys(rejection.reason for rejection in rejected)]
    if more := list(placement.unplaced)[MOST_SHOWN:]:
        lines.append(f"Can't be placed either: {listed(more)}.")
    raise ModelstacksError("\n".join([*lines, "`modelstacks check` says what to do."]))
