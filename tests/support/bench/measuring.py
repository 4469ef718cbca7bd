"""Runs the scenes, one after the other, and yields each row with its readings; one that fails keeps no other back."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bench.row import Failure, Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bench.row import Reading, Row, Scene


def measured(rows: Sequence[Row], runs: int) -> Iterator[Result | Failure]:
    """Yield the result of each row; those that lie side by side and share a scene are measured together."""
    for scene, alike in groupby(rows, key=lambda row: row.scene):
        group = [*alike]
        try:
            rounds = _rounds(scene, runs)
        except Exception as err:  # noqa: BLE001  whatever ended it, the other scenes are measured
            yield from (Failure(row, str(err) or type(err).__name__) for row in group)
        else:
            yield from (Result(row, tuple(readings[row.name] for readings in rounds)) for row in group)


def _rounds(scene: Scene, runs: int) -> list[Mapping[str, Reading]]:
    with TemporaryDirectory() as folder, scene(Path(folder)) as one_round:
        return [one_round() for _ in range(runs)]
