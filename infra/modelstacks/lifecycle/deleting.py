"""Deleting through Azure, several at once; one that fails does not stop the rest."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from modelstacks.azure.resource_types import api_version_of
from modelstacks.errors import AzureError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from modelstacks.azure.arm import Arm
    from modelstacks.lifecycle.reaping import Reaped

AT_ONCE = 8
WITHIN_S = 30 * 60.0
"""How long one deletion may take: 6 to 8 minutes were seen for an endpoint (Azure/azureml-examples#1625)."""


async def delete_all(arm: Arm, outcomes: Iterable[Reaped], within_s: float = WITHIN_S) -> list[Reaped]:
    """Delete what is planned for Azure and wait until it is gone; return what came of each."""
    gate = asyncio.Semaphore(AT_ONCE)
    return await asyncio.gather(*(_delete(arm, outcome, gate, within_s) for outcome in outcomes))


async def _delete(arm: Arm, outcome: Reaped, gate: asyncio.Semaphore, within_s: float) -> Reaped:
    async with gate:
        try:
            async with asyncio.timeout(within_s):
                await arm.delete(outcome.id, api_version_of(outcome.id))
                return await _seen(arm, outcome)
        except AzureError as err:
            return replace(outcome, result="failed", why=str(err))
        except TimeoutError:
            return replace(outcome, result="failed", why=f"Azure has not deleted it within {within_s:g} s.")


async def look_after(arm: Arm, outcomes: Iterable[Reaped], errors: Mapping[str, str]) -> list[Reaped]:
    """Return what came of what Pulumi was to delete; *errors* are what Azure answered for some, by id in lower case."""

    async def look(outcome: Reaped) -> Reaped:
        try:
            return await _seen(arm, outcome, errors.get(outcome.id.lower(), ""))
        except AzureError as err:
            return replace(outcome, result="failed", why=str(err))

    return await asyncio.gather(*(look(outcome) for outcome in outcomes))


async def _seen(arm: Arm, outcome: Reaped, why: str = "") -> Reaped:
    if await arm.find(outcome.id, api_version_of(outcome.id)) is None:
        return replace(outcome, result="deleted")
    return replace(outcome, result="failed", why=why or "Azure took the request, but it is still there.")
