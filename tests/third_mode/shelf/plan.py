"""What stands on a shelf, and the shelves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modelstacks.azure.arm_id import ArmId
from modelstacks.azure.soft_deletion import ACCOUNTS
from modelstacks.deployment.by_mode import ModePlanning
from modelstacks.deployment.endpoint_plan import DeploymentPlan, EndpointPlan, OwnResource, ParentPlan
from modelstacks.inference.client import Endpoint
from modelstacks.inference.smoke import SmokeTarget

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from modelstacks.azure.endpoint_access import Access
    from modelstacks.deployment.placed import PlacedDeployment
    from modelstacks.spec import DeploymentsSpec


@dataclass(frozen=True, kw_only=True)
class ShelfPlan(EndpointPlan):
    """A deployment in an account."""

    mode = "shelf"
    kind = "shelf"

    def target(self, deployment: str, access: Access) -> SmokeTarget:
        """Return the account."""
        endpoint = Endpoint(deployment, access.uri, access.key, None, access.auth)
        return SmokeTarget(endpoint, self.deployments[0].model, self.mode)

    def own_resources(self, endpoint_id: ArmId) -> Iterator[OwnResource]:
        """Yield it."""
        yield OwnResource(endpoint_id, self.deployments[0].name, ACCOUNTS.api_version)


class ShelfPlanning(ModePlanning):
    """One for each deployment."""

    def endpoints(self, placed: Sequence[PlacedDeployment], spec: DeploymentsSpec) -> tuple[ShelfPlan, ...]:
        """Return them by what the lock says."""
        return tuple(_planned(each) for each in placed)

    def parents(self, endpoints: Sequence[EndpointPlan], spec: DeploymentsSpec) -> tuple[ParentPlan, ...]:
        """Return the shelves on which anything stands."""
        scope = ArmId.at(spec.subscription, spec.resource_group)
        shelves = {endpoint.workspace: endpoint.region for endpoint in endpoints}
        return tuple(
            ParentPlan(scope.resource(ACCOUNTS.type, name), region, ACCOUNTS.api_version, ACCOUNTS)
            for name, region in shelves.items()
        )


def _planned(placed: PlacedDeployment) -> ShelfPlan:
    deployment, decision = placed.deployment, placed.decision
    return ShelfPlan(
        name=placed.endpoint,
        region=decision.region,
        workspace=decision.workspace,
        deployments=(DeploymentPlan(deployment.name, deployment.model, decision.model_id),),
    )


PART = ShelfPlanning()
