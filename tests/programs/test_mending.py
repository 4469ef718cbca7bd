"""What failed is written again, and what was mended keeps its mark."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from modelstacks.programs.mending import MENDED_TAG, mended_tag

NOW = datetime(2026, 11, 21, 12, 0, 0, 5, tzinfo=UTC)
NEW, OLD = "2026-11-21T12:00:00+00:00", "2026-11-20T12:00:00+00:00"


def body(state: str, tags: dict[str, str] | None = None) -> dict[str, Any]:
    return {"properties": {"provisioningState": state}, "tags": tags}


@pytest.mark.parametrize(
    ("live", "tag"),
    [
        (None, None),
        (body("Succeeded"), None),
        (body("Failed"), NEW),
        (body("Failed", {MENDED_TAG: OLD}), NEW),
        (body("Succeeded", {MENDED_TAG: OLD}), OLD),
        (body("Updating", {MENDED_TAG: OLD}), OLD),
    ],
)
def test_only_what_failed_gets_a_new_time(live: dict[str, Any] | None, tag: str | None) -> None:
    assert mended_tag(live, NOW) == ({MENDED_TAG: tag} if tag else {})
