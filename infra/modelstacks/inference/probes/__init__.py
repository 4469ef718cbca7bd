"""One file a probe: a question put to an endpoint, and what its answer must be."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING

from modelstacks.inference.probe import LEVELS, REGISTERED

if TYPE_CHECKING:
    from modelstacks.inference.probe import Probe


def all_probes() -> list[Probe]:
    """Return every probe of this folder, by level, then id: each module registers its own when imported."""
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        import_module(module.name)
    return sorted(REGISTERED.values(), key=lambda probe: (LEVELS.index(probe.level), probe.id))
