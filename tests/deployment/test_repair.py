"""What failed is written again, and what was repaired keeps its mark."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from modelstacks.deployment.repair import REPAIR_TAG, repair_tag

NOW = datetime(2026, 11, 21, 12, 0, 0, 5, tzinfo=UTC)
NEW, OLD = "2026-11-21T12:00:00+00:00", "2026-11-20T12:00:00+00:00"


def body(state: str, tags: dict[str, str] | None = None) -> dict[str, Any]:
    return {"properties": {"provisioningState": state}, "tags": tags}


@pytest.mark.parametrize(
    ("live", "tag"),
    [
        (None, None),
        ({"id": "of a type without properties"}, None),
        (body("Succeeded"), None),
        (body("Failed"), NEW),
        (body("Failed", {REPAIR_TAG: OLD}), NEW),
        (body("Succeeded", {REPAIR_TAG: OLD}), OLD),
        (body("Updating", {REPAIR_TAG: OLD}), OLD),
    ],
)
def test_only_what_failed_gets_a_new_time(live: dict[str, Any] | None, tag: str | None) -> None:
    assert repair_tag(live, NOW) == ({REPAIR_TAG: tag} if tag else {})
