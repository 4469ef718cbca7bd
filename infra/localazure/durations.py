"""ISO 8601 durations, as in `modelstacks local clock --advance PT168H`."""

from __future__ import annotations

from datetime import timedelta

from pydantic import TypeAdapter, ValidationError

_DURATION = TypeAdapter(timedelta)


def parse_duration(text: str) -> timedelta:
    """Read an ISO 8601 duration that is not negative, e.g. `PT168H`, `P7D`, `PT30S`.

    Raises ValueError with an example.
    """
    try:
        if not text.startswith("P"):
            raise ValueError(text)
        return _DURATION.validate_python(text)
    except (ValidationError, ValueError) as err:
        raise ValueError(f"{text} is not an ISO 8601 duration such as PT168H, P7D or PT30S") from err
