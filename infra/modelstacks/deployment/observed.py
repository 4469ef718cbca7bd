"""What the program reads from Azure before its first resource, beside the checks: what a plan can't decide by itself."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from modelstacks.azure.api_versions import MACHINE_LEARNING
from modelstacks.azure.shared_quota import kept_or_new
from modelstacks.deployment.repair import repair_tag
from modelstacks.errors import AzureError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from modelstacks.azure.arm import Arm
    from modelstacks.azure.soft_deletion import SoftDeleted
    from modelstacks.deployment.endpoint_plan import OwnResource
    from modelstacks.deployment.plan import ModelsPlan


@dataclass(frozen=True)
class Observed:
    """*expires*: when Azure deletes each endpoint on shared quota, by name; *missing*: those not there. *kept*: the ids (in
    lower case) of what is to be made and Azure still keeps as deleted. *repairs*: see repair.py."""

    expires: Mapping[str, datetime] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    repairs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def is_kept(self, resource_id: str) -> bool:
        """Say whether Azure keeps a deleted resource of that id, and gives it back only if asked to."""
        return resource_id.lower() in self.kept

    def repair_tag(self, resource_id: str) -> Mapping[str, str]:
        """Return the tag that the resource has to carry besides its others, or none."""
        return self.repairs.get(resource_id, {})


async def read_observed(plan: ModelsPlan, arm: Arm) -> Observed:
    """Ask for all of it at the same time; what is not there yet begins its 168 hours now, by Azure's own clock.

    Raises AzureError.
    """
    shared = {plan.ref(endpoint).id: endpoint.name for endpoint in plan.endpoints if endpoint.shared}
    others = [own for own in plan.own_resources() if own.id not in shared]
    restorable = [each for each in plan.soft_deleted() if each.how.restored]
    shared_found, readable, deleted = await asyncio.gather(
        asyncio.gather(*(arm.find(id_, MACHINE_LEARNING) for id_ in shared)),
        asyncio.gather(*(_find_readable(arm, own) for own in others)),
        asyncio.gather(*(_is_kept(arm, each) for each in restorable)),
    )
    ids = [*shared, *(own.id for own in others)]
    found = dict(zip(ids, [*shared_found, *readable], strict=True))
    return Observed(
        {name: kept_or_new(found[id_], arm.answered_at) for id_, name in shared.items()},
        frozenset(name for id_, name in shared.items() if found[id_] is None),
        frozenset(each.was.lower() for each, kept in zip(restorable, deleted, strict=True) if kept),
        {id_: repair_tag(body, arm.answered_at) for id_, body in found.items()},
    )


async def _find_readable(arm: Arm, own: OwnResource) -> dict[str, Any] | None:
    """What can't be read is nothing to repair: who may not read will hear so from the checks or from Pulumi."""
    try:
        return await arm.find(own.id, own.api_version)
    except AzureError:
        return None


async def _is_kept(arm: Arm, deleted: SoftDeleted) -> bool:
    """Who has rights on the group alone can't know it: they lie above. If there is one, making it will say so."""
    try:
        return await arm.find(deleted.id, deleted.how.api_version) is not None
    except AzureError as err:
        if err.status == HTTPStatus.FORBIDDEN:
            return False
        raise
