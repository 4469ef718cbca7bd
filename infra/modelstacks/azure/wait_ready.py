"""An online endpoint whose operation ended as Succeeded may still be Updating, and refuses writes until it is not.

Seen: Azure/azure-sdk-for-net#36961. How long it lasts nobody measured.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelstacks.azure.api_versions import MACHINE_LEARNING
from modelstacks.retrying import ask_until

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.azure.arm import Arm

BUSY = frozenset({"Accepted", "Creating", "Updating"})
LONGEST_S = 300.0
"""After that the write is tried all the same, and Azure says what it thinks of it."""
CREATION_S = 3600.0
"""Assumed to be enough for any deployment."""


async def find_when_ready(
    arm: Arm, id_: str, api_version: str = MACHINE_LEARNING, within_s: float = LONGEST_S
) -> dict[str, Any] | None:
    """Return the resource once it is no longer busy, or None where it is not there. Raises AzureError."""
    return await ask_until(_is_ready, lambda: arm.find(id_, api_version), within_s=within_s)


def is_busy(resource: Mapping[str, Any]) -> bool:
    """Say whether Azure is still making or changing it."""
    return (resource.get("properties") or {}).get("provisioningState") in BUSY


def _is_ready(resource: dict[str, Any] | None) -> bool:
    return resource is None or not is_busy(resource)
