"""One file a check; those of one deployment mode alone are in its own folder, `modes/NAME/checks`."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from modelstacks.mode_parts import mode_packages
from modelstacks.preflight._core import REGISTERED

if TYPE_CHECKING:
    from modelstacks.preflight._core import Checks


def all_checks() -> Checks:
    """Return every check: each module registers its own when imported."""
    for package in (__name__, *(f"{package}.checks" for package in mode_packages())):
        if find_spec(package):
            for module in pkgutil.iter_modules(import_module(package).__path__, f"{package}."):
                import_module(module.name)
    return REGISTERED


def described_checks() -> list[dict[str, str]]:
    """Return what there is to know of every check, in order of the ids: id, severity, what it makes sure of, source."""
    return all_checks().described()
