"""The endpoints of a plan as they are deployed: what `modelstacks smoke` asks."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from modelstacks.azure.deployed import EndpointRef, read_access
from modelstacks.azure.session import open_arm
from modelstacks.inference.client import Endpoint
from modelstacks.inference.smoke import SmokeTarget

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from modelstacks.azure.arm import Arm
    from modelstacks.catalog import Model
    from modelstacks.programs.plan import ModelsPlan


@dataclass(frozen=True)
class Deployed:
    """A deployment with what the smoke test needs."""

    target: SmokeTarget
    mode: str
    region: str


@dataclass(frozen=True)
class _Wanted:
    name: str
    model: Model
    mode: str
    region: str
    ref: EndpointRef
    deployment: str | None
    content_safety: bool | None = None


async def read_targets(
    plan: ModelsPlan, environ: Mapping[str, str], only: str | None = None
) -> list[Deployed]:
    """Read URI and key of every endpoint (or of *only* one deployment's) at the same time.

    Raises AzureError for one that is not there.
    """
    wanted = [row for row in _wanted(plan) if only in (None, row.name)]
    async with open_arm(environ) as arm:
        return await asyncio.gather(*(_read(arm, row) for row in wanted))


async def _read(arm: Arm, row: _Wanted) -> Deployed:
    access = await read_access(arm, row.ref)
    endpoint = Endpoint(row.name, access.uri, access.key, row.deployment, access.auth)
    return Deployed(SmokeTarget(endpoint, row.model, row.content_safety), row.mode, row.region)


def filter_is_on(model: Model, wanted: bool | None) -> bool | None:
    """Say whether Azure's content filter should be on at a serverless endpoint: by default it is (None: no source).

    *wanted* is what the spec says of it.
    """
    return wanted if wanted is not None else model.content_safety.serverless


def _wanted(plan: ModelsPlan) -> Iterator[_Wanted]:
    for row in plan.serverless:
        ref = EndpointRef(
            plan.subscription, plan.resource_group, row.workspace, "serverlessEndpoints", row.endpoint
        )
        filtered = filter_is_on(row.model, row.content_safety)
        yield _Wanted(row.name, row.model, "serverless", row.region, ref, None, filtered)
    for endpoint in plan.online:
        ref = EndpointRef(
            plan.subscription, plan.resource_group, endpoint.workspace, "onlineEndpoints", endpoint.name
        )
        for deployment in endpoint.deployments:
            yield _Wanted(deployment.name, deployment.model, "managed", endpoint.region, ref, deployment.name)
