"""A serverless endpoint under a name of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modelstacks.azure.arm_id import ArmId
from modelstacks.azure.soft_deletion import ACCOUNTS
from modelstacks.deployment.by_mode import ModePlanning
from modelstacks.deployment.endpoint_plan import DeploymentPlan, EndpointPlan, OwnResource, ParentPlan
from modelstacks.inference.client import Endpoint
from modelstacks.inference.smoke import SmokeTarget
from pilot.spec import board_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from modelstacks.azure.endpoint_access import Access
    from modelstacks.deployment.placed import PlacedDeployment
    from modelstacks.spec import DeploymentsSpec


@dataclass(frozen=True, kw_only=True)
class PilotPlan(EndpointPlan):
    """An endpoint, its reviewer, and the board that it lies under."""

    mode = "pilot"
    kind = "pilot"

    reviewer: str
    board: str

    def target(self, deployment: str, access: Access) -> SmokeTarget:
        """Return the endpoint."""
        endpoint = Endpoint(deployment, access.uri, access.key, None, access.auth)
        return SmokeTarget(endpoint, self.deployments[0].model, self.mode)

    def own_resources(self, endpoint_id: str) -> Iterator[OwnResource]:
        """Yield the endpoint."""
        yield OwnResource(endpoint_id, self.deployments[0].name)


class PilotPlanning(ModePlanning):
    """One for each deployment."""

    def endpoints(self, placed: Sequence[PlacedDeployment], spec: DeploymentsSpec) -> tuple[PilotPlan, ...]:
        """Return them by what the lock says."""
        return tuple(_planned(each, board_of(spec)) for each in placed)

    def parents(self, endpoints: Sequence[EndpointPlan], spec: DeploymentsSpec) -> tuple[ParentPlan, ...]:
        """Return the board, where there is a pilot."""
        scope = ArmId.at(spec.subscription, spec.resource_group)
        regions = {endpoint.region for endpoint in endpoints}
        return tuple(
            ParentPlan(scope.resource(ACCOUNTS.type, board_of(spec)), region, ACCOUNTS.api_version, ACCOUNTS)
            for region in regions
        )


def _planned(placed: PlacedDeployment, board: str) -> PilotPlan:
    deployment, decision = placed.deployment, placed.decision
    return PilotPlan(
        name=placed.endpoint,
        region=decision.region,
        workspace=decision.workspace,
        deployments=(
            DeploymentPlan(deployment.name, deployment.model, decision.model_id, placed.subscription_key),
        ),
        reviewer=str((decision.details or {})["reviewer"]),
        board=board,
    )


PART = PilotPlanning()
