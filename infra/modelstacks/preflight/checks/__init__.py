"""One file a check."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING

from modelstacks.preflight._core import REGISTERED

if TYPE_CHECKING:
    from modelstacks.preflight._core import Checks


def all_checks() -> Checks:
    """Return every check of this folder: each module registers its own when imported."""
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        import_module(module.name)
    return REGISTERED


def described_checks() -> list[dict[str, str]]:
    """Return what there is to know of every check, in order of the ids: id, severity, what it makes sure of, source."""
    return [
        {"id": check.id, "severity": check.severity, "what": check.title, "source": check.source}
        for check in all_checks()
    ]
