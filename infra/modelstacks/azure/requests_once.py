"""Requests to ARM that are sent once in a run, however many questions need their answers."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from modelstacks.errors import AzureError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from modelstacks.azure.arm import Arm


@dataclass
class Requests:
    """GETs by path and api-version; each waits for the equal one that is under way, or was answered."""

    arm: Arm
    _sent: dict[tuple[str, str], asyncio.Task[Any]] = field(default_factory=dict)

    async def get(self, path: str, api_version: str) -> dict[str, Any]:
        """Return the body. Raises AzureError."""
        body: dict[str, Any] = await self._once(path, api_version, self.arm.get)
        return body

    async def find(self, path: str, api_version: str) -> dict[str, Any] | None:
        """Return the resource, or None where it is not there. Raises AzureError."""
        body: dict[str, Any] | None = await self._once(path, api_version, self.arm.find)
        return body

    async def list_all(self, path: str, api_version: str) -> list[dict[str, Any]]:
        """Return the items of all pages; *path* may end with `?$filter=…`. Raises AzureError."""

        async def collect(path: str, api_version: str) -> list[dict[str, Any]]:
            where, _, condition = path.partition("?$filter=")
            query = {"$filter": condition} if condition else None
            return [item async for item in self.arm.list(where, api_version, query)]

        found: list[dict[str, Any]] = await self._once(path, api_version, collect)
        return found

    async def list_or_none(self, path: str, api_version: str) -> list[dict[str, Any]] | None:
        """Return the items of all pages, or None where what they belong to is not there."""
        try:
            return await self.list_all(path, api_version)
        except AzureError as err:
            if err.status == 404:
                return None
            raise

    async def list_below(self, parent: str, collection: str, api_version: str) -> list[dict[str, Any]]:
        """Return what lies below a resource; nothing where *parent* is not there. Raises AzureError."""
        return await self.list_or_none(f"{parent}/{collection}", api_version) or []

    async def _once(self, path: str, api_version: str, send: Callable[[str, str], Awaitable[Any]]) -> Any:
        key = (path.lower(), api_version)
        if key not in self._sent:
            self._sent[key] = asyncio.ensure_future(send(path, api_version))
        return await asyncio.shield(self._sent[key])
