"""Each deployment of a plan by itself, and what a smoke test aims at once its endpoint's URI and key are known: pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from modelstacks.inference.client import Endpoint
from modelstacks.inference.smoke import SmokeTarget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from modelstacks.azure.deployed import Access, EndpointRef
    from modelstacks.catalog import Model
    from modelstacks.deployment.plan import (
        ModelsPlan,
        OnlineDeploymentPlan,
        OnlineEndpointPlan,
        ServerlessPlan,
    )


@dataclass(frozen=True)
class Planned:
    """A deployment of the plan, and where its endpoint lies. *target* is what the endpoint's URI and key make of it.

    *online* is its endpoint's plan on managed compute.
    """

    name: str
    model: Model
    region: str
    ref: EndpointRef
    target: Callable[[Access], SmokeTarget]
    online: OnlineEndpointPlan | None = None

    @property
    def mode(self) -> str:
        """How the model is deployed."""
        return "managed" if self.online else "serverless"


def each_planned(plan: ModelsPlan) -> Iterator[Planned]:
    """Yield every deployment of the plan."""
    for row in plan.serverless:
        yield Planned(row.name, row.model, row.region, plan.ref(row), partial(serverless_target, row))
    for endpoint in plan.online:
        for each in endpoint.deployments:
            target = partial(online_target, each)
            yield Planned(each.name, each.model, endpoint.region, plan.ref(endpoint), target, endpoint)


def serverless_target(row: ServerlessPlan, access: Access) -> SmokeTarget:
    """Return the target behind a serverless endpoint, where Azure's filter is on unless the spec says otherwise."""
    endpoint = Endpoint(row.name, access.uri, access.key, None, access.auth)
    return SmokeTarget(endpoint, row.model, filter_is_on(row.model, row.content_safety))


def online_target(row: OnlineDeploymentPlan, access: Access) -> SmokeTarget:
    """Return that very deployment as the target, past its endpoint's traffic rules."""
    return SmokeTarget(Endpoint(row.name, access.uri, access.key, row.name, access.auth), row.model)


def filter_is_on(model: Model, wanted: bool | None) -> bool | None:
    """Say whether Azure's content filter should be on at a serverless endpoint: by default it is (None: no source).

    *wanted* is what the spec says of it.
    """
    return wanted if wanted is not None else model.content_safety.serverless
