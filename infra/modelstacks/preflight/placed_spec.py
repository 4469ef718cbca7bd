"""What is going to be deployed, as the checks see it: the spec, and where placement puts each deployment."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from modelstacks.azure.arm_id import WORKSPACES, ArmId
from modelstacks.azure.by_mode import endpoints_of
from modelstacks.azure.tags import carries
from modelstacks.preflight.by_mode import preflight_of
from modelstacks.spec.by_mode import spec_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from modelstacks.azure.observed_endpoint import ListedEndpoint
    from modelstacks.catalog import Catalog
    from modelstacks.placement import Decision, Placement
    from modelstacks.spec import Deployment, Spec


@dataclass(frozen=True)
class PlacedSpec:
    """A spec with its placement on a day. Deployments without a place are in `placement.unplaced`.

    *own_tags* are those by which the stack's own resources are known.
    """

    spec: Spec
    catalog: Catalog
    today: date
    placement: Placement
    own_tags: Mapping[str, str] = field(default_factory=dict)

    def owns(self, endpoint: ListedEndpoint) -> bool:
        """Say whether the endpoint is this stack's own, by its tags."""
        return carries(endpoint.tags, self.own_tags)

    def deployments(self, mode: str | None = None) -> Iterator[tuple[Deployment, Decision]]:
        """Yield each deployment that has a place (in *mode*), with its decision."""
        for deployment in self.spec.deployments:
            decision = self.placement.decisions.get(deployment.name)
            if decision and mode in (None, decision.mode):
                yield deployment, decision

    def in_workspaces(self) -> Iterator[tuple[Deployment, Decision]]:
        """Yield the deployments that have a place in a workspace."""
        for deployment, decision in self.deployments():
            if spec_of(decision.mode).in_workspaces:
                yield deployment, decision

    def needing_marketplace(self) -> Iterator[tuple[Deployment, Decision]]:
        """Yield the deployments whose model needs a Marketplace subscription in their mode."""
        for deployment, decision in self.deployments():
            if deployment.model.needs_marketplace_subscription(decision.mode):
                yield deployment, decision

    def buying(self) -> Iterator[tuple[Deployment, Decision]]:
        """Yield the deployments whose model is bought in the Marketplace: with a subscription before, or while it is made."""
        subscribed = {deployment.name for deployment, _ in self.needing_marketplace()}
        for deployment, decision in self.deployments():
            if deployment.name in subscribed or preflight_of(decision.mode).buys(deployment):
                yield deployment, decision


def group_scope(spec: Spec) -> ArmId:
    """Return the resource group's id."""
    return ArmId.at(spec.subscription, spec.resource_group)


def parent_scope(spec: Spec, mode: str, name: str) -> ArmId:
    """Return the id of what endpoints of *mode* lie in, by its name in the spec's resource group."""
    return group_scope(spec).resource(endpoints_of(mode).parent_type, name)


def workspace_scope(spec: Spec, workspace: str) -> ArmId:
    """Return the id of a workspace of the spec's resource group."""
    return group_scope(spec).resource(WORKSPACES, workspace)
