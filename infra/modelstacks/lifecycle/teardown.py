"""What is left to do in Azure around the destroying of a stack."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING

from modelstacks.azure.api_versions import AUTHORIZATION, KEY_VAULT, MACHINE_LEARNING, RESOURCES
from modelstacks.azure.arm_id import ArmId, distinct
from modelstacks.errors import AzureError
from modelstacks.lifecycle.inventory import Scope, read_endpoints
from modelstacks.lifecycle.leftovers import (
    MARKETPLACE_SUBSCRIPTION,
    WORKSPACE,
    Leftover,
    identities,
    in_use,
    of_type,
)
from modelstacks.lifecycle.marketplace_subscription import read_marketplace_subscription, users_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from modelstacks.azure.arm import Arm
    from modelstacks.azure.observed_endpoint import ObservedEndpoint
    from modelstacks.lifecycle.leftovers import StateResource, Vault

FORCE = {"forceToPurge": "true"}
"""Deletes a workspace for good, also one that is soft-deleted already. Source: the ARM reference of workspaces."""


async def endpoints_around(arm: Arm, resources: Sequence[StateResource]) -> list[ObservedEndpoint]:
    """Return all endpoints in the workspaces of a stack, and in those where it subscribed to an offer. Raises AzureError."""
    workspaces = (resource.id for resource in of_type(resources, WORKSPACE))
    subscribed = (ArmId(resource.id).parent for resource in of_type(resources, MARKETPLACE_SUBSCRIPTION))
    return await _endpoints_in(arm, [*workspaces, *subscribed])


async def delete_unused_subscriptions(arm: Arm, ids: Collection[str]) -> list[Leftover]:
    """Delete those Marketplace subscriptions among *ids* that are there and that no endpoint uses. Raises AzureError."""
    found = await asyncio.gather(*(arm.find(id_, MACHINE_LEARNING) for id_ in ids))
    existing = [
        read_marketplace_subscription(id_, body) for id_, body in zip(ids, found, strict=True) if body
    ]
    endpoints = await _endpoints_in(arm, (each.workspace_id for each in existing))
    return [await _delete_subscription(arm, each.id, users_of(each, endpoints)) for each in existing]


async def _endpoints_in(arm: Arm, workspaces: Iterable[str]) -> list[ObservedEndpoint]:
    found: list[ObservedEndpoint] = []
    for workspace in distinct(workspaces):
        if await arm.find(workspace.parent, RESOURCES):
            found += await read_endpoints(arm, Scope(workspace.subscription, workspace.group, workspace.name))
    return found


async def _delete_subscription(arm: Arm, id_: str, users: Sequence[str]) -> Leftover:
    if users:
        return in_use(id_, users)
    try:
        await arm.delete(id_, MACHINE_LEARNING)
    except AzureError as err:
        return Leftover(id_, "failed", str(err))
    return Leftover(id_, "deleted", "nobody uses it any more")


async def purge_workspaces(arm: Arm, ids: Iterable[str], held: Collection[str]) -> list[Leftover]:
    """Delete these workspaces for good, one after the other in that order.

    Those that the stack *held* are there; of the others nothing is sent to one that is there again: it is somebody's.
    """
    return [await _purge_workspace(arm, id_, held=id_ in held) for id_ in ids]


async def _purge_workspace(arm: Arm, id_: str, *, held: bool) -> Leftover:
    try:
        if not held and await arm.find(id_, MACHINE_LEARNING):
            return Leftover(id_, "left", "it is there again, and this stack does not hold it")
        started = await arm.begin("DELETE", id_, MACHINE_LEARNING, query=FORCE)
        await arm.finish(started)
    except AzureError as err:
        return _not_there(id_) if err.status == HTTPStatus.NOT_FOUND else Leftover(id_, "failed", str(err))
    return _not_there(id_) if started.status == HTTPStatus.NO_CONTENT else Leftover(id_, "purged")


def _not_there(id_: str) -> Leftover:
    return Leftover(id_, "not there", "Azure knows none of that name")


async def purge_vaults(arm: Arm, vaults: Iterable[Vault]) -> list[Leftover]:
    """Purge those of the soft-deleted vaults that are there, all at the same time."""
    return await asyncio.gather(*(_purge_vault(arm, vault) for vault in vaults))


async def _purge_vault(arm: Arm, vault: Vault) -> Leftover:
    try:
        found = await arm.find(vault.id, KEY_VAULT)
        if found is None:
            return _not_there(vault.id)
        was = str(found["properties"]["vaultId"])
        if was.lower() != vault.was.lower():
            return Leftover(vault.id, "left", f"it is another's: it was {was}")
        await arm.act(f"{vault.id}/purge", KEY_VAULT)
    except AzureError as err:
        return Leftover(vault.id, "failed", str(err))
    return Leftover(vault.id, "purged")


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
