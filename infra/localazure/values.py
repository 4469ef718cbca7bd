"""Small values kept beside resources: signing keys, usage counters, the clock's offset, the faults in force."""

from __future__ import annotations

from typing import Protocol


class Values(Protocol):
    """Texts by key; a call that returned is on disk."""

    def get_value(self, key: str) -> str | None:
        """Return the value, or None."""

    def put_value(self, key: str, value: str) -> None:
        """Write the value."""
