"""Locks that no longer hold: what was decided is asked for differently, or is not there any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelstacks.audits._core import Break, no_needs, rule
from modelstacks.audits.by_mode import audit_of
from modelstacks.azure.arm_id import WORKSPACES
from modelstacks.azure.by_mode import endpoints_of
from modelstacks.errors import UsageError
from modelstacks.lock_decisions import differences
from modelstacks.lock_fit import locked_decisions
from modelstacks.preflight.asks.workspaces import AskWorkspace
from modelstacks.preflight.facts import Absent
from modelstacks.preflight.sources import OWN, REGIONS, VM_SIZES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.audits.subject import Subject, Use
    from modelstacks.preflight.facts import Ask, Facts


@rule("lock-stale", "error", needs=no_needs, source=OWN)
def lock_stale(subject: Subject, _facts: Facts) -> Iterator[Break]:
    """The lock fits its file: any other stops the next `up`."""
    try:
        locked_decisions(subject.spec, subject.lock)
    except UsageError as err:
        message, _, fix = str(err).partition("\n")
        found = differences(subject.spec, subject.lock) if subject.lock else None
        yield Break(message, fix, None, (*found.new, *found.changed, *found.gone) if found else ())


def _workspaces(subject: Subject) -> Iterator[tuple[AskWorkspace, str, str]]:
    """The question about each locked workspace that somebody else makes, the deployment in it, and its region."""
    for deployment, decision in subject.locked():
        is_workspace = endpoints_of(decision.mode).type.rpartition("/")[0] == WORKSPACES
        place = subject.spec.places.get(decision.region)
        if is_workspace and not (place and place.create):
            yield AskWorkspace(decision.workspace), deployment.name, decision.region


def _workspace_needs(subject: Subject) -> Iterator[Ask[Any]]:
    return (ask for ask, _, _ in _workspaces(subject))


@rule("lock-workspace", "error", needs=_workspace_needs, source=OWN)
def lock_workspace(subject: Subject, facts: Facts) -> Iterator[Break]:
    """Every locked workspace is there, in its region."""
    causes: dict[str, list[str]] = {}
    for ask, name, region in _workspaces(subject):
        state = facts.get(ask)
        if isinstance(state, Absent):
            causes.setdefault(f"The workspace {ask.name} of the lock is not there.", []).append(name)
        elif state and state.region != region:
            message = f"The workspace {ask.name} lies in {state.region}; the lock has it in {region}."
            causes.setdefault(message, []).append(name)
    for message, names in causes.items():
        fix = f"Correct `workspaces` in {subject.spec.path}, then run `modelstacks lock`."
        yield Break(message, fix, None, tuple(names))


@rule("lock-region", "warning", needs=no_needs, source=REGIONS)
def lock_region(subject: Subject, _facts: Facts) -> Iterator[Break]:
    """Every locked region is still one that the catalogue knows the model to be offered in."""
    for deployment, decision in subject.locked():
        if deployment.model.is_offered(decision.mode, decision.region) is False:
            yield Break(
                f"{deployment.model.name} is not offered {decision.mode} in {decision.region} as far as the catalogue knows: "
                "what runs goes on, making it again may be refused.",
                f"`modelstacks check` asks Azure; then `modelstacks lock --upgrade {deployment.name}`.",
                None,
                (deployment.name,),
            )


def _versions(subject: Subject) -> Iterator[tuple[Ask[bool], Use]]:
    for use in subject.uses:
        if ask := audit_of(use.mode).version_ask(use):
            yield ask, use


def _version_needs(subject: Subject) -> Iterator[Ask[Any]]:
    return (ask for ask, _ in _versions(subject))


@rule("lock-version", "error", needs=_version_needs, source=OWN)
def lock_version(subject: Subject, facts: Facts) -> Iterator[Break]:
    """Every locked version of a model is still in its registry."""
    gone: dict[tuple[str, str | None], list[str]] = {}
    for ask, use in _versions(subject):
        if facts.get(ask) is False:
            gone.setdefault((use.model_name, use.version), []).append(use.deployment)
    for (model, version), names in gone.items():
        yield Break(
            f"Version {version} of {model} is in its registry no more: it can't be deployed again.",
            f"Run `modelstacks lock {' '.join(f'--upgrade {name}' for name in names)}`, and `modelstacks up`.",
            None,
            tuple(names),
        )


@rule("vm-size-retires", "error", needs=no_needs, source=VM_SIZES)
def vm_size_retires(subject: Subject, _facts: Facts) -> Iterator[Break]:
    """No locked VM size retires by then."""
    users: dict[str, list[str]] = {}
    for use in subject.uses:
        if use.instance_type:
            users.setdefault(use.instance_type, []).append(use.deployment)
    for name, deployments in users.items():
        sku = subject.spec.catalog.find_sku(name)
        if sku and sku.series_retired and sku.series_retired <= subject.by:
            yield Break(
                f"{sku.name} retires on {sku.series_retired}: Azure stops the VMs of its series.",
                "Set another instance_type (sizes: https://aka.ms/oe-vm-sku-list), then `modelstacks lock`.",
                sku.series_retired,
                tuple(deployments),
            )
