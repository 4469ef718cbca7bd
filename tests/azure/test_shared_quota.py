"""When Azure deletes an endpoint on shared quota."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from modelstacks.azure.shared_quota import deletion_time, expiry_of, is_shared, kept_or_new, marks

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
WEEK = timedelta(days=7)


def endpoint(**bag: Any) -> dict[str, Any]:
    return {"properties": {"properties": bag}}


def test_an_endpoint_is_deleted_after_168_hours() -> None:
    there = datetime(2026, 11, 20, 13, 0, 0, 500, tzinfo=timezone(timedelta(hours=1)))
    assert deletion_time(there) == NOW + WEEK


def test_the_time_is_written_as_rfc_1123_and_read_back() -> None:
    written = marks(NOW)
    assert written == {
        "SharedComputeCapacityEnabled": "true",
        "TargetAutoDeletionTime": "Fri, 20 Nov 2026 12:00:00 GMT",
    }
    assert expiry_of(endpoint(**written)) == NOW


@pytest.mark.parametrize(
    ("answered", "shared", "expires"),
    [
        ({}, False, None),
        ({"properties": {"properties": None}}, False, None),
        (endpoint(SharedComputeCapacityEnabled="False"), False, None),
        (endpoint(TargetAutoDeletionTime="Fri, 20 Nov 2026 12:00:00 GMT"), False, None),
        (endpoint(SharedComputeCapacityEnabled="True"), True, None),
        (endpoint(SharedComputeCapacityEnabled=True, TargetAutoDeletionTime="soon"), True, None),
        (
            endpoint(
                SharedComputeCapacityEnabled="true", TargetAutoDeletionTime="Fri, 20 Nov 2026 12:00:00 -0000"
            ),
            True,
            NOW,
        ),
        (
            endpoint(
                SharedComputeCapacityEnabled="true", TargetAutoDeletionTime="Fri, 20 Nov 2026 14:00:00 +0200"
            ),
            True,
            NOW,
        ),
    ],
)
def test_what_an_endpoint_says_of_it(
    answered: dict[str, Any], shared: bool, expires: datetime | None
) -> None:
    assert (is_shared(answered), expiry_of(answered)) == (shared, expires)


@pytest.mark.parametrize(
    ("live", "expires"),
    [
        (None, NOW + WEEK),
        (endpoint(), NOW + WEEK),
        (endpoint(**marks(NOW + timedelta(seconds=1))), NOW + timedelta(seconds=1)),
        (endpoint(**marks(NOW)), NOW + WEEK),
    ],
)
def test_a_live_endpoint_keeps_its_time_and_a_new_one_gets_a_week(
    live: dict[str, Any] | None, expires: datetime
) -> None:
    assert kept_or_new(live, NOW) == expires
