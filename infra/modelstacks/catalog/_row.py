"""What every catalogue row has in common."""

from __future__ import annotations

from datetime import date
from typing import Annotated, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict


def _day(value: object) -> object:
    """Return the date that a text holds; what is none is refused where dates are checked."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value


Day: TypeAlias = Annotated[date, BeforeValidator(_day)]
"""A date, in a user's YAML in quotes as well: JSON, which `modelstacks models` prints, has no other way."""


class Row(BaseModel):
    """A checked, frozen row. None in a field means: no source read says; it stays unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
