"""An online endpoint whose operation ended as Succeeded may still be Updating, and refuses writes until it is not.

Seen: Azure/azure-sdk-for-net#36961. How long it lasts nobody measured.
"""

from __future__ import annotations

import asyncio
from itertools import islice
from typing import TYPE_CHECKING, Any

from modelstacks.azure.api_versions import MACHINE_LEARNING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.azure.arm import Arm

BUSY = frozenset({"Creating", "Updating"})
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.25, 10.0
TRIES = 35
"""Five minutes together; after that the write is tried all the same, and Azure says what it thinks of it."""


async def find_when_ready(arm: Arm, endpoint_id: str) -> dict[str, Any] | None:
    """Return the endpoint once it is no longer busy, or None where it is not there. Raises AzureError."""
    for pause_s in islice(pauses(), TRIES):
        endpoint = await arm.find(endpoint_id, MACHINE_LEARNING)
        if endpoint is None or endpoint["properties"].get("provisioningState") not in BUSY:
            return endpoint
        await asyncio.sleep(pause_s)
    return endpoint


def pauses() -> Iterator[float]:
    """Yield how many seconds to wait before each next look, without end: doubling, at most LONGEST_PAUSE_S."""
    pause_s = FIRST_PAUSE_S
    while True:
        yield pause_s
        pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
