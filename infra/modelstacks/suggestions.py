"""Names and numbers in messages: what was probably meant by a name that nobody knows, lists that stay readable."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

AT_MOST = 3
MOST_LISTED = 12


def suggest_names(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return up to three *known* names like *name*, in any case: longer forms of it, else the most similar."""
    typed, by_lower = name.lower(), {candidate.lower(): candidate for candidate in known}
    longer = [candidate for candidate in by_lower if typed and candidate.startswith(typed)]
    matches = longer or get_close_matches(typed, by_lower, n=AT_MOST)
    return tuple(by_lower[match] for match in matches[:AT_MOST])


def number_of(count: int, noun: str) -> str:
    """Return `1 stack` or `1,200 stacks`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return `; did you mean 'x' or 'y'?`, or nothing when nothing is near."""
    names = [f"'{candidate}'" for candidate in suggest_names(name, known)]
    if not names:
        return ""
    *head, last = names
    return f"; did you mean {', '.join(head) + ' or ' if head else ''}{last}?"


def listed(names: Sequence[str], most: int = MOST_LISTED) -> str:
    """Return `a, b, c`; of many names the first ones, and how many more there are."""
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[:most])} and {len(names) - most:,} more"
