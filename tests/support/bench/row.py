"""One row: what is measured, what it may take, and what came of its runs."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Unit = Literal["s", "ms", "MB", "requests"]


@dataclass(frozen=True)
class Reading:
    """What one run took, and what its floor took beside it; both in the row's unit."""

    value: float
    floor: float


Round = Callable[[], Mapping[str, Reading]]
"""Runs everything of a scene once; a reading for each of its rows, by name."""
Scene = Callable[[Path], AbstractContextManager[Round]]
"""Puts in place in an empty folder what its rows are measured on, and clears it away."""


@dataclass(frozen=True)
class Target:
    """What a row may take: at most *most*.

    Of what *of* says: its own median (in its unit), the ratio to its floor, or what it takes longer than its floor.
    """

    most: float
    of: Literal["median", "ratio", "excess"] = "median"

    def text(self, unit: Unit) -> str:
        """Return it as the table shows it."""
        if self.of == "ratio":
            return f"≤ {self.most:g} ×"
        return f"≤ {'+' if self.of == 'excess' else ''}{self.most:g} {SHORT.get(unit, unit)}"


SHORT: Mapping[Unit, str] = {"requests": "req."}
"""Units as the table writes them, where it does otherwise."""


@dataclass(frozen=True)
class Row:
    """One thing that is measured. *scene* may be that of other rows, too; *floor* says what its floor is.

    *when_asked*: it takes so long that only `--only` measures it.
    """

    name: str
    target: Target
    scene: Scene
    floor: str
    unit: Unit = "s"
    when_asked: bool = False


@dataclass(frozen=True)
class Failure:
    """A row that could not be measured, and why."""

    row: Row
    why: str


@dataclass(frozen=True)
class Result:
    """A row with the readings of all its runs."""

    row: Row
    readings: tuple[Reading, ...]

    @property
    def median(self) -> float:
        """The median of what the runs took."""
        return statistics.median(reading.value for reading in self.readings)

    @property
    def spread(self) -> tuple[float, float]:
        """The best run and the worst."""
        values = [reading.value for reading in self.readings]
        return min(values), max(values)

    @property
    def floor(self) -> float:
        """The median of the floor's runs."""
        return statistics.median(reading.floor for reading in self.readings)

    @property
    def ratio(self) -> float:
        """The median of how many times its floor each run took: what slows both down for a while does not count."""
        return statistics.median(reading.value / reading.floor for reading in self.readings)

    @property
    def excess(self) -> float:
        """The median of what each run took longer than its floor."""
        return statistics.median(reading.value - reading.floor for reading in self.readings)

    @property
    def met(self) -> bool:
        """Whether the target is met."""
        return float(getattr(self, self.row.target.of)) <= self.row.target.most
