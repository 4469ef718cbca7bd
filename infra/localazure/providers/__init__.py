"""The resource providers: each folder here holds one, under the name PROVIDER; a new one is a new folder."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from localazure.arm.provider_registry import ProviderRegistry


@cache
def all_providers() -> ProviderRegistry:
    """Return every provider found in this package's folders."""
    folders = [module.name for module in pkgutil.iter_modules(__path__) if module.ispkg]
    return ProviderRegistry(import_module(f"{__name__}.{folder}").PROVIDER for folder in folders)
