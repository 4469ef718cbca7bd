"""`modelstacks destroy [SPEC]`: everything a stack holds, and what deleting that alone would leave behind."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from modelstacks.azure.arm_id import ArmId
from modelstacks.cli.options import DEFAULT_SPEC, OutputOption, SpecArgument, StackOption, YesOption
from modelstacks.cli.output import Output, print_json, stderr, waiting
from modelstacks.cli.run_display import RunDisplay
from modelstacks.cli.run_with_arm import run_with_arm
from modelstacks.cli.stacks import confirm, open_chosen, require_answer
from modelstacks.cli.tables import Column, Table, show
from modelstacks.errors import ModelstacksError, UsageError
from modelstacks.suggestions import number_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modelstacks.azure.observed_endpoint import ObservedEndpoint
    from modelstacks.engine.errors import StackError
    from modelstacks.engine.stacks import OpenStack
    from modelstacks.lifecycle.leftovers import Leftover, SoftDeletable, StateResource

PurgeOption = Annotated[
    bool,
    typer.Option(
        "--purge",
        help="Also purge what Azure would keep of it: workspaces, key vaults, AI services accounts. Nothing can be recovered.",
    ),
]
KeepOption = Annotated[
    bool, typer.Option("--keep", help="Leave everything running in Azure; only the stack forgets it.")
]


COLUMNS = (Column("around the stack"), Column("name"), Column("result"), Column("why", below=1, prose=True))


class GuestsError(ModelstacksError):
    """Others have endpoints in a workspace that would go."""


class TeardownError(ModelstacksError):
    """The stack is gone, but something around it could not be deleted."""


@dataclass(frozen=True)
class _Run:
    """One teardown: the open stack, how to print, and what it held before."""

    opened: OpenStack
    output: Output
    resources: Sequence[StateResource]

    def delete(self, urns: Sequence[str] = ()) -> None:
        from modelstacks.engine import runs

        with RunDisplay(self.output) as display:
            runs.destroy(self.opened, display, only=urns)

    def forget(self) -> None:
        """Empty the state. The engine calls that `deleted`, which nothing is: only what goes wrong is shown."""
        from modelstacks.engine import runs

        with RunDisplay(self.output, only_messages=True) as display:
            runs.destroy(self.opened, display)


def destroy(
    spec: SpecArgument = DEFAULT_SPEC,
    stack: StackOption = None,
    purge: PurgeOption = False,
    keep: KeepOption = False,
    yes: YesOption = False,
    output: OutputOption = Output.TABLE,
) -> None:
    """Delete everything the spec's stack holds, and say what is left in Azure and why."""
    from modelstacks.engine.errors import StackError
    from modelstacks.engine.interrupts import StoppedError
    from modelstacks.engine.stack_state import azure_resources

    require_answer(yes)
    if keep and purge:
        raise UsageError("--keep leaves everything, --purge deletes it for good: choose one of them.")
    opened = open_chosen(spec, stack, create=False)
    if keep:
        _keep(opened, yes, output)
        return
    kept_by_azure = _load(opened) if purge else None
    if not yes:
        more = ", and purge for good what Azure would keep of it" if purge else ""
        confirm(f"Delete everything that stack {opened.choice.stack} holds{more}?", output)
    with waiting("Asking the stack what it holds, and Azure who else uses that …"):
        run = _Run(opened, output, azure_resources(opened.stack))
        left = _spare(run)
    try:
        _remember(run)
        left += _purge(run, kept_by_azure) if kept_by_azure else _delete(run)
        left += _subscriptions(run, [leftover.id for leftover in left])
    except StackError as err:
        if isinstance(err, StoppedError) and err.at_once:
            raise
        _report(run, left + _roles(run), err)
    _report(run, left + _roles(run))


def _keep(opened: OpenStack, yes: bool, output: Output) -> None:
    """Drop everything from the state and none of it from Azure; endpoints are `modelstacks ensure`'s from then on."""
    import asyncio

    from modelstacks.deployment.adopt import release
    from modelstacks.engine.stack_state import azure_resources, keep_in_azure
    from modelstacks.lifecycle.leftovers import Leftover

    if not yes:
        confirm(f"Let stack {opened.choice.stack} forget everything it holds?", output)
    with waiting(f"Telling stack {opened.choice.stack} to delete nothing …"):
        run = _Run(opened, output, azure_resources(opened.stack))
        ids = [resource.id for resource in run.resources]
        keep_in_azure(opened.stack, ids)
    run.forget()
    with waiting("Taking the stack's tags off the endpoints …"):
        asyncio.run(release(ids, os.environ))
    stderr().print(
        f"Stack {opened.choice.stack} has forgotten {number_of(len(ids), 'resource')}, which Azure keeps."
    )
    _report(run, [Leftover(id_, "left", "kept (--keep)") for id_ in ids])


def _load(opened: OpenStack) -> SoftDeletable:
    """Return what the spec says Azure keeps of it: the state may know no more. Raises SpecError."""
    from modelstacks.api.deploy import load_opened
    from modelstacks.deployment.spec_files import read_plan
    from modelstacks.lifecycle.leftovers import soft_deletable_of
    from modelstacks.spec import DeploymentsSpec

    loaded = load_opened(opened)
    try:
        planned = [*read_plan(loaded).soft_deleted()] if isinstance(loaded, DeploymentsSpec) else []
    except UsageError as err:
        stderr().print(f"What an earlier destroy left soft-deleted was not looked for: {err}", markup=False)
        planned = []
    return soft_deletable_of(loaded, planned)


def _spare(run: _Run) -> list[Leftover]:
    """Take out of the state what others need; return what will be left, and why. Raises GuestsError."""
    from modelstacks.engine.stack_state import keep_in_azure
    from modelstacks.lifecycle.leftovers import Leftover, existing_endpoints, in_use, used_by_others
    from modelstacks.lifecycle.teardown import endpoints_around

    around = run_with_arm(lambda arm: endpoints_around(arm, run.resources))
    _refuse_guests(run, around)
    kept = used_by_others(run.resources, around)
    if kept:
        keep_in_azure(run.opened.stack, kept)
    return [
        *(
            Leftover(id_, "left", "it was there before: the stack only used it")
            for id_ in existing_endpoints(run.resources)
        ),
        *(in_use(id_, names) for id_, names in kept.items()),
    ]


def _refuse_guests(run: _Run, around: Sequence[ObservedEndpoint]) -> None:
    from modelstacks.lifecycle.leftovers import guests

    choice = run.opened.choice
    if found := guests(run.resources, around, f"{choice.project}/{choice.stack}"):
        names = "\n".join(
            f"  {guest.name} in {guest.workspace_name} ({guest.stack or 'no stack'})" for guest in found
        )
        untagged = "" if all(row.is_ours for row in found) else "--include-untagged "
        raise GuestsError(
            f"Stack {choice.stack} holds {_what(found)} in which others have endpoints, which would be deleted with them:\n"
            f"{names}\nNothing was deleted. Destroy their stacks first (`modelstacks destroy`), or delete them: "
            f"modelstacks reap --any-quota {untagged}{' '.join(f'--name {guest.name}' for guest in found)}"
        )


def _what(guests: Sequence[ObservedEndpoint]) -> str:
    """The collections of what they lie in: `workspaces`."""
    return " and ".join(dict.fromkeys(ArmId(guest.workspace_id).collection for guest in guests))


def _subscriptions(run: _Run, known: Sequence[str]) -> list[Leftover]:
    """Delete the Marketplace subscriptions of the spec that an earlier destroy left, if nobody uses them any more."""
    from modelstacks.api.deploy import load_opened
    from modelstacks.deployment.spec_files import read_plan
    from modelstacks.lifecycle.teardown import delete_unused_subscriptions
    from modelstacks.spec import DeploymentsSpec

    try:
        loaded = load_opened(run.opened)
        ids = read_plan(loaded).marketplace_subscription_ids if isinstance(loaded, DeploymentsSpec) else ()
    except ModelstacksError as err:
        stderr().print(
            f"Marketplace subscriptions left by an earlier destroy were not looked for: {err}", markup=False
        )
        return []
    others = set(ids).difference(known)
    if not others:
        return []
    with waiting("Deleting the Marketplace subscriptions that nobody uses any more …"):
        return run_with_arm(lambda arm: delete_unused_subscriptions(arm, sorted(others)))


def _remember(run: _Run) -> None:
    """Note which workspaces are about to go, before they do: a run that ends halfway must not lose their ids."""
    from modelstacks.engine.soft_deleted import remember
    from modelstacks.lifecycle.leftovers import WORKSPACE, of_type

    if not remember(run.opened.stack, of_type(run.resources, WORKSPACE)):
        stderr().print(
            "This backend keeps no stack tags (one of your own does from Pulumi 3.211 on), so no later run can know "
            "which workspaces this one deletes: only --purge in this same run purges them.",
            markup=False,
        )


def _delete(run: _Run) -> list[Leftover]:
    """Delete everything, and say what Azure keeps of what the modes made."""
    from modelstacks.lifecycle.leftovers import soft_deleted_by_modes
    from modelstacks.lifecycle.purging import still_kept

    run.delete()
    deleted = soft_deleted_by_modes(run.resources)
    if not deleted:
        return []
    with waiting("Asking Azure what it keeps of that …"):
        return run_with_arm(lambda arm: still_kept(arm, deleted))


def _purge(run: _Run, named: SoftDeletable) -> list[Leftover]:
    """Delete what lies in the workspaces, then these for good while their resource group is there, the rest, what Azure keeps of that.

    What the spec alone names is not sent: its stack may be another one.
    """
    from modelstacks.engine.soft_deleted import forget, remembered
    from modelstacks.engine.stack_state import below
    from modelstacks.lifecycle.leftovers import WORKSPACE, all_others, not_sent, of_type, soft_deletable
    from modelstacks.lifecycle.purging import purge, purge_workspaces

    held, stack = soft_deletable(run.resources), run.opened.stack
    if inside := below(stack, [row.urn for row in of_type(run.resources, WORKSPACE)]):
        run.delete(inside)
    ids = {id_.lower(): id_ for id_ in (*remembered(stack), *held.workspaces)}
    with waiting("Purging the workspaces …"):
        done = run_with_arm(lambda arm: purge_workspaces(arm, ids.values(), held.workspaces))
    forget(stack, [row.id for row in done if row.result in {"purged", "not there"}])
    run.delete()
    done += [not_sent(id_) for id_ in named.workspaces if id_.lower() not in ids]
    with waiting("Purging the rest …"):
        return done + run_with_arm(lambda arm: purge(arm, all_others(held, named)))


def _roles(run: _Run) -> list[Leftover]:
    """Delete the role assignments of what is gone; after a failure, too: the next run can't know these identities."""
    from modelstacks.engine.stack_state import azure_resources
    from modelstacks.lifecycle.leftovers import identities
    from modelstacks.lifecycle.teardown import delete_role_assignments

    if not any(identities(run.resources)):
        return []
    remaining = {resource.id for resource in azure_resources(run.opened.stack)}
    gone = [resource for resource in run.resources if resource.id not in remaining]
    with waiting("Deleting the role assignments of what is gone …"):
        return run_with_arm(lambda arm: delete_role_assignments(arm, gone))


def _report(run: _Run, left: Sequence[Leftover], failure: StackError | None = None) -> None:
    """Print what became of what is around the stack. Raises *failure*, or TeardownError where some of that failed."""
    if run.output is Output.JSON:
        destroyed = None if failure else run.opened.choice.stack
        gone = {resource.id for resource in run.resources} - {
            each.id for each in left if each.result == "left"
        }
        around = [asdict(leftover) for leftover in left]
        print_json(
            {"destroyed": destroyed, "around": around, "changes": {} if failure else {"delete": len(gone)}}
        )
    elif left:
        rows = [[leftover.kind, leftover.name, leftover.result, leftover.why] for leftover in left]
        show(Table(COLUMNS, rows))
    if failure:
        raise failure
    if failed := [leftover for leftover in left if leftover.result == "failed"]:
        raise TeardownError(
            f"Stack {run.opened.choice.stack} is gone, but {number_of(len(failed), 'resource')} around it could not be deleted; "
            "the reasons are listed above. Run the command again to retry."
        )
