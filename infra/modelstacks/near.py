"""Near misses: what was probably meant by a name that nobody knows."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def near_names(name: str, known: Iterable[str], *, at_most: int = 3) -> tuple[str, ...]:
    """Return the *known* names most like *name*, best first, whatever their case."""
    by_lower = {candidate.lower(): candidate for candidate in known}
    return tuple(
        by_lower[match] for match in get_close_matches(name.lower(), by_lower, n=at_most, cutoff=0.6)
    )


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return `; did you mean 'x' or 'y'?`, or nothing when nothing is near."""
    names = [f"'{candidate}'" for candidate in near_names(name, known)]
    if not names:
        return ""
    *head, last = names
    return f"; did you mean {', '.join(head) + ' or ' if head else ''}{last}?"
