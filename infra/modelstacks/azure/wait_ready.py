"""An online endpoint whose operation ended as Succeeded may still be Updating, and refuses writes until it is not.

Seen: Azure/azure-sdk-for-net#36961. How long it lasts nobody measured.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelstacks.azure.api_versions import MACHINE_LEARNING
from modelstacks.retrying import ask_until

if TYPE_CHECKING:
    from modelstacks.azure.arm import Arm

BUSY = frozenset({"Creating", "Updating"})
LONGEST_S = 300.0
"""After that the write is tried all the same, and Azure says what it thinks of it."""


async def find_when_ready(arm: Arm, endpoint_id: str) -> dict[str, Any] | None:
    """Return the endpoint once it is no longer busy, or None where it is not there. Raises AzureError."""
    return await ask_until(_is_ready, lambda: arm.find(endpoint_id, MACHINE_LEARNING), within_s=LONGEST_S)


def _is_ready(endpoint: dict[str, Any] | None) -> bool:
    return endpoint is None or endpoint["properties"].get("provisioningState") not in BUSY
