"""Whether a resource already exists in Azure, for many creates at once: their collection is listed once in a run."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from modelstacks.azure.arm_id import ArmId
from modelstacks.errors import AzureError

if TYPE_CHECKING:
    from modelstacks.azure.arm import Arm

UNREACHABLE = 0
"""The status of an AzureError where Azure did not answer at all."""


class CollectionListings:
    """The ids in each collection that a create asked about, as they were when the first one did.

    To be used from one event loop.
    """

    def __init__(self) -> None:
        self._lists: dict[str, asyncio.Task[frozenset[str] | None]] = {}

    async def find(self, arm: Arm, id_: str, api_version: str) -> dict[str, Any] | None:
        """Return the resource, or None where it is not there. Raises AzureError.

        What the list has is read once more: a replaced resource may be gone since, and a list may leave tags out.
        Where the list is refused or not offered, and for a resource group, the resource itself is asked.
        """
        resource = ArmId(id_)
        if resource.collection.lower() != "resourcegroups":
            ids = await self._ids(arm, resource.listing, api_version)
            if ids is not None and id_.lower() not in ids:
                return None
        return await arm.find(id_, api_version)

    async def _ids(self, arm: Arm, collection: str, api_version: str) -> frozenset[str] | None:
        key = collection.lower()
        if key not in self._lists:
            self._lists[key] = asyncio.create_task(_list(arm, collection, api_version))
        try:
            return await asyncio.shield(self._lists[key])
        except AzureError:
            self._lists.pop(key, None)  # the next create tries again
            raise


async def _list(arm: Arm, collection: str, api_version: str) -> frozenset[str] | None:
    try:
        return frozenset(
            [str(resource["id"]).lower() async for resource in arm.list(collection, api_version)]
        )
    except AzureError as err:
        if err.status == UNREACHABLE:
            raise
        return None
