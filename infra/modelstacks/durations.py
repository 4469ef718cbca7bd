"""Times as text: `1h30m` in our files and options, ISO 8601 in Azure's, which is pydantic's: pure."""

from __future__ import annotations

import re
from datetime import timedelta

from pydantic import TypeAdapter, ValidationError

_NUMBER = r"\d+(?:\.\d+)?"
_WRITTEN = re.compile(rf"(?=\d)((?:{_NUMBER}d)?)((?:{_NUMBER}h)?(?:{_NUMBER}m)?(?:{_NUMBER}s)?)")
_ISO = TypeAdapter(timedelta)


def read_duration(text: str) -> timedelta:
    """Read `90s`, `45m`, `1h30m` or `2d`: not ISO 8601's own writing, which nobody types. Raises ValueError."""
    match = _WRITTEN.fullmatch(text)
    if match is None:
        raise ValueError(text)
    days, rest = match.groups()
    try:
        return _ISO.validate_python(f"P{days}{rest and 'T'}{rest}".upper())
    except ValidationError as err:  # longer than a timedelta can be
        raise ValueError(text) from err


def write_duration(duration: timedelta) -> str:
    """Return it as our files have it: `1h30m`."""
    return write_iso(duration).removeprefix("P").removeprefix("T").lower()


def write_iso(duration: timedelta) -> str:
    """Return it as Azure writes it (`PT16M40S`), so that a refresh finds no difference."""
    written: str = _ISO.dump_python(duration, mode="json")
    return written
