"""What a smoke test aims at, by the plan: the same in `pulumi up`, which has just made it, and for `modelstacks smoke`."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from modelstacks.azure.deployed import read_access
from modelstacks.azure.session import open_arm
from modelstacks.inference.client import Endpoint
from modelstacks.inference.smoke import SmokeTarget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from modelstacks.azure.arm import Arm
    from modelstacks.azure.deployed import Access, EndpointRef
    from modelstacks.catalog import Model
    from modelstacks.programs.plan import ModelsPlan, OnlineDeploymentPlan, ServerlessPlan


def serverless_target(row: ServerlessPlan, access: Access) -> SmokeTarget:
    """Return the target behind a serverless endpoint, where Azure's filter is on unless the spec says otherwise."""
    endpoint = Endpoint(row.name, access.uri, access.key, None, access.auth)
    return SmokeTarget(endpoint, row.model, filter_is_on(row.model, row.content_safety))


def online_target(row: OnlineDeploymentPlan, access: Access) -> SmokeTarget:
    """Return that very deployment as the target, past its endpoint's traffic rules."""
    return SmokeTarget(Endpoint(row.name, access.uri, access.key, row.name, access.auth), row.model)


@dataclass(frozen=True)
class Deployed:
    """A deployment with what the smoke test needs."""

    target: SmokeTarget
    mode: str
    region: str


@dataclass(frozen=True)
class _Wanted:
    name: str
    mode: str
    region: str
    ref: EndpointRef
    target: Callable[[Access], SmokeTarget]


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
    return Deployed(row.target(await read_access(arm, row.ref)), row.mode, row.region)


def filter_is_on(model: Model, wanted: bool | None) -> bool | None:
    """Say whether Azure's content filter should be on at a serverless endpoint: by default it is (None: no source).

    *wanted* is what the spec says of it.
    """
    return wanted if wanted is not None else model.content_safety.serverless


def _wanted(plan: ModelsPlan) -> Iterator[_Wanted]:
    for row in plan.serverless:
        yield _Wanted(row.name, "serverless", row.region, plan.ref(row), partial(serverless_target, row))
    for endpoint in plan.online:
        for each in endpoint.deployments:
            target = partial(online_target, each)
            yield _Wanted(each.name, "managed", endpoint.region, plan.ref(endpoint), target)
