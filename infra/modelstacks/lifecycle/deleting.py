"""Deleting through Azure, several at once; one that fails does not stop the rest."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from modelstacks.azure.api_versions import MACHINE_LEARNING
from modelstacks.errors import AzureError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from modelstacks.azure.arm import Arm
    from modelstacks.lifecycle.reaping import Reaped

AT_ONCE = 8
WITHIN_S = 30 * 60.0
"""How long one deletion may take: 6 to 8 minutes were seen for an endpoint (Azure/azureml-examples#1625)."""


async def delete_all(arm: Arm, rows: Iterable[Reaped], within_s: float = WITHIN_S) -> list[Reaped]:
    """Delete what is planned for Azure and wait until it is gone; return what came of each."""
    gate = asyncio.Semaphore(AT_ONCE)
    return await asyncio.gather(*(_delete(arm, row, gate, within_s) for row in rows))


async def _delete(arm: Arm, row: Reaped, gate: asyncio.Semaphore, within_s: float) -> Reaped:
    async with gate:
        try:
            async with asyncio.timeout(within_s):
                await arm.delete(row.id, MACHINE_LEARNING)
                return await _seen(arm, row)
        except AzureError as err:
            return replace(row, result="failed", why=str(err))
        except TimeoutError:
            return replace(row, result="failed", why=f"Azure has not deleted it within {within_s:g} s.")


async def look_after(arm: Arm, rows: Iterable[Reaped], said: Mapping[str, str]) -> list[Reaped]:
    """Return what came of what Pulumi was to delete; *said* is what Azure said against some, by id in lower case."""

    async def look(row: Reaped) -> Reaped:
        try:
            return await _seen(arm, row, said.get(row.id.lower(), ""))
        except AzureError as err:
            return replace(row, result="failed", why=str(err))

    return await asyncio.gather(*(look(row) for row in rows))


async def _seen(arm: Arm, row: Reaped, why: str = "") -> Reaped:
    if await arm.find(row.id, MACHINE_LEARNING) is None:
        return replace(row, result="deleted")
    return replace(row, result="failed", why=why or "Azure took the request, but it is still there.")
