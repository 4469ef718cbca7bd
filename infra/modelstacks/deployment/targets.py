"""Reading what a smoke test needs of a plan's endpoints, and finding those that are not there."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from modelstacks.azure.by_mode import endpoints_of
from modelstacks.azure.session import open_arm
from modelstacks.deployment.absent import NotDeployedError
from modelstacks.deployment.planned import each_planned
from modelstacks.errors import AzureError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.azure.arm import Arm
    from modelstacks.deployment.plan import ModelsPlan
    from modelstacks.deployment.planned import Planned
    from modelstacks.inference.smoke import SmokeTarget

AROUND = frozenset({"SubscriptionNotFound", "ResourceGroupNotFound", "ParentResourceNotFound"})
"""Azure's codes where what an endpoint lies in is not there."""


@dataclass(frozen=True)
class Seen:
    """A deployment of the plan with what the smoke test needs; *target* None: its endpoint is not there."""

    planned: Planned
    target: SmokeTarget | None


async def look(plan: ModelsPlan, environ: Mapping[str, str], only: str | None = None) -> list[Seen]:
    """Read URI and key of every endpoint (or of *only* one deployment's) at the same time. Raises AzureError."""
    deployments = [planned for planned in each_planned(plan) if only in (None, planned.name)]
    async with open_arm(environ) as arm:
        return await asyncio.gather(*(_see(arm, planned) for planned in deployments))


async def read_targets(
    plan: ModelsPlan, environ: Mapping[str, str], only: str | None = None
) -> list[SmokeTarget]:
    """Return what `look` sees. Raises NotDeployedError where one is not there, and AzureError."""
    endpoints = await look(plan, environ, only)
    if missing := [endpoint.planned for endpoint in endpoints if endpoint.target is None]:
        raise NotDeployedError(missing)
    return [endpoint.target for endpoint in endpoints if endpoint.target]


async def _see(arm: Arm, planned: Planned) -> Seen:
    try:
        return Seen(planned, planned.target(await endpoints_of(planned.mode).access(arm, planned.ref)))
    except AzureError as err:
        if err.status == 404 and err.code not in AROUND:
            return Seen(planned, None)
        raise
