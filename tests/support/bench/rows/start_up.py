"""How long the command takes to say anything, beside importing what it is made with."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from bench.commands import modelstacks, python
from bench.row import Reading, Row, Target

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.row import Round, Scene

FLOOR = "python -c 'import typer'"


def saying(name: str, *words: str) -> Scene:
    """Return the scene of `modelstacks WORDS`, for the row *name*."""

    @contextmanager
    def scene(folder: Path) -> Iterator[Round]:
        ours, floor = modelstacks(folder), python(folder)
        ours(*words)
        yield lambda: {name: Reading(floor=floor("-c", "import typer"), value=ours(*words))}

    return scene


def row(words: str, most: float) -> Row:
    """Return the row of such a command, which may take *most* seconds."""
    name = f"modelstacks {words}"
    return Row(name, Target(most), saying(name, words), FLOOR)


ROWS = (row("--help", 0.15), row("models", 0.20))
