"""What the components decide; what they wire is seen in tests/e2e."""

from __future__ import annotations

import pytest

from modelstacks.components.online_deployment import iso_duration


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(1, "PT1S"), (60, "PT1M"), (90, "PT1M30S"), (1000, "PT16M40S"), (3600, "PT1H"), (3661, "PT1H1M1S")],
)
def test_durations_are_written_as_azure_does(seconds: int, written: str) -> None:
    assert iso_duration(seconds) == written
