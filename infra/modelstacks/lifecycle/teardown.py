"""What is left to do in Azure around the destroying of a stack."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING

from modelstacks.azure.api_versions import AUTHORIZATION, MACHINE_LEARNING, RESOURCES
from modelstacks.azure.arm_id import ArmId, distinct
from modelstacks.errors import AzureError
from modelstacks.lifecycle.inventory import Scope, read_endpoints
from modelstacks.lifecycle.leftovers import (
    MARKETPLACE_SUBSCRIPTION,
    Leftover,
    identities,
    in_use,
    of_type,
    parents_in,
)
from modelstacks.lifecycle.marketplace_subscription import read_marketplace_subscription, users_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from modelstacks.azure.arm import Arm
    from modelstacks.azure.observed_endpoint import ObservedEndpoint
    from modelstacks.lifecycle.leftovers import StateResource


async def endpoints_around(arm: Arm, resources: Sequence[StateResource]) -> list[ObservedEndpoint]:
    """Return all endpoints in what a stack holds, and in the workspaces where it subscribed to an offer. Raises AzureError."""
    subscribed = (ArmId(resource.id).parent for resource in of_type(resources, MARKETPLACE_SUBSCRIPTION))
    return await _endpoints_in(arm, [*parents_in(resources), *subscribed])


async def delete_unused_subscriptions(arm: Arm, ids: Collection[str]) -> list[Leftover]:
    """Delete those Marketplace subscriptions among *ids* that are there and that no endpoint uses. Raises AzureError."""
    found = await asyncio.gather(*(arm.find(id_, MACHINE_LEARNING) for id_ in ids))
    existing = [
        read_marketplace_subscription(id_, body) for id_, body in zip(ids, found, strict=True) if body
    ]
    endpoints = await _endpoints_in(arm, (each.workspace_id for each in existing))
    return [await _delete_subscription(arm, each.id, users_of(each, endpoints)) for each in existing]


async def _endpoints_in(arm: Arm, parents: Iterable[str]) -> list[ObservedEndpoint]:
    found: list[ObservedEndpoint] = []
    for parent in distinct(parents):
        if await arm.find(parent.parent, RESOURCES):
            there = await read_endpoints(arm, Scope(parent.subscription, parent.group, parent.name))
            found += [endpoint for endpoint in there if endpoint.workspace_id.lower() == parent.lower()]
    return found


async def _delete_subscription(arm: Arm, id_: str, users: Sequence[str]) -> Leftover:
    if users:
        return in_use(id_, users)
    try:
        await arm.delete(id_, MACHINE_LEARNING)
    except AzureError as err:
        return Leftover(id_, "failed", str(err))
    return Leftover(id_, "deleted", "nobody uses it any more")


async def delete_role_assignments(arm: Arm, resources: Sequence[StateResource]) -> list[Leftover]:
    """Delete all role assignments of managed identities that are gone, whoever made them: Azure keeps them for ever."""
    done = await asyncio.gather(*(_delete_roles(arm, *pair) for pair in dict.fromkeys(identities(resources))))
    return [leftover for leftovers in done for leftover in leftovers]


async def _delete_roles(arm: Arm, principal: str, resource_id: str) -> Iterable[Leftover]:
    subscription = ArmId.at(ArmId(resource_id).subscription)
    path = f"{subscription}/providers/Microsoft.Authorization/roleAssignments"
    query = {"$filter": f"principalId eq '{principal}'"}
    try:
        ids = [assignment["id"] async for assignment in arm.list(path, AUTHORIZATION, query)]
    except AzureError as err:
        return [_roles_stay(path, err, f"those of identity {principal} can't be listed")]
    return await asyncio.gather(*(_delete_role(arm, id_, principal) for id_ in ids))


async def _delete_role(arm: Arm, id_: str, principal: str) -> Leftover:
    try:
        await arm.delete(id_, AUTHORIZATION)
    except AzureError as err:
        return _roles_stay(id_, err, f"at {ArmId(id_).parent or '/'}: its identity, {principal}, is gone")
    return Leftover(id_, "deleted", f"at {ArmId(id_).parent or '/'}: its identity, {principal}, is gone")


def _roles_stay(id_: str, err: AzureError, what: str) -> Leftover:
    """Without the right it is no failure: nobody holds them any more."""
    if err.status == HTTPStatus.FORBIDDEN:
        return Leftover(
            id_, "left", f"{what}; whom Owner or User Access Administrator is given can delete them"
        )
    return Leftover(id_, "failed", f"{what}: {err}")
