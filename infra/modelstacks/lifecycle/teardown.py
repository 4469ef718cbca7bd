"""What is left to do in Azure around the destroying of a stack."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from modelstacks.azure.api_versions import AUTHORIZATION, KEY_VAULT, MACHINE_LEARNING, RESOURCES
from modelstacks.errors import AzureError
from modelstacks.lifecycle.inventory import Scope, read_endpoints
from modelstacks.lifecycle.leftovers import SUBSCRIPTION, Leftover, identities, of_type, used_by_others

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from modelstacks.azure.arm import Arm
    from modelstacks.lifecycle.leftovers import Held, SoftDeletable

FORCE = {"forceToPurge": "true"}
"""Deletes a workspace for good, also one that is soft-deleted already. Source: the ARM reference of workspaces."""


async def subscriptions_of_others(arm: Arm, held: Sequence[Held]) -> dict[str, list[str]]:
    """Return the stack's Marketplace subscriptions that must stay, with the endpoints that use them. Raises AzureError."""
    kept: dict[str, list[str]] = {}
    for workspace in {row.id.rsplit("/", 2)[0] for row in of_type(held, SUBSCRIPTION)}:
        _, _, subscription, _, group, *_, name = workspace.split("/")
        if await arm.find(f"/subscriptions/{subscription}/resourceGroups/{group}", RESOURCES):
            kept |= used_by_others(held, await read_endpoints(arm, Scope(subscription, group, name)))
    return kept


async def purge_workspaces(arm: Arm, what: SoftDeletable) -> list[Leftover]:
    """Purge the soft-deleted workspaces, one after the other: projects before their hubs."""
    return [await _purge_workspace(arm, id_) for id_ in what.workspaces]


async def _purge_workspace(arm: Arm, id_: str) -> Leftover:
    try:
        await arm.delete(id_, MACHINE_LEARNING, FORCE)
    except AzureError as err:
        if err.status != 404:
            return Leftover(id_, "failed", str(err))
    return Leftover(id_, "purged")


async def purge_vaults(arm: Arm, what: SoftDeletable) -> list[Leftover]:
    """Purge those of the soft-deleted vaults that are there, all at the same time."""
    done = await asyncio.gather(*(_purge_vault(arm, id_) for id_ in what.vaults))
    return [row for row in done if row]


async def _purge_vault(arm: Arm, id_: str) -> Leftover | None:
    try:
        if await arm.find(id_, KEY_VAULT) is None:
            return None
        await arm.act(f"{id_}/purge", KEY_VAULT)
    except AzureError as err:
        return Leftover(id_, "failed", str(err))
    return Leftover(id_, "purged")


async def delete_role_assignments(arm: Arm, held: Sequence[Held]) -> list[Leftover]:
    """Delete the role assignments of managed identities that ended with the stack: Azure keeps them for ever."""
    done = await asyncio.gather(*(_delete_roles(arm, *pair) for pair in dict.fromkeys(identities(held))))
    return [row for rows in done for row in rows]


async def _delete_roles(arm: Arm, principal: str, resource_id: str) -> Iterable[Leftover]:
    path = f"/subscriptions/{resource_id.split('/')[2]}/providers/Microsoft.Authorization/roleAssignments"
    query = {"$filter": f"principalId eq '{principal}'"}
    try:
        ids = [row["id"] async for row in arm.list(path, AUTHORIZATION, query)]
        await asyncio.gather(*(arm.delete(id_, AUTHORIZATION) for id_ in ids))
    except AzureError as err:
        return [Leftover(f"{path}/of {principal}", "failed", str(err))]
    return [Leftover(id_, "deleted", f"its identity, {principal}, is gone") for id_ in ids]
