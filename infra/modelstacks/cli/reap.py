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
from modelstacks.cli.output import Output, asking, print_json, stderr, stdout, waiting
from modelstacks.cli.run_display import RunDisplay
from modelstacks.cli.run_with_arm import run_with_arm
from modelstacks.cli.stacks import confirm, require_answer
from modelstacks.cli.tables import Column, Table, show
from modelstacks.errors import ModelstacksError, UsageError
from modelstacks.suggestions import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

    from modelstacks.azure.arm import Arm
    from modelstacks.azure.observed_endpoint import ObservedEndpoint
    from modelstacks.engine.stack_state import StackState
    from modelstacks.lifecycle.inventory import Scope
    from modelstacks.lifecycle.reaping import Holding, Reaped
    from modelstacks.lifecycle.selection import Selection

BELOW = {"why": 1, "through": 2}
COLUMNS = ("what", "name", "through", "result", "why")
TABLE = tuple(Column(title, below=BELOW.get(title, 0), prose=title == "why") for title in COLUMNS)
OlderOption = Annotated[str | None, typer.Option("--older-than", help="At least this old: 24h, 2d.")]
TagOption = Annotated[
    list[str], typer.Option("--tag", help="NAME=VALUE or NAME; repeat for more, all must match.")
]
NameOption = Annotated[list[str], typer.Option("--name", help="A name or pattern (chat-*); repeat for more.")]
AllOption = Annotated[bool, typer.Option("--all", help="Every endpoint, whatever its age, tags and name.")]
AnyQuotaOption = Annotated[
    bool, typer.Option("--any-quota", help="Also serverless endpoints and those on dedicated quota.")
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
    typer.Option(
        "--spec",
        help="A spec whose stack may own some; repeat for more. Default: deployments.yaml, if it exists.",
    ),
]
DryOption = Annotated[bool, typer.Option("--dry-run", help="Show the plan and touch nothing.")]


class ReapError(ModelstacksError):
    """Something that was to be deleted is still there."""


@dataclass(frozen=True)
class _Job:
    """What was found and what is to be done with it."""

    scope: Scope
    endpoints: Sequence[ObservedEndpoint]
    outcomes: Sequence[Reaped]


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

    selection = Selection(
        span(older_than, "--older-than"),
        span(expiring, "--expiring"),
        _tags(tag),
        tuple(name),
        only_shared=not any_quota,
        only_ours=not include_untagged,
    )
    if not (selection.is_narrow or everything):
        raise UsageError("Say what to delete: --older-than, --expiring, --tag or --name; or --all.")
    if not dry_run:
        require_answer(yes)
        _refuse_unseen(selection, yes)
    endpoints = _chosen(scope := scope_of(subscription, resource_group, workspace), selection)
    with asking("Asking the stacks what they hold …"):
        states, holdings = _open_stacks(endpoints, spec)
    with ExitStack() as stacks:
        for state in states.values():
            stacks.enter_context(state)
        job = _Job(scope, endpoints, plan_reap(endpoints, holdings))
        if not dry_run and _may_go_on(job.outcomes, yes, output):
            job = replace(job, outcomes=_carry_out(job, states))
    _report(job.outcomes, output)
    if not dry_run and (left := failed(job.outcomes)):
        raise ReapError(f"{len(left)} of {len(job.outcomes)} are still there; the reasons are listed above.")


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


def _chosen(scope: Scope, selection: Selection) -> list[ObservedEndpoint]:
    from modelstacks.lifecycle.selection import select, spared

    found, now = read_from(scope)
    if names := [row.name for row in spared(found, selection, now)]:
        stderr().print(
            f"Left alone, without modelstacks' tags: {listed(names)}. --include-untagged takes in such, too.",
            markup=False,
        )
    return select(found, selection, now)


def _open_stacks(
    endpoints: Sequence[ObservedEndpoint], specs: Sequence[Path]
) -> tuple[dict[str, StackState], dict[str, Holding]]:
    """Open the stacks that own any; one that can't be opened is noted, and its endpoints are left alone."""
    from modelstacks.engine.interrupts import StoppedError
    from modelstacks.engine.stack_state import open_stack_state
    from modelstacks.engine.stacks import choose_stack
    from modelstacks.lifecycle.reaping import Holding, stacks_of

    files = specs or [file for file in (DEFAULT_SPEC,) if file.exists()]
    states: dict[str, StackState] = {}
    holdings: dict[str, Holding] = {}
    for name in stacks_of(endpoints):
        choices = [choose_stack(file, name.partition("/")[2], os.environ) for file in files]
        try:
            states[name] = open_stack_state(name, choices, os.environ)
            holdings[name] = Holding(states[name].urns)
        except StoppedError:
            raise
        except ModelstacksError as err:
            holdings[name] = Holding({}, f"stack {name} can't be opened, so its endpoints stay: {err}")
    return states, holdings


def _may_go_on(outcomes: Sequence[Reaped], yes: bool, output: Output) -> bool:
    planned = [outcome for outcome in outcomes if outcome.result == "planned"]
    if planned and not yes:
        _print_table(outcomes, stderr() if output is Output.JSON else stdout())
        confirm(f"Delete these {len(planned)}?", output)
    return bool(planned)


def _carry_out(job: _Job, states: dict[str, StackState]) -> list[Reaped]:
    """Delete through the stacks first, then through Azure, then the Marketplace subscriptions left unused."""
    errors: dict[str, str] = {}
    for name, state in states.items():
        ids = [
            outcome.id.lower()
            for outcome in job.outcomes
            if outcome.stack == name and outcome.result == "planned"
        ]
        errors |= _delete_through(state, ids) if ids else {}
    with waiting("Deleting, and looking whether all of it is gone …"):
        return run_with_arm(lambda arm: _finish(arm, job, errors))


def _delete_through(state: StackState, ids: Sequence[str]) -> dict[str, str]:
    """Delete those *ids* that the stack holds; return Azure's error for each that failed, by id."""
    from modelstacks.engine.stack_state import delete_resources

    urns = state.urns
    with RunDisplay(Output.JSON) as display:  # on stderr: stdout is for the table
        errors = delete_resources(state, [urns[id_] for id_ in ids], display)
    return {id_: errors[urns[id_]] for id_ in ids if urns[id_] in errors}


async def _finish(arm: Arm, job: _Job, errors: dict[str, str]) -> list[Reaped]:
    from modelstacks.lifecycle.deleting import delete_all, look_after
    from modelstacks.lifecycle.inventory import read_endpoints, read_marketplace_subscriptions
    from modelstacks.lifecycle.reaping import Reaped, deleted_through_azure, unused_subscriptions

    planned = [outcome for outcome in job.outcomes if outcome.result == "planned"]
    done = await look_after(arm, [outcome for outcome in planned if outcome.way == "stack"], errors)
    done += await delete_all(arm, [outcome for outcome in planned if outcome.way == "azure"])
    if gone := deleted_through_azure(job.endpoints, done):
        subscriptions = await read_marketplace_subscriptions(
            arm, (endpoint.workspace_id for endpoint in gone)
        )
        unused = unused_subscriptions(subscriptions, gone, await read_endpoints(arm, job.scope))
        done += await delete_all(arm, [Reaped(id_, "azure", "planned") for id_ in unused])
    return done + [outcome for outcome in job.outcomes if outcome.result != "planned"]


def _report(outcomes: Sequence[Reaped], output: Output) -> None:
    if output is Output.JSON:
        print_json([_values(outcome) for outcome in outcomes])
    elif outcomes:
        _print_table(outcomes, stdout())
    else:
        stdout().print("Nothing to reap.")
    step_summary.add_table("reap", COLUMNS, [_cells(outcome) for outcome in outcomes], "Nothing to reap.")


def _values(outcome: Reaped) -> dict[str, str | None]:
    return {
        "id": outcome.id,
        "name": outcome.name,
        "kind": outcome.kind,
        "through": outcome.way,
        "stack": outcome.stack,
        "result": outcome.result,
        "why": outcome.why or None,
    }


def _cells(outcome: Reaped) -> list[str]:
    return [outcome.kind, outcome.name, outcome.stack or "Azure", outcome.result, outcome.why]


def _print_table(outcomes: Sequence[Reaped], console: Console) -> None:
    show(Table(TABLE, [_cells(outcome) for outcome in outcomes]), console)
