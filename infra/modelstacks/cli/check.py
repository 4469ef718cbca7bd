"""`modelstacks check [SPEC]` and `modelstacks lock [SPEC]`: what would go wrong, and what is decided."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from modelstacks.cli.output import Output, print_json, stderr, stdout
from modelstacks.errors import ModelstacksError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modelstacks.lock import Lock
    from modelstacks.placement import Placement
    from modelstacks.preflight.runner import Examination
    from modelstacks.spec import DeploymentsSpec

SpecArgument = Annotated[Path, typer.Argument(help="deployments.yaml.")]
StackOption = Annotated[
    str | None, typer.Option("--stack", help="Default: local in a local Azure's environment, else dev.")
]
OutputOption = Annotated[Output, typer.Option("--output", help="How to print the result.")]
DEFAULT_SPEC = Path("deployments.yaml")


def check(
    spec: SpecArgument = DEFAULT_SPEC,
    stack: StackOption = None,
    junit: Annotated[Path | None, typer.Option("--junit", help="Write JUnit XML there, too.")] = None,
    output: OutputOption = Output.TABLE,
) -> None:
    """Say everything that would go wrong, before anything is created; exit 1 if something is an error."""
    from modelstacks.lock import lock_path, read_lock

    wanted = _load(spec)
    report = _examine(wanted, stack, read_lock(lock_path(spec))).report
    if junit:
        junit.write_text(report.as_junit(), encoding="utf-8")
    if output is Output.JSON:
        print_json(report.as_json())
    else:
        stdout().print(report.table())
        stdout().print(report.closing_line())
    raise typer.Exit(report.exit_code)


def lock(
    spec: SpecArgument = DEFAULT_SPEC,
    stack: StackOption = None,
    only_check: Annotated[
        bool, typer.Option("--check", help="Only say whether the lock fits the spec (for CI).")
    ] = False,
    upgrade: Annotated[list[str] | None, typer.Option("--upgrade", help="Decide this one again.")] = None,
) -> None:
    """Decide where every deployment goes and write deployments.lock.yaml; what is decided stays."""
    from modelstacks.lock import Relocked, lock_path, locked_rows, read_lock, relock
    from modelstacks.preflight.runner import placement_facts

    wanted, path = _load(spec), lock_path(spec)
    if only_check:
        locked_rows(wanted, path)
        stdout().print(f"{path} fits {spec}.")
        return
    before = _reopened(read_lock(path), upgrade or [])
    seen = _examine(wanted, stack, before)
    facts = placement_facts(seen.plan.catalog, seen.facts.answers, seen.plan.today)
    relocked: Relocked = relock(wanted, seen.plan.catalog, facts, before)
    _refuse_unplaced(relocked.placement)
    path.write_text(relocked.lock.text(), encoding="utf-8")
    for name, row in sorted(relocked.lock.rows.items()):
        size = f" on {row.instance_type}, {row.quota} quota" if row.instance_type else ""
        stdout().print(f"{name}: {row.mode}{size} in {row.region}; {'; '.join(row.reasons)}")
    stdout().print(f"Written: {path}")


def _load(spec: Path) -> DeploymentsSpec:
    from modelstacks.catalog import load
    from modelstacks.spec import load_deployments

    return load_deployments(spec, load(), os.environ)


def _reopened(before: Lock | None, names: Sequence[str]) -> Lock | None:
    unknown = [name for name in names if before is None or name not in before.rows]
    if unknown:
        raise UsageError(f"--upgrade {unknown[0]}: the lock has no such deployment.")
    return before.reopened(names) if before else None


def _examine(spec: DeploymentsSpec, stack: str | None, before: Lock | None) -> Examination:
    from modelstacks.components.tags import stack_tags
    from modelstacks.engine.stacks import choose_stack
    from modelstacks.preflight.azure_examination import examine_azure

    choice = choose_stack(spec.path, stack, os.environ)
    tags = stack_tags(choice.project, choice.stack)
    with stderr().status("Asking Azure …"):
        return asyncio.run(examine_azure(spec, tags, before, os.environ))


def _refuse_unplaced(placement: Placement) -> None:
    """Raise what has no place, with every reason; nothing is written then."""
    if not placement.unplaced:
        return
    lines = []
    for name, rejected in placement.unplaced.items():
        lines.append(f"{name} has no place:")
        lines += [f"  - {reason}" for reason in dict.fromkeys(rejection.reason for rejection in rejected)]
    raise ModelstacksError("\n".join([*lines, "`modelstacks check` says what to do."]))
