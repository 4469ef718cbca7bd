"""What is going to be deployed, as the checks see it: the spec, and where placement puts each deployment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modelstacks.azure.arm_id import WORKSPACES, ArmId

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from modelstacks.catalog import Catalog
    from modelstacks.placement import Decision, Placement
    from modelstacks.spec import Deployment, Spec


@dataclass(frozen=True)
class PlacedSpec:
    """A spec with its placement on a day. Deployments without a place are in `placement.unplaced`."""

    spec: Spec
    catalog: Catalog
    today: date
    placement: Placement

    def deployments(self, mode: str | None = None) -> Iterator[tuple[Deployment, Decision]]:
        """Yield each deployment that has a place (in *mode*), with its decision."""
        for deployment in self.spec.deployments:
            decision = self.placement.decisions.get(deployment.name)
            if decision and mode in (None, decision.mode):
                yield deployment, decision

    def needing_marketplace(self) -> Iterator[tuple[Deployment, Decision]]:
        """Yield the deployments whose model needs a Marketplace subscription in their mode."""
        for deployment, decision in self.deployments():
            if deployment.model.needs_marketplace_subscription(decision.mode):
                yield deployment, decision


def group_scope(spec: Spec) -> ArmId:
    """Return the resource group's id."""
    return ArmId.at(spec.subscription, spec.resource_group)


def workspace_scope(spec: Spec, workspace: str) -> ArmId:
    """Return the id of a workspace of the spec's resource group."""
    return group_scope(spec).resource(WORKSPACES, workspace)
