"""The time that level 1 may take: at its end the run is stopped as by Ctrl-C."""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMIT_S = 60 * 60.0


@dataclass
class Limit:
    """*over*: whether the time is up."""

    over: bool = False

    def end(self) -> None:
        """The time runs no longer: what comes now must be done."""
        signal.setitimer(signal.ITIMER_REAL, 0)


@contextmanager
def limited(seconds: float = LIMIT_S) -> Iterator[Limit]:
    """Send this process a SIGINT when the time is up, whatever it waits for then. Only for the main thread."""
    limit = Limit()

    def stop(_number: int, _frame: object) -> None:
        limit.over = True
        os.kill(os.getpid(), signal.SIGINT)

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield limit
    finally:
        limit.end()
        signal.signal(signal.SIGALRM, before)
