"""What every catalogue row has in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Row(BaseModel):
    """A checked, frozen row. None in a field means: no source read says; it stays unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
