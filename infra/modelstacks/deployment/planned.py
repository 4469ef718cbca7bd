"""Each deployment of a plan by itself: pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.azure.endpoint_access import Access, EndpointRef
    from modelstacks.catalog import Model
    from modelstacks.deployment.endpoint_plan import EndpointPlan
    from modelstacks.deployment.plan import ModelsPlan
    from modelstacks.inference.smoke import SmokeTarget


@dataclass(frozen=True)
class Planned:
    """A deployment of the plan, its endpoint, and where that lies."""

    name: str
    model: Model
    endpoint: EndpointPlan
    ref: EndpointRef

    @property
    def mode(self) -> str:
        """How the model is deployed."""
        return self.endpoint.mode

    @property
    def region(self) -> str:
        """Where it is deployed."""
        return self.endpoint.region

    def target(self, access: Access) -> SmokeTarget:
        """Return what a smoke test of it aims at, once the endpoint's URI and key are known."""
        return replace(self.endpoint.target(self.name, access), resource_id=str(self.ref.id))


def each_planned(plan: ModelsPlan) -> Iterator[Planned]:
    """Yield every deployment of the plan."""
    for endpoint in plan.endpoints:
        for deployment in endpoint.deployments:
            yield Planned(deployment.name, deployment.model, endpoint, plan.ref(endpoint))
