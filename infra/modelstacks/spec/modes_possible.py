"""Which modes a deployment may get."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.mode_parts import mode_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modelstacks.catalog import Model


def modes_possible(mode: str, model: Model, order: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the modes that `mode: MODE` leaves for *model*: the one asked for, else the model's, as `auto` tries them.

    *order* is the file's `order:`: those modes alone, in that order; where there is none, all in ours.
    """
    if mode != "auto":
        return (mode,)
    return tuple(name for name in order or mode_names() if name in model.modes)
