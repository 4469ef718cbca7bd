"""Which modes a deployment may get."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.modes import mode_names

if TYPE_CHECKING:
    from modelstacks.catalog import Model


def modes_possible(mode: str, model: Model) -> tuple[str, ...]:
    """Return the modes that `mode: MODE` leaves for *model*: the one asked for, else the model's, as `auto` tries them."""
    possible = model.modes if mode == "auto" else (mode,)
    return tuple(name for name in mode_names() if name in possible)
