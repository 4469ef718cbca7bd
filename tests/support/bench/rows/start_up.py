"""How long the command takes to say anything, beside a command of the same library that does nothing."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from bench.commands import modelstacks, python
from bench.row import Reading, Row, Target

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.row import Round, Scene

NOTHING = "import typer\ndef nothing() -> None: ...\ntyper.run(nothing)"
"""A command without options that does nothing."""


def saying(name: str, words: str, floor_words: tuple[str, ...]) -> Scene:
    """Return the scene of `modelstacks WORDS`, for the row *name*."""

    @contextmanager
    def scene(folder: Path) -> Iterator[Round]:
        ours, floor = modelstacks(folder), python(folder)
        ours(words)
        yield lambda: {name: Reading(floor=floor("-c", NOTHING, *floor_words), value=ours(words))}

    return scene


def row(words: str, most: float, *floor_words: str) -> Row:
    """Return the row of such a command, which may take *most* seconds."""
    name = f"modelstacks {words}"
    floor = " ".join(("a typer command that does nothing", *floor_words))
    return Row(name, Target(most), saying(name, words, floor_words), floor)


ROWS = (row("--help", 0.15, "--help"), row("models", 0.20))
