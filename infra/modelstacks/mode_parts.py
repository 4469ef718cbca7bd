"""Which deployment modes are installed, and what each brings to a room (`modes/__init__.py` says what that may be)."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from typing import Any

ENTRY_POINTS = "modelstacks.modes"
BUILT_IN = ("serverless", "managed", "foundry")


@cache
def _packages() -> dict[str, str]:
    ours = {name: f"modelstacks.modes.{name}" for name in BUILT_IN}
    return ours | {entry.name: entry.value for entry in entry_points(group=ENTRY_POINTS)}


def mode_names() -> tuple[str, ...]:
    """Return the modes in the order in which `auto` tries them."""
    return tuple(_packages())


def mode_packages() -> tuple[str, ...]:
    """Return the names of the modes' packages."""
    return tuple(_packages().values())


@cache
def part(mode: str, room: str) -> Any:
    """Return what *mode* brings to a room. Raises KeyError for a mode that is not there."""
    return import_module(f"{_packages()[mode]}.{room}").PART


def part_or(mode: str, room: str, otherwise: Any) -> Any:
    """Return what *mode* brings to a room that not every mode has something for, or *otherwise*."""
    return part(mode, room) if find_spec(f"{_packages()[mode]}.{room}") else otherwise
