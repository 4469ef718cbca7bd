"""Azure AI model-catalogue deployments as code, for programs: check a spec, lock it, deploy it, smoke-test it, audit it.

    import modelstacks

    report = modelstacks.check("deployments.yaml")      # what would go wrong
    modelstacks.lock("deployments.yaml")                # where it goes, written beside it
    outputs = modelstacks.deploy("deployments.yaml")    # what `modelstacks up` does
    results = modelstacks.smoke("deployments.yaml")     # does every endpoint answer
    report = modelstacks.audit("deployments.yaml")      # what breaks within 90 days

What they raise is a `modelstacks.errors.ModelstacksError`. Importing this costs nothing: each function is loaded when it
is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__all__ = ["audit", "check", "deploy", "lock", "smoke"]

if TYPE_CHECKING:
    from modelstacks.api.audit import audit
    from modelstacks.api.check import check
    from modelstacks.api.deploy import deploy
    from modelstacks.api.lock import lock
    from modelstacks.api.smoke import smoke
else:

    def __getattr__(name):
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.api.{name}"), name)

    def __dir__():
        return sorted({*globals(), *__all__})
