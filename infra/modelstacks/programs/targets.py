"""What a smoke test aims at, by the plan: the same in `pulumi up`, which has just made it, and for `modelstacks smoke`."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from modelstacks.azure.deployed import read_access
from modelstacks.azure.session import open_arm
from modelstacks.errors import AzureError
from modelstacks.inference.client import Endpoint
from modelstacks.inference.smoke import SmokeTarget
from modelstacks.programs.absent import NotDeployedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from modelstacks.azure.arm import Arm
    from modelstacks.azure.deployed import Access, EndpointRef
    from modelstacks.catalog import Mode, Model
    from modelstacks.programs.plan import (
        ModelsPlan,
        OnlineDeploymentPlan,
        OnlineEndpointPlan,
        ServerlessPlan,
    )

AROUND = frozenset({"SubscriptionNotFound", "ResourceGroupNotFound", "ParentResourceNotFound"})
"""Azure's codes where what an endpoint lies in is not there."""


def serverless_target(row: ServerlessPlan, access: Access) -> SmokeTarget:
    """Return the target behind a serverless endpoint, where Azure's filter is on unless the spec says otherwise."""
    endpoint = Endpoint(row.name, access.uri, access.key, None, access.auth)
    return SmokeTarget(endpoint, row.model, filter_is_on(row.model, row.content_safety))


def online_target(row: OnlineDeploymentPlan, access: Access) -> SmokeTarget:
    """Return that very deployment as the target, past its endpoint's traffic rules."""
    return SmokeTarget(Endpoint(row.name, access.uri, access.key, row.name, access.auth), row.model)


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
    def mode(self) -> Mode:
        """How the model is deployed."""
        return "managed" if self.online else "serverless"


@dataclass(frozen=True)
class Seen:
    """A deployment of the plan with what the smoke test needs; *target* None: its endpoint is not there."""

    planned: Planned
    target: SmokeTarget | None


async def look(plan: ModelsPlan, environ: Mapping[str, str], only: str | None = None) -> list[Seen]:
    """Read URI and key of every endpoint (or of *only* one deployment's) at the same time. Raises AzureError."""
    wanted = [row for row in _planned(plan) if only in (None, row.name)]
    async with open_arm(environ) as arm:
        return await asyncio.gather(*(_see(arm, row) for row in wanted))


async def read_targets(
    plan: ModelsPlan, environ: Mapping[str, str], only: str | None = None
) -> list[SmokeTarget]:
    """Return what `look` sees. Raises NotDeployedError where one is not there, and AzureError."""
    seen = await look(plan, environ, only)
    if absent := [row.planned for row in seen if row.target is None]:
        raise NotDeployedError(absent)
    return [row.target for row in seen if row.target]


async def _see(arm: Arm, row: Planned) -> Seen:
    try:
        return Seen(row, row.target(await read_access(arm, row.ref)))
    except AzureError as err:
        if err.status == 404 and err.code not in AROUND:
            return Seen(row, None)
        raise


def filter_is_on(model: Model, wanted: bool | None) -> bool | None:
    """Say whether Azure's content filter should be on at a serverless endpoint: by default it is (None: no source).

    *wanted* is what the spec says of it.
    """
    return wanted if wanted is not None else model.content_safety.serverless


def _planned(plan: ModelsPlan) -> Iterator[Planned]:
    for row in plan.serverless:
        yield Planned(row.name, row.model, row.region, plan.ref(row), partial(serverless_target, row))
    for endpoint in plan.online:
        for each in endpoint.deployments:
            target = partial(online_target, each)
            yield Planned(each.name, each.model, endpoint.region, plan.ref(endpoint), target, endpoint)
