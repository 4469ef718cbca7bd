"""For how long a run waits for the one that holds its stack, and whose word it takes that an owner elsewhere is gone.

A fleet sets both for its stacks. What it runs is ended in order with its worker, which takes a while; whoever gets the
stack next waits for that. Where the worker's machine is gone, its locks stay for ever: the cluster knows that it is.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from modelstacks.engine.lock_owner import Lock

WAIT_VARIABLE = "MODELSTACKS_LOCK_WAIT"
"""Seconds; by default none: a person is told at once who holds the stack."""
GONE_VARIABLE = "MODELSTACKS_LOCK_GONE"
"""`HOST SINCE`: what runs of that host took since then, nobody holds any more."""
AGAIN_S = 1.0


@dataclass
class Patience:
    """What *environ* says of it, counted from now."""

    wait_s: float = 0.0
    gone: tuple[str, datetime] | None = None
    _began: float = field(default_factory=time.monotonic)

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Patience:
        """Return it; a value that is none counts as not set."""
        try:
            host, _, since = environ.get(GONE_VARIABLE, "").partition(" ")
            gone = (host, datetime.fromisoformat(since)) if host else None
            return cls(float(environ.get(WAIT_VARIABLE) or 0), gone)
        except ValueError:
            return cls()

    def waits(self) -> bool:
        """Wait a moment, and say whether it was worth it: False once the time is over."""
        if time.monotonic() - self._began >= self.wait_s:
            return False
        time.sleep(AGAIN_S)
        return True

    def calls_gone(self, locks: Collection[Lock]) -> bool:
        """Say whether all of these are of a host that is gone."""
        if self.gone is None or not locks:
            return False
        host, since = self.gone
        return all(lock.host == host and lock.since >= since for lock in locks)
