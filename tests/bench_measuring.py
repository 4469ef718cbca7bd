"""One row of what `scripts/bench` prints, and how it is measured."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

RUNS = 5
WIDTH = 72


@dataclass(frozen=True)
class Measured:
    """The *times* (s) of one thing's runs, the *requests* of one run, and what it may take (s)."""

    what: str
    times: tuple[float, ...]
    most: float
    requests: int | None = None

    @property
    def late(self) -> bool:
        """Whether even the best run took too long."""
        return min(self.times) > self.most

    def __str__(self) -> str:
        best, median = min(self.times), statistics.median(self.times)
        requests = "" if self.requests is None else str(self.requests)
        verdict = "TOO SLOW" if self.late else "ok"
        return (
            f"{self.what:<{WIDTH}} {best:6.2f} s {median:6.2f} s {requests:>8} {self.most:6.2f} s  {verdict}"
        )


def heading() -> str:
    """Return the line above the rows."""
    return f"{'':<{WIDTH}} {'best':>8} {'median':>8} {'requests':>8} {'at most':>8}"


def timed(run: Callable[[], object], runs: int = RUNS) -> tuple[float, ...]:
    """Run it a few times, one after the other; return the seconds of each."""
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
    return tuple(times)
