"""What the local Azure knows of models, VM sizes, regions and roles: its one door to the catalogue of modelstacks."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from modelstacks import catalog
from modelstacks.catalog import (
    Catalog,
    FoundryOffer,
    FoundrySku,
    FoundryVersion,
    Model,
    Region,
    Role,
    Sku,
    expected_info,
)
from modelstacks.catalog.catalog import MODEL_ID
from modelstacks.catalog.reference import OfferType

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = [
    "MODEL_ID",
    "Catalog",
    "FoundryOffer",
    "FoundrySku",
    "FoundryVersion",
    "Model",
    "OfferType",
    "Region",
    "Role",
    "Sku",
    "expected_info",
    "lay_over",
    "load",
    "read",
]

_OWN: list[Path] = []


def load() -> Catalog:
    """Return the packaged catalogue with the rows that were laid over it."""
    return read(tuple(_OWN))


def lay_over(own: Iterable[Path]) -> None:
    """Lay *own* rows over the packaged ones in this process, before it serves: it is one local Azure."""
    _OWN[:] = own


@cache
def read(own: tuple[Path, ...]) -> Catalog:
    """Return the packaged catalogue with *own* rows over it. Raises SpecError for mistakes in them."""
    return catalog.load(*own)
