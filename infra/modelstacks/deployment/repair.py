"""What failed while Azure created or changed it, and has to be written again: pure.

Pulumi takes a resource that is there for done: a refresh forgets that its making failed. So the program looks itself, and
what stands at Failed gets a tag with a new time: that is a change, and writing the resource again is how Azure repairs it
(assumed of real Azure: its documentation tells to update or to recreate a deployment that failed).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


REPAIR_TAG = "modelstacks-mended"
"""The name that version 0.1.0 gave it: a resource that carries it is not written again by an upgrade."""


def repair_tag(found: Mapping[str, Any] | None, now: datetime) -> dict[str, str]:
    """Return the tag to write: a new one where the resource stands at Failed, else the one it has, or none."""
    if found is None:
        return {}
    if (found.get("properties") or {}).get("provisioningState") == "Failed":
        return {REPAIR_TAG: now.replace(microsecond=0).isoformat()}
    time = (found.get("tags") or {}).get(REPAIR_TAG)
    return {REPAIR_TAG: time} if time else {}
