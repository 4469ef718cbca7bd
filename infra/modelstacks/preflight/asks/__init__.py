"""The questions to Azure, one file a topic; each holds how it is fetched, in whose words and with which right.

Those of one deployment mode alone are in its own folder, `modes/NAME/asks`.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from modelstacks.mode_parts import mode_packages
from modelstacks.preflight.facts import Ask

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType


def all_asks() -> tuple[type[Ask[Any]], ...]:
    """Return every kind of question."""
    return tuple(dict.fromkeys(ask for module in _modules() for ask in _asks_in(module)))


def rights_to_look() -> tuple[str, ...]:
    """Return the actions of Azure RBAC that all questions together take."""
    return tuple(dict.fromkeys(right for ask in all_asks() for right in ask.rights))


def _modules() -> Iterator[ModuleType]:
    for package in (__name__, *(f"{package}.asks" for package in mode_packages())):
        if find_spec(package):
            for module in pkgutil.iter_modules(import_module(package).__path__, f"{package}."):
                yield import_module(module.name)


def _asks_in(module: ModuleType) -> Iterator[type[Ask[Any]]]:
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, Ask) and value.__module__ == module.__name__:
            yield value
