"""One file a topic of rules: what may break, and by when."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING

from modelstacks.audits._core import REGISTERED

if TYPE_CHECKING:
    from modelstacks.audits._core import Rules


def all_rules() -> Rules:
    """Return every rule: each module registers its own when imported."""
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        import_module(module.name)
    return REGISTERED


def described_rules() -> list[dict[str, str]]:
    """Return what there is to know of every rule, in order of the ids: id, severity, what it makes sure of, source."""
    return all_rules().described()
