"""The stack's config in our namespace: the keys that it can have, and no others: pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.errors import UsageError
from modelstacks.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

CONFIG = "modelstacks"
KEYS = ("spec", "check", "smoke", "smokeLevel", "smokeTimeout", "rows", "takeOver")
"""All that a stack's config can say under `modelstacks:`."""


def refuse_unknown_keys(keys: Iterable[str]) -> None:
    """Raise UsageError where *keys* of a stack's config hold one in our namespace that nobody reads."""
    ours = [key.removeprefix(f"{CONFIG}:") for key in sorted(keys) if key.startswith(f"{CONFIG}:")]
    for name in ours:
        if name not in KEYS:
            raise UsageError(
                f"The stack's config has {CONFIG}:{name}, which is not a known key{did_you_mean(name, KEYS) or '.'}\n"
                f"Known keys: {', '.join(KEYS)}. Run: pulumi config rm {CONFIG}:{name}"
            )
