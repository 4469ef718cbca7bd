"""The clock that moves forward only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from localazure.clock import LocalClock
from localazure.durations import parse_duration
from localazure.store import SqliteStore

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_it_goes_on_where_it_was_after_a_restart(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "azure.sqlite")
    LocalClock(store, lambda: NOON).advance(timedelta(hours=168))
    LocalClock(store, lambda: NOON).advance(timedelta(seconds=0.5))
    assert LocalClock(store, lambda: NOON).now() == NOON + timedelta(days=7, seconds=0.5)
    store.close()


def test_it_can_not_be_turned_back(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "azure.sqlite")
    with pytest.raises(ValueError, match="can't be turned back"):
        LocalClock(store).advance(timedelta(seconds=-1))
    store.close()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PT168H", timedelta(hours=168)),
        ("P7D", timedelta(days=7)),
        ("PT0S", timedelta()),
        ("P1DT2H3M4.5S", timedelta(days=1, hours=2, minutes=3, seconds=4.5)),
    ],
)
def test_durations(text: str, expected: timedelta) -> None:
    assert parse_duration(text) == expected
