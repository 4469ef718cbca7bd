"""`modelstacks reap`: delete endpoints before they cost more, stack-owned ones through their stacks."""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from modelstacks.cli import step_summary
from modelstacks.cli.endpoints import (
    ExpiringOption,
    GroupOption,
    SubscriptionOption,
    WorkspaceOption,
    read_from,
    scope_of,
    span,
)
from modelstacks.cli.options import DEFAULT_SPEC, OutputOption, YesOption
from modelstacks.cli.output import Output, print_json, stderr, stdout
from modelstacks.cli.run_with_arm import run_with_arm
from modelstacks.cli.stacks import require_answer
from modelstacks.errors import ModelstacksError, UsageError
from modelstacks.suggestions import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

    from modelstacks.azure.arm import Arm
    from modelstacks.engine.stack_state import StackState
    from modelstacks.lifecycle.endpoint import LiveEndpoint
    from modelstacks.lifecycle.inventory import Scope
    from modelstacks.lifecycle.reaping import Holding, Reaped
    from modelstacks.lifecycle.selection import Selection

COLUMNS = ("what", "name", "through", "result", "why")
OlderOption = Annotated[str | None, typer.Option("--older-than", help="At least that old: 24h, 2d.")]
TagOption = Annotated[
    list[str], typer.Option("--tag", help="NAME=VALUE or NAME; again for more, all must be true.")
]
NameOption = Annotated[list[str], typer.Option("--name", help="A name or pattern (chat-*); again for more.")]
AllOption = Annotated[bool, typer.Option("--all", help="Every endpoint, whatever its age, tags and name.")]
AnyQuotaOption = Annotated[
    bool, typer.Option("--any-quota", help="Serverless endpoints and those on dedicated quota as well.")
]
UntaggedOption = Annotated[
    bool,
    typer.Option(
        "--include-untagged",
        help="What others made, too. It asks; with --yes each must be named in full with --name.",
    ),
]
SpecOption = Annotated[
    list[Path],
    typer.Option("--spec", help="A spec whose stack may own some; default: deployments.yaml, if there."),
]
DryOption = Annotated[bool, typer.Option("--dry-run", help="Show the plan and touch nothing.")]


class ReapError(ModelstacksError):
    """Something that was to be deleted is still there."""


@dataclass(frozen=True)
class _Job:
    """What was found and what is to be done with it."""

    scope: Scope
    endpoints: Sequence[LiveEndpoint]
    rows: Sequence[Reaped]


def reap(
    workspace: WorkspaceOption = None,
    resource_group: GroupOption = None,
    subscription: SubscriptionOption = None,
    older_than: OlderOption = None,
    expiring: ExpiringOption = None,
    tag: TagOption = [],  # noqa: B006  typer reads the default, nobody changes it
    name: NameOption = [],  # noqa: B006
    everything: AllOption = False,
    any_quota: AnyQuotaOption = False,
    include_untagged: UntaggedOption = False,
    spec: SpecOption = [],  # noqa: B006
    dry_run: DryOption = False,
    yes: YesOption = False,
    output: OutputOption = Output.TABLE,
) -> None:
    """Delete endpoints on shared quota by age, hours left, tag or name; then Marketplace subscriptions left unused.

    Only those that modelstacks made (its tags are on them), unless --include-untagged is given.
    """
    from modelstacks.lifecycle.reaping import failed, plan_reap
    from modelstacks.lifecycle.selection import Selection

    meant = Selection(
        span(older_than, "--older-than"),
        span(expiring, "--expiring"),
        _tags(tag),
        tuple(name),
        only_shared=not any_quota,
        only_ours=not include_untagged,
    )
    if not (meant.is_narrow or everything):
        raise UsageError("Say what to delete: --older-than, --expiring, --tag or --name; or --all.")
    if not dry_run:
        require_answer(yes)
        _refuse_unseen(meant, yes)
    endpoints = _chosen(scope := scope_of(subscription, resource_group, workspace), meant)
    held, holdings = _open_stacks(endpoints, spec)
    with ExitStack() as stacks:
        for stack in held.values():
            stacks.enter_context(stack)
        job = _Job(scope, endpoints, plan_reap(endpoints, holdings))
        if not dry_run and _may_go_on(job.rows, yes, output):
            job = replace(job, rows=_carry_out(job, held))
    _report(job.rows, output)
    if not dry_run and (left := failed(job.rows)):
        raise ReapError(f"{len(left)} of {len(job.rows)} are still there; the reasons stand in the table.")


def _refuse_unseen(meant: Selection, yes: bool) -> None:
    """Raise UsageError where what others made would go without anybody having seen or named it."""
    if yes and not (meant.only_ours or meant.names_each):
        raise UsageError(
            "--include-untagged also takes endpoints that others made, and --yes takes them unseen.\n"
            "Give the name of each in full (--name NAME, without *, ? or [), or leave out --yes to be asked; "
            "--dry-run shows which they are."
        )


def _tags(texts: Iterable[str]) -> tuple[tuple[str, str | None], ...]:
    pairs = (text.partition("=") for text in texts)
    return tuple((name, value if equals else None) for name, equals, value in pairs)


def _chosen(scope: Scope, meant: Selection) -> list[LiveEndpoint]:
    from modelstacks.lifecycle.selection import select, spared

    found, now = read_from(scope)
    if names := [row.name for row in spared(found, meant, now)]:
        stderr().print(
            f"Left alone, without modelstacks' tags: {listed(names)}. --include-untagged takes in such, too.",
            markup=False,
        )
    return select(found, meant, now)


def _open_stacks(
    endpoints: Sequence[LiveEndpoint], specs: Sequence[Path]
) -> tuple[dict[str, StackState], dict[str, Holding]]:
    """Open the stacks that own any; one that can't be opened is noted, and its endpoints are left alone."""
    from modelstacks.engine.interrupts import StoppedError
    from modelstacks.engine.stack_state import open_stack_state
    from modelstacks.engine.stacks import choose_stack
    from modelstacks.lifecycle.reaping import Holding, stacks_of

    files = specs or [file for file in (DEFAULT_SPEC,) if file.exists()]
    held: dict[str, StackState] = {}
    holdings: dict[str, Holding] = {}
    for name in stacks_of(endpoints):
        choices = [choose_stack(file, name.partition("/")[2], os.environ) for file in files]
        try:
            held[name] = open_stack_state(name, choices, os.environ)
            holdings[name] = Holding(held[name].urns)
        except StoppedError:
            raise
        except ModelstacksError as err:
            holdings[name] = Holding({}, f"stack {name} can't be opened, so its endpoints stay: {err}")
    return held, holdings


def _may_go_on(rows: Sequence[Reaped], yes: bool, output: Output) -> bool:
    planned = [row for row in rows if row.result == "planned"]
    if planned and not yes:
        _print_table(rows, stderr() if output is Output.JSON else stdout())
        typer.confirm(f"Delete these {len(planned)}?", abort=True, err=output is Output.JSON)
    return bool(planned)


def _carry_out(job: _Job, held: dict[str, StackState]) -> list[Reaped]:
    """Delete through the stacks first, then through Azure, then the Marketplace subscriptions left unused."""
    said: dict[str, str] = {}
    for name, stack in held.items():
        ids = [row.id.lower() for row in job.rows if row.stack == name and row.result == "planned"]
        said |= _delete_held(stack, ids) if ids else {}
    return run_with_arm(lambda arm: _finish(arm, job, said))


def _delete_held(stack: StackState, ids: Sequence[str]) -> dict[str, str]:
    from modelstacks.engine.stack_state import delete_resources

    urns = stack.urns
    errors = delete_resources(stack, [urns[id_] for id_ in ids], _say)
    return {id_: errors[urns[id_]] for id_ in ids if urns[id_] in errors}


def _say(line: str) -> None:
    stderr().print(line.rstrip(), markup=False, style="dim")


async def _finish(arm: Arm, job: _Job, said: dict[str, str]) -> list[Reaped]:
    from modelstacks.lifecycle.deleting import delete_all, look_after
    from modelstacks.lifecycle.inventory import read_bought, read_endpoints
    from modelstacks.lifecycle.reaping import Reaped, deleted_through_azure, unused_subscriptions

    planned = [row for row in job.rows if row.result == "planned"]
    done = await look_after(arm, [row for row in planned if row.way == "stack"], said)
    done += await delete_all(arm, [row for row in planned if row.way == "azure"])
    if gone := deleted_through_azure(job.endpoints, done):
        there = await read_bought(arm, (row.workspace_id for row in gone))
        unused = unused_subscriptions(there, gone, await read_endpoints(arm, job.scope))
        done += await delete_all(arm, [Reaped(id_, "azure", "planned") for id_ in unused])
    return done + [row for row in job.rows if row.result != "planned"]


def _report(rows: Sequence[Reaped], output: Output) -> None:
    if output is Output.JSON:
        print_json([_values(row) for row in rows])
    elif rows:
        _print_table(rows, stdout())
    else:
        stdout().print("Nothing to reap.")
    step_summary.add_table("reap", COLUMNS, [_cells(row) for row in rows], "Nothing to reap.")


def _values(row: Reaped) -> dict[str, str | None]:
    return {
        "id": row.id,
        "name": row.name,
        "kind": row.kind,
        "through": row.way,
        "stack": row.stack,
        "result": row.result,
        "why": row.why or None,
    }


def _cells(row: Reaped) -> list[str]:
    return [row.kind, row.name, row.stack or "Azure", row.result, row.why]


def _print_table(rows: Sequence[Reaped], console: Console) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(*COLUMNS)
    for row in rows:
        table.add_row(*(Text(cell) for cell in _cells(row)))
    console.print(table)
