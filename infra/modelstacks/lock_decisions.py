"""`deployments.lock.yaml`: the placement decisions, written once, reviewed in a pull request, read by every `up`: pure.

Deciding again on every run would move healthy endpoints, since our own deployments use up the quota they were
placed by. A deployment is decided again only when what was asked for changed, or when it is named for an upgrade.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from modelstacks.catalog.model import versioned
from modelstacks.mode_name import ModeName
from modelstacks.placement import Decision, Placement, place
from modelstacks.placement.by_mode import placement_of
from modelstacks.placement.ways import as_modes_see
from modelstacks.spec.by_mode import spec_of
from modelstacks.suggestions import listed
from modelstacks.yaml_nodes import dump

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from modelstacks.catalog import Catalog
    from modelstacks.placement import PlacementFacts
    from modelstacks.spec import Deployment, DeploymentsSpec, Spec

HEADER = """\
# Written by `modelstacks lock`: what was decided for deployments.yaml, and why. Review it, don't edit it.
# A decision is made again when its deployment changes, or with `modelstacks lock --upgrade NAME`.
"""
FORMAT = 2


class LockedDecision(BaseModel):
    """One decision as it stands in the file. *asked* is a hash of what was asked for; *model* is an id without
    *version*, which stands where the mode takes one; *generation* is raised to replace an endpoint under a new name. *details* are
    what the mode alone decided."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    asked: str
    generation: Annotated[int, Field(ge=1)] = 1
    model: str
    version: str | None = None
    mode: ModeName
    region: str
    workspace: str
    instance_type: str | None = None
    instances: Annotated[int, Field(ge=1)] = 1
    quota: Literal["dedicated", "shared"] | None = None
    details: dict[str, str | int] | None = None
    reasons: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """What it has in common with all that is behind its endpoint, in words."""
        quota = f", {self.quota} quota" if self.quota else ""
        return f"{self.mode} in {self.workspace} ({self.region}){quota}, generation {self.generation}"

    @property
    def model_id(self) -> str:
        """The model's id, with its version where there is one: as Azure takes it in that mode."""
        return versioned(self.model, self.version)

    def decision(self, wanted: Deployment) -> Decision:
        """Return the decision on *wanted* that it was; rejected ways are kept in the file only."""
        return Decision(
            deployment=wanted.name,
            model=wanted.model,
            version=self.version,
            mode=self.mode,
            region=self.region,
            workspace=self.workspace,
            instance_type=self.instance_type,
            instances=self.instances,
            quota=self.quota,
            details=self.details or {},
            reasons=self.reasons,
        )


@dataclass(frozen=True)
class Lock:
    """All decisions by deployment name. *id* tells this spec from others, wherever its file lies."""

    decisions: Mapping[str, LockedDecision]
    id: str | None = None

    def text(self) -> str:
        """Return the file's content: decisions by name, the same for the same decisions."""
        decisions = {
            name: self.decisions[name].model_dump(mode="json", exclude_none=True)
            for name in sorted(self.decisions)
        }
        head = {"format": FORMAT, "id": self.id} if self.id else {"format": FORMAT}
        return HEADER + dump({**head, "deployments": decisions})

    def reopened(self, names: Collection[str]) -> Lock:
        """Return the lock with the decisions on *names* open to be decided again (`--upgrade`)."""
        decisions = {
            name: decision.model_copy(update={"asked": ""}) if name in names else decision
            for name, decision in self.decisions.items()
        }
        return replace(self, decisions=decisions)

    def renewed(self, name: str) -> Lock:
        """Return the lock with the next generation of *name*: its endpoint gets a new name and a new life."""
        decision = self.decisions[name]
        return replace(
            self,
            decisions={
                **self.decisions,
                name: decision.model_copy(update={"generation": decision.generation + 1}),
            },
        )

    def identified(self, new: str) -> Lock:
        """Return the lock with an id: the one it has, else *new*."""
        return replace(self, id=self.id or new)


@dataclass(frozen=True)
class Differences:
    """How a spec and its lock differ; names in order."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.gone)

    def __str__(self) -> str:
        parts = (("new", self.new), ("changed", self.changed), ("gone", self.gone))
        return "; ".join(f"{word}: {listed(names)}" for word, names in parts if names)


def asked_for(deployment: Deployment, spec: Spec) -> str:
    """Return a hash of everything that a decision hangs on; traffic or content safety change no placement.

    Locks in users' repositories hold it: with another field, name or order all of them would be stale.
    """
    desired: dict[str, object] = {
        "model": deployment.model.id,
        "version": deployment.version,
        "mode": deployment.mode,
        "workspaces": [
            [region, spec.places[region].name] for region in deployment.regions if region in spec.places
        ],
        "quota": deployment.quota,
        "instance_type": deployment.instance_type,
        "instances": deployment.instances,
        "endpoint": deployment.endpoint_name,
    }
    own = {mode: keys.model_dump(mode="json", exclude_defaults=True) for mode, keys in deployment.own.items()}
    if own := {mode: values for mode, values in own.items() if values}:
        desired["own"] = own
    if parents := _other_parents(deployment, spec):
        desired["parents"] = parents
    return sha256(json.dumps(desired, sort_keys=True).encode()).hexdigest()[:12]


def _other_parents(deployment: Deployment, spec: Spec) -> dict[str, list[list[str]]]:
    """What it lies in where it asked for a mode without workspaces; else a new account would make old locks stale."""
    return {
        mode: [[region, spec.parents_of(mode)[region].name] for region in seen.regions]
        for mode, seen in as_modes_see(deployment, spec)
        if mode == deployment.mode and not spec_of(mode).in_workspaces
    }


def differences(spec: DeploymentsSpec, lock: Lock) -> Differences:
    """Return which deployments are not in the lock, were asked for differently, or are asked for no more."""
    desired = {deployment.name: deployment for deployment in spec.deployments}
    both = sorted(desired.keys() & lock.decisions.keys())
    return Differences(
        new=tuple(sorted(desired.keys() - lock.decisions.keys())),
        changed=tuple(name for name in both if not _answers(lock.decisions[name], desired[name], spec)),
        gone=tuple(sorted(lock.decisions.keys() - desired.keys())),
    )


def _answers(locked: LockedDecision, deployment: Deployment, spec: Spec) -> bool:
    """Say whether *locked* is a decision on what is asked for now; one that was edited by hand may be none."""
    place = spec.parents_of(locked.mode).get(locked.region)
    return (
        locked.asked == asked_for(deployment, spec)
        and locked.region in deployment.regions
        and place is not None
        and locked.workspace == place.name
        and locked.model == deployment.model.id
        and deployment.mode in {"auto", locked.mode}
        and placement_of(locked.mode).is_whole(locked.decision(deployment), deployment)
    )


def kept_decisions(spec: Spec, lock: Lock | None) -> dict[str, Decision]:
    """Return the decisions that stay: those whose deployment is asked for as it was."""
    locked = lock.decisions if lock else {}
    return {
        deployment.name: locked[deployment.name].decision(deployment)
        for deployment in spec.deployments
        if deployment.name in locked and _answers(locked[deployment.name], deployment, spec)
    }


@dataclass(frozen=True)
class Relocked:
    """A new lock, and the placement it came from (what has no place is not in the lock)."""

    lock: Lock
    placement: Placement


def relock(
    spec: DeploymentsSpec, catalog: Catalog, facts: PlacementFacts, before: Lock | None = None
) -> Relocked:
    """Decide what is new, changed or reopened in *before*; every other decision stays as it is, to the letter."""
    placement = place(spec, catalog, facts, kept_decisions(spec, before))
    return Relocked(lock_of(spec, placement, before), placement)


def lock_of(spec: DeploymentsSpec, placement: Placement, before: Lock | None = None) -> Lock:
    """Return the lock that holds *placement*, which keeps what *before* decided (`kept_decisions`)."""
    old = before.decisions if before else {}
    kept = kept_decisions(spec, before)
    generations = _generations(spec, old, kept)
    decisions = {
        deployment.name: old[deployment.name]
        if deployment.name in kept
        else _locked(decision, asked_for(deployment, spec), generations.get(deployment.endpoint_name, 1))
        for deployment in spec.deployments
        if (decision := placement.decisions.get(deployment.name))
    }
    return Lock(decisions, before.id if before else None)


def _generations(
    spec: DeploymentsSpec, old: Mapping[str, LockedDecision], kept: Collection[str]
) -> dict[str, int]:
    """Return each endpoint's generation: that of what stays behind it, else the highest of what was."""
    staying: dict[str, int] = {}
    earlier: dict[str, int] = {}
    for deployment in spec.deployments:
        if deployment.name in old:
            generations = staying if deployment.name in kept else earlier
            generations[deployment.endpoint_name] = max(
                old[deployment.name].generation, generations.get(deployment.endpoint_name, 1)
            )
    return earlier | staying


def _locked(decision: Decision, asked: str, generation: int) -> LockedDecision:
    return LockedDecision(
        asked=asked,
        generation=generation,
        model=decision.model.id,
        version=decision.version,
        mode=decision.mode,
        region=decision.region,
        workspace=decision.workspace,
        instance_type=decision.instance_type,
        instances=decision.instances,
        quota=decision.quota,
        details=dict(decision.details) or None,
        reasons=decision.reasons,
        rejected=tuple(rejection.reason for rejection in decision.rejected),
    )
