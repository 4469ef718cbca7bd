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
    """The *times* (s) of one thing's runs, the *requests* of one run, and what it may take (s).

    With a *floor* (s, measured in turn with it) *most* is how many times the floor's median its own median may be.
    """

    what: str
    times: tuple[float, ...]
    most: float
    requests: int | None = None
    floor: tuple[float, ...] = ()

    @property
    def late(self) -> bool:
        """Whether even the best run took too long; beside a floor, whether the median did."""
        return self.ratio > self.most if self.floor else min(self.times) > self.most

    @property
    def ratio(self) -> float:
        """How many times the floor's median it takes."""
        return statistics.median(self.times) / statistics.median(self.floor)

    def __str__(self) -> str:
        best, median = min(self.times), statistics.median(self.times)
        requests = "" if self.requests is None else str(self.requests)
        most = f"{self.most:6.2f} s"
        if self.floor:
            most = f"{self.most:6.2f} x  floor {statistics.median(self.floor):.2f} s, ratio {self.ratio:.2f}"
        verdict = "TOO SLOW" if self.late else "ok"
        return f"{self.what:<{WIDTH}} {best:6.2f} s {median:6.2f} s {requests:>8} {most}  {verdict}"


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
