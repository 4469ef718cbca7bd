"""Serverless endpoints to create: each is one deployment: pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modelstacks.deployment.by_mode import ModePlanning
from modelstacks.deployment.endpoint_plan import DeploymentPlan, EndpointPlan, OwnResource
from modelstacks.inference.client import Endpoint
from modelstacks.inference.smoke import SmokeTarget

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from modelstacks.azure.endpoint_access import Access
    from modelstacks.catalog import Model
    from modelstacks.deployment.placed import PlacedDeployment
    from modelstacks.spec import DeploymentsSpec


@dataclass(frozen=True, kw_only=True)
class ServerlessEndpointPlan(EndpointPlan):
    """A serverless endpoint, the same as its one deployment. *content_safety* None: the model has no filter.

    *formerly* is what the deployment was called if it was renamed and its endpoint kept: the endpoint's own name.
    """

    mode = "serverless"
    kind = "serverless"

    content_safety: bool | None = None
    formerly: str | None = None

    @property
    def deployment(self) -> DeploymentPlan:
        """The one."""
        return self.deployments[0]

    def target(self, deployment: str, access: Access) -> SmokeTarget:
        """Return it as the target; Azure's filter is on unless the spec says otherwise."""
        endpoint = Endpoint(deployment, access.uri, access.key, None, access.auth)
        model = self.deployment.model
        return SmokeTarget(endpoint, model, self.mode, filter_is_on(model, self.content_safety), self.catalog)

    def own_resources(self, endpoint_id: str) -> Iterator[OwnResource]:
        """Yield the endpoint."""
        yield OwnResource(endpoint_id, self.deployment.name)


def filter_is_on(model: Model, content_safety: bool | None) -> bool | None:
    """Say whether Azure's content filter should be on at a serverless endpoint: by default it is (None: no source).

    *content_safety* is what the spec says of it.
    """
    return content_safety if content_safety is not None else model.content_safety.serverless


class ServerlessPlanning(ModePlanning):
    """An endpoint for each deployment."""

    def endpoints(
        self, placed: Sequence[PlacedDeployment], spec: DeploymentsSpec
    ) -> tuple[ServerlessEndpointPlan, ...]:
        """Return one each."""
        return tuple(_endpoint(each, spec) for each in placed)


def _endpoint(placed: PlacedDeployment, spec: DeploymentsSpec) -> ServerlessEndpointPlan:
    deployment, decision = placed.deployment, placed.decision
    names = {each.name for each in spec.deployments}
    formerly = deployment.endpoint_setting(placed.endpoint)
    filterable = deployment.model.content_safety.serverless is not False
    return ServerlessEndpointPlan(
        name=placed.endpoint,
        region=decision.region,
        workspace=decision.workspace,
        deployments=(
            DeploymentPlan(deployment.name, deployment.model, decision.model_id, placed.subscription_key),
        ),
        catalog=spec.catalog,
        content_safety=deployment.content_safety is not False if filterable else None,
        formerly=None if formerly in names else formerly,
    )


PART = ServerlessPlanning()
