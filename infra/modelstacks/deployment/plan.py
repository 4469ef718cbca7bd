"""What will be made of a spec where its lock puts it, decided in plain values before the first resource: pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from modelstacks.azure.arm_id import WORKSPACES, ArmId
from modelstacks.catalog import load
from modelstacks.deployment.by_mode import planning_of
from modelstacks.deployment.placed import PlacedDeployment
from modelstacks.mode_parts import mode_names
from modelstacks.spec.timeouts import Timeouts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from modelstacks.azure.endpoint_access import EndpointRef
    from modelstacks.azure.soft_deletion import SoftDeleted
    from modelstacks.catalog import Catalog
    from modelstacks.deployment.endpoint_plan import EndpointPlan, OwnResource, ParentPlan
    from modelstacks.deployment.placed import MarketplaceSubscriptionPlan
    from modelstacks.lock_decisions import LockedDecision
    from modelstacks.spec import DeploymentsSpec, WorkspaceRef


@dataclass(frozen=True)
class ModelsPlan:
    """Everything the models stack will hold; *endpoints* of all modes, *parents* what else they lie in or share, by mode.

    *catalog* is what it was planned with.
    """

    subscription: str
    resource_group: str
    owner: str | None
    workspaces: tuple[WorkspaceRef, ...]
    marketplace_subscriptions: tuple[MarketplaceSubscriptionPlan, ...]
    endpoints: tuple[EndpointPlan, ...]
    parents: Mapping[str, tuple[ParentPlan, ...]] = field(default_factory=dict)
    timeouts: Timeouts = field(default_factory=Timeouts)
    catalog: Catalog = field(default_factory=load, repr=False, compare=False)

    @property
    def scope(self) -> ArmId:
        """The resource group's id."""
        return ArmId.at(self.subscription, self.resource_group)

    def workspace_id(self, name: str) -> ArmId:
        """Return the id of a workspace of the resource group."""
        return self.scope.resource(WORKSPACES, name)

    @property
    def marketplace_subscription_ids(self) -> tuple[str, ...]:
        """The ids of the Marketplace subscriptions."""
        return tuple(
            self.workspace_id(subscription.workspace).child("marketplaceSubscriptions", subscription.name)
            for subscription in self.marketplace_subscriptions
        )

    @property
    def all_parents(self) -> tuple[ParentPlan, ...]:
        """Those of all modes."""
        return tuple(parent for parents in self.parents.values() for parent in parents)

    def soft_deleted(self) -> Iterator[SoftDeleted]:
        """Yield what Azure keeps of all this for a while once it is deleted, beside what belongs to workspaces."""
        for parent in self.all_parents:
            yield from parent.soft_deleted()
        for endpoint in self.endpoints:
            yield from endpoint.soft_deleted(self.scope)

    def ref(self, endpoint: EndpointPlan) -> EndpointRef:
        """Return where the endpoint lies."""
        return endpoint.ref(self.subscription, self.resource_group)

    def own_resources(self) -> Iterator[OwnResource]:
        """Yield the stack's own parents, endpoints and deployments, each before what lies in it."""
        for parent in self.all_parents:
            yield from parent.own_resources()
        for endpoint in self.endpoints:
            yield from endpoint.own_resources(self.ref(endpoint).id)

    def endpoint_of(self, name: str) -> EndpointRef:
        """Return where the endpoint of that deployment lies. Raises KeyError."""
        for endpoint in self.endpoints:
            if name in (deployment.name for deployment in endpoint.deployments):
                return self.ref(endpoint)
        raise KeyError(name)


def plan_models(spec: DeploymentsSpec, decisions: Mapping[str, LockedDecision]) -> ModelsPlan:
    """Return what to create for *spec* where the lock's *decisions* put it."""
    placed = [PlacedDeployment(deployment, decisions[deployment.name]) for deployment in spec.deployments]
    subscriptions = (each.marketplace_subscription for each in placed)
    endpoints = {
        mode: planning_of(mode).endpoints([each for each in placed if each.decision.mode == mode], spec)
        for mode in mode_names()
    }
    return ModelsPlan(
        subscription=spec.subscription,
        resource_group=spec.resource_group,
        owner=spec.owner,
        workspaces=tuple(ref for ref in spec.workspaces.values() if ref.create),
        marketplace_subscriptions=tuple(dict.fromkeys(plan for plan in subscriptions if plan)),
        endpoints=tuple(endpoint for planned in endpoints.values() for endpoint in planned),
        parents={mode: planning_of(mode).parents(planned, spec) for mode, planned in endpoints.items()},
        timeouts=spec.timeouts,
        catalog=spec.catalog,
    )
