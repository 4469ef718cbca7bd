"""The local Azure's clock: the machine's time plus an offset that `modelstacks local clock --advance` raises."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from localazure.values import Values

OFFSET_KEY = "clock.offset_s"


def machine_now() -> datetime:
    """Return the machine's time, UTC."""
    return datetime.now(UTC)


class Clock(Protocol):
    """The local Azure's time: the machine's, plus what `modelstacks local clock --advance` added."""

    def now(self) -> datetime:
        """Return the local Azure's time, UTC."""


class LocalClock:
    """A clock that only moves forward; its offset is kept in the store, so a restart does not turn time back."""

    def __init__(self, store: Values, machine: Callable[[], datetime] = machine_now) -> None:
        self._store = store
        self._machine = machine
        self._offset = timedelta(seconds=float(store.get_value(OFFSET_KEY) or 0))

    @property
    def offset(self) -> timedelta:
        """How far this clock is ahead of the machine's."""
        return self._offset

    def now(self) -> datetime:
        """Return the local Azure's time, UTC."""
        return self._machine() + self._offset

    def advance(self, by: timedelta) -> None:
        """Move the clock forward.

        Raises ValueError if *by* is negative: what Azure has deleted by then can't come back.
        """
        if by < timedelta(0):
            raise ValueError("the clock can't be turned back")
        self._offset += by
        self._store.put_value(OFFSET_KEY, str(self._offset.total_seconds()))
