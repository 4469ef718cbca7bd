"""Which stacks ask the same Azure as the same caller: what one of them hears is true for all of these."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

Caller: TypeAlias = tuple[tuple[str, str], ...]
SAID_BY = ("AZURE_", "ARM_", "IDENTITY_", "MSI_", "ACTIONS_ID_TOKEN_", "REGISTRY_", "MODELSTACKS_LOCAL_")
"""How the variables begin that say who asks, and in which cloud."""
SUBSCRIPTION = "SUBSCRIPTION_ID"


def caller_in(environ: Mapping[str, str]) -> Caller:
    """Return what says who asks and where, whichever subscription it is about. It may hold secrets: never show it."""
    return tuple(
        sorted(
            (name, value)
            for name, value in environ.items()
            if name.startswith(SAID_BY) and not name.endswith(SUBSCRIPTION)
        )
    )
