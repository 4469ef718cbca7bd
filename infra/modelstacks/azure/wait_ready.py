"""An online endpoint whose operation ended as Succeeded may still be Updating, and refuses writes until it is not.

Seen: Azure/azure-sdk-for-net#36961. How long it lasts nobody measured.
"""

from __future__ import annotations

import asyncio
from itertools import islice
from typing import TYPE_CHECKING, Any

from modelstacks.azure.api_versions import MACHINE_LEARNING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from modelstacks.azure.arm import Arm

BUSY = frozenset({"Creating", "Updating"})
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.25, 10.0
TRIES = 35
"""Five minutes together; after that the write is tried all the same, and Azure says what it thinks of it."""
CREATION_TRIES = 365
"""An hour together: assumed to be enough for any deployment."""


async def find_when_ready(
    arm: Arm, id_: str, api_version: str = MACHINE_LEARNING, tries: int = TRIES
) -> dict[str, Any] | None:
    """Return the resource once it is no longer busy, or None where it is not there. Raises AzureError."""
    for pause_s in islice(pauses(), tries):
        found = await arm.find(id_, api_version)
        if found is None or not is_busy(found):
            return found
        await asyncio.sleep(pause_s)
    return found


def is_busy(resource: Mapping[str, Any]) -> bool:
    """Say whether Azure is still making or changing it."""
    return (resource.get("properties") or {}).get("provisioningState") in BUSY


def pauses() -> Iterator[float]:
    """Yield how many seconds to wait before each next look, without end: doubling, at most LONGEST_PAUSE_S."""
    pause_s = FIRST_PAUSE_S
    while True:
        yield pause_s
        pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
