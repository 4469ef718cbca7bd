"""`shelves: {swedencentral: NAME}` at the top of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from pydantic import Field

from modelstacks.spec.by_mode import ModeSpec
from modelstacks.spec.parents import Parent
from modelstacks.spec.schema_base import Schema

if TYPE_CHECKING:
    from modelstacks.spec.schemas import DeploymentsSchema


class ShelfFileKeys(Schema):
    """The shelf of each region."""

    shelves: dict[str, str] = Field(default_factory=dict)


class ShelfSpec(ModeSpec):
    """A deployment on a shelf, which the stack makes."""

    endpoint_kind = "online deployment"
    top_level = ShelfFileKeys
    parents_key = "shelves"
    parent_word = "shelf"

    def parents(self, file: DeploymentsSchema) -> dict[str, Parent]:
        """Return the shelves."""
        shelves = cast("ShelfFileKeys", file).shelves
        return {region: Parent(region, name, create=True) for region, name in shelves.items()}


PART = ShelfSpec()
