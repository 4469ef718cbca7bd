"""What the parts of a scenario have in common."""

from __future__ import annotations

from fnmatch import fnmatchcase

from pydantic import ConfigDict

STRICT = ConfigDict(frozen=True, extra="forbid")
"""A part is checked and frozen; a field that it does not have is a mistake."""


def fits_any(name: str, patterns: tuple[str, ...]) -> bool:
    """Say whether *name* fits one of *patterns* (with `*`), in any casing."""
    return any(fnmatchcase(name.lower(), pattern.lower()) for pattern in patterns)
