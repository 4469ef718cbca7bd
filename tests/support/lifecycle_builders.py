"""Endpoints as Azure lists them, for tests of what becomes of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from modelstacks.azure.observed_endpoint import ObservedEndpoint
from modelstacks.azure.shared_quota import marks
from modelstacks.azure.tags import ENSURED_TAG, stack_tags

if TYPE_CHECKING:
    from estate import Estate

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WORKSPACE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/chat"
OURS = stack_tags("modelstacks-models", "dev")
ENSURED = {ENSURED_TAG: "true"}


def observed(name: str = "guard", **fields: Any) -> ObservedEndpoint:
    """An endpoint on shared quota that has an hour left."""
    given: dict[str, Any] = {
        "id": f"{WORKSPACE}/onlineEndpoints/{name}",
        "mode": "managed",
        "quota": "shared",
        "model_ids": ("Phi-4",),
        "state": "Succeeded",
        "traffic": {},
        "created": NOW - timedelta(hours=167),
        "expires": NOW + timedelta(hours=1),
        "region": "swedencentral",
    }
    return ObservedEndpoint(**(given | fields))


def shared_endpoint(estate: Estate, project: str, name: str, hours: float, **tags: str) -> str:
    """Make an online endpoint on shared quota that has those hours left; return its id."""
    bag = marks(datetime.now(UTC) + timedelta(hours=hours))
    body = {"properties": {"authMode": "Key", "properties": bag}, "tags": tags}
    return str(estate.put(f"{project}/onlineEndpoints/{name}", body)["id"])
