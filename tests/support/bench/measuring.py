"""Runs the scenes, one after the other, and yields each row with its readings."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bench.row import Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.row import Row


def measured(rows: Sequence[Row], runs: int) -> Iterator[Result]:
    """Yield the result of each row; those that lie side by side and share a scene are measured together."""
    for scene, group in groupby(rows, key=lambda row: row.scene):
        with TemporaryDirectory() as folder, scene(Path(folder)) as one_round:
            rounds = [one_round() for _ in range(runs)]
        for row in group:
            yield Result(row, tuple(readings[row.name] for readings in rounds))
