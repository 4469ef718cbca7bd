"""Deployment modes: one package each, and in it one module for each room of the house that must know how they differ.

    spec.py        ModeSpec        what a deployment in this mode can say, and what must hold of it
    placement.py   ModePlacement   where it could go, and what it takes there
    preflight.py   ModePreflight   operations, resource providers and questions that it needs
    checks/                        checks of its own, if it has any, and
    asks/                          questions to Azure that they alone ask
    plan.py        ModePlanning    the endpoints to make
    program.py     ModeProgram     their Pulumi resources
    ensure.py      ModeEnsure      the same through azure-ai-ml
    lifecycle.py   ModeLifecycle   what Azure keeps of it after a delete
    smoke.py       ModeSmoke       what a smoke test can't expect there
    endpoints.py   ModeEndpoints   an endpoint of Azure's read back
    audit.py       ModeAudit       what Azure tells of a model's end and of quota there, if it tells anything

Each module holds `PART`, of the class that its room declares in `by_mode.py`; who asks for it stands in that room, and
the module may import what its room may. Nothing else knows how many modes there are. A distribution adds one by an entry
point of the group `modelstacks.modes`: its name, and the package.
"""

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
    ours = {name: f"{__name__}.{name}" for name in BUILT_IN}
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
