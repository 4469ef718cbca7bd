"""Times as text."""

from __future__ import annotations

from datetime import timedelta

import pytest

from modelstacks.durations import read_duration, write_iso


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90s", 90),
        ("45m", 2700),
        ("90m", 5400),
        ("1h30m", 5400),
        ("1h0m1s", 3601),
        ("1.5h", 5400),
        ("2d", 172800),
        ("1d12h", 129600),
        ("0h", 0),
    ],
)
def test_durations_are_read(text: str, seconds: int) -> None:
    assert read_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "text", ["", "h", "90", "30m1h", "soon", "-1h", "nanh", "1e9d", "PT1H", " 1h", "9999999999999d"]
)
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{text}$"):
        read_duration(text)


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (1, "PT1S"),
        (60, "PT1M"),
        (90, "PT1M30S"),
        (1000, "PT16M40S"),
        (3600, "PT1H"),
        (3661, "PT1H1M1S"),
        (90000, "P1DT1H"),
    ],
)
def test_durations_are_written_as_azure_does(seconds: int, written: str) -> None:
    assert write_iso(timedelta(seconds=seconds)) == written
