"""What the program reads from Azure before its first resource, beside the checks: what a plan can't decide by itself."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from modelstacks.azure.api_versions import COGNITIVE_SERVICES, MACHINE_LEARNING
from modelstacks.azure.shared_quota import kept_or_new
from modelstacks.deployment.repair import repair_tag, repairable
from modelstacks.errors import AzureError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from modelstacks.azure.arm import Arm
    from modelstacks.deployment.plan import ModelsPlan, OnlineEndpointPlan


@dataclass(frozen=True)
class Observed:
    """*expires*: when Azure deletes each endpoint on shared quota, by name; *missing*: those not there. *deleted_accounts*:
    names of Content Safety accounts that Azure still keeps, and gives back only if asked to. *repairs*: see repair.py."""

    expires: Mapping[str, datetime] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    deleted_accounts: frozenset[str] = frozenset()
    repairs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def repair_tag(self, resource_id: str) -> Mapping[str, str]:
        """Return the tag that the resource has to carry besides its others, or none."""
        return self.repairs.get(resource_id, {})


async def read_observed(plan: ModelsPlan, arm: Arm) -> Observed:
    """Ask for all of it at the same time; what is not there yet begins its 168 hours now, by Azure's own clock.

    Raises AzureError.
    """
    shared = {plan.ref(endpoint).id: endpoint.name for endpoint in plan.online if endpoint.shared}
    others = [id_ for id_ in repairable(plan) if id_ not in shared]
    guarded = [endpoint for endpoint in plan.online if endpoint.content_safety]
    shared_found, readable, deleted = await asyncio.gather(
        asyncio.gather(*(arm.find(id_, MACHINE_LEARNING) for id_ in shared)),
        asyncio.gather(*(_find_readable(arm, id_) for id_ in others)),
        asyncio.gather(*(_deleted_account(arm, plan, endpoint) for endpoint in guarded)),
    )
    found = dict(zip([*shared, *others], [*shared_found, *readable], strict=True))
    return Observed(
        {name: kept_or_new(found[id_], arm.answered_at) for id_, name in shared.items()},
        frozenset(name for id_, name in shared.items() if found[id_] is None),
        frozenset(name for name in deleted if name),
        {id_: repair_tag(body, arm.answered_at) for id_, body in found.items()},
    )


async def _find_readable(arm: Arm, id_: str) -> dict[str, Any] | None:
    """What can't be read is nothing to repair: who may not read will hear so from the checks or from Pulumi."""
    try:
        return await arm.find(id_, MACHINE_LEARNING)
    except AzureError:
        return None


async def _deleted_account(arm: Arm, plan: ModelsPlan, endpoint: OnlineEndpointPlan) -> str | None:
    """Who has rights on the group alone can't know it: they lie above. If there is one, making it will say so."""
    path = (
        f"/subscriptions/{plan.subscription}/providers/Microsoft.CognitiveServices/locations/{endpoint.region}"
        f"/resourceGroups/{plan.resource_group}/deletedAccounts/{endpoint.content_safety}"
    )
    try:
        return endpoint.content_safety if await arm.find(path, COGNITIVE_SERVICES) else None
    except AzureError as err:
        if err.status == HTTPStatus.FORBIDDEN:
            return None
        raise
