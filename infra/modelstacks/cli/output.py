"""How answers are printed: for people on a terminal, plain elsewhere, JSON for programs."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import Any

from rich.console import Console


class Output(StrEnum):
    """`--output`."""

    TABLE = "table"
    JSON = "json"


WIDEST = 500


def stdout() -> Console:
    """Return the console for results: no line is broken where nobody's terminal asks for it."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(width=WIDEST, highlight=False)


def stderr() -> Console:
    """Return the console for progress and messages."""
    return Console(stderr=True, soft_wrap=True, highlight=False)


def print_json(value: Any) -> None:
    """Print *value* as JSON on stdout, indented, as it is."""
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False) + "\n")
