"""Rows and results for tests of the bench."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from bench.row import Reading, Result, Row, Target

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bench.row import Round, Unit


A_SECOND = Target(1.0)


def row(
    name: str = "up", target: Target = A_SECOND, unit: Unit = "s", readings: Sequence[Reading] = ()
) -> Row:
    """Return a row whose runs take *readings*, in turn."""

    @contextmanager
    def scene(_folder: Path) -> Iterator[Round]:
        each = iter(readings)
        yield lambda: {name: next(each)}

    return Row(name, target, scene, "the same with a provider that does nothing", unit)


def result(*pairs: tuple[float, float], name: str = "up", target: Target = A_SECOND) -> Result:
    """Return the result of runs that took (value, floor) each."""
    return Result(row(name, target), tuple(Reading(*pair) for pair in pairs))
