"""Azure's public regions, and the two ways of writing a region's name.

Names and coordinates are the catalogue's; locations.json has what only ARM tells, and regions without any model.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from localazure import catalogue

if TYPE_CHECKING:
    from localazure.arm.resource_type import LocalAzure

ANYWHERE = ("", "global")
"""Locations of resources that live in no region."""


def canonical(location: str) -> str:
    """Return the region's name as ids and bodies write it: `Sweden Central` is `swedencentral`."""
    return location.replace(" ", "").lower()


@cache
def rows() -> tuple[dict[str, Any], ...]:
    """Return every known region's row, with the fields of ARM's `metadata`."""
    text = (resources.files(__package__) / "locations.json").read_text(encoding="utf-8")
    return tuple(row | _catalogued(row["name"]) for row in json.loads(text)["regions"])


def _catalogued(name: str) -> dict[str, Any]:
    region = catalogue.load().find_region(name)
    if region is None:
        return {}
    return {
        "displayName": region.display_name,
        "geographyGroup": region.geography_group,
        "physicalLocation": region.physical_location,
        "latitude": str(region.latitude),
        "longitude": str(region.longitude),
    }


def known(azure: LocalAzure) -> list[dict[str, Any]]:
    """Return the rows of the regions that exist in this scenario."""
    wanted = azure.scenario.locations
    if wanted is None:
        return list(rows())
    names = {canonical(name) for name in wanted}
    return [row for row in rows() if row["name"] in names]


def names(azure: LocalAzure) -> list[str]:
    """Return the names of the regions that exist in this scenario."""
    return [row["name"] for row in known(azure)]
