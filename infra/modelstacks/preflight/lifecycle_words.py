"""What is said of a model's end: pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modelstacks.catalog.model import Lifecycle


def basis(lifecycle: Lifecycle) -> str:
    """Return how sure the date is, where that is not a matter of course."""
    return f" (date: {lifecycle.basis} source)" if lifecycle.basis == "third-party" else ""


def successor(lifecycle: Lifecycle) -> str:
    """Return what to move to, as the beginning of a sentence."""
    if lifecycle.replacements:
        return f"Move to {' or '.join(lifecycle.replacements)}"
    return "Choose another model (`modelstacks models --not-retired`)"
