"""The resource providers: each folder here holds one, under the name PROVIDER; a new one is a new folder.

A folder of types that are data alone holds several, under the name PROVIDERS.
"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from modelstacks.localazure.arm.catalogue import Providers


@cache
def all_providers() -> Providers:
    """Return every provider found in this package's folders."""
    folders = [module.name for module in pkgutil.iter_modules(__path__) if module.ispkg]
    modules = [import_module(f"{__name__}.{folder}") for folder in folders]
    return Providers(
        provider
        for module in modules
        for provider in (module.PROVIDERS if hasattr(module, "PROVIDERS") else (module.PROVIDER,))
    )
