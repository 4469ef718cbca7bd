"""Requests to ARM that are sent once in a run, however many questions need their answers."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from modelstacks.errors import AzureError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from modelstacks.azure.arm import Arm


AT_ONCE = 64
"""How many of a run are on their way at the same time: a subscription's bucket at ARM takes 250 reads at once."""


def gate() -> asyncio.Semaphore:
    """Return what lets that many through at a time."""
    return asyncio.Semaphore(AT_ONCE)


@dataclass
class Requests:
    """What only reads, by path, api-version and what else tells one request from another; each waits for the equal one that is
    under way, or was answered. *sent* counts them; *gate* may be that of other clients, too."""

    arm: Arm
    gate: asyncio.Semaphore = field(default_factory=gate)
    _sent: dict[tuple[str, ...], asyncio.Task[Any]] = field(default_factory=dict)

    @property
    def sent(self) -> int:
        """How many different requests there were so far."""
        return len(self._sent)

    async def get(self, path: str, api_version: str) -> dict[str, Any]:
        """Return the body. Raises AzureError."""
        body: dict[str, Any] = await self._once(
            ("GET", path, api_version), lambda: self.arm.get(path, api_version)
        )
        return body

    async def find(self, path: str, api_version: str) -> dict[str, Any] | None:
        """Return the resource, or None where it is not there. Raises AzureError."""
        body: dict[str, Any] | None = await self._once(
            ("FIND", path, api_version), lambda: self.arm.find(path, api_version)
        )
        return body

    async def ask(self, path: str, api_version: str, question: Mapping[str, Any]) -> dict[str, Any]:
        """Return the answer to a POST that changes nothing, `checkNameAvailability`. Raises AzureError."""
        body: dict[str, Any] = await self._once(
            ("POST", path, api_version, json.dumps(question)),
            lambda: self.arm.post(path, api_version, question),
        )
        return body

    async def list_all(
        self, path: str, api_version: str, query: Mapping[str, str] | None = None
    ) -> list[dict[str, Any]]:
        """Return the items of all pages; *path* may end with `?$filter=…`. Raises AzureError."""
        where, _, condition = path.partition("?$filter=")
        asked = {**(query or {}), **({"$filter": condition} if condition else {})}

        async def collect() -> list[dict[str, Any]]:
            return [item async for item in self.arm.list(where, api_version, asked or None)]

        key = ("LIST", where, api_version, json.dumps(asked))
        found: list[dict[str, Any]] = await self._once(key, collect)
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

    async def _once(self, request: tuple[str, ...], send: Callable[[], Awaitable[Any]]) -> Any:
        key = tuple(part.lower() for part in request)
        if key not in self._sent:
            self._sent[key] = asyncio.ensure_future(self._in_turn(send))
        return await asyncio.shield(self._sent[key])

    async def _in_turn(self, send: Callable[[], Awaitable[Any]]) -> Any:
        async with self.gate:
            return await send()
