"""Azure's public regions, and the two ways of writing a region's name.

Names and coordinates are the catalogue's; locations.json has what only ARM tells, and regions without any model. Of a
region that stands in the catalogue alone ARM tells what most regions have (assumed).
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from localazure import catalogue

if TYPE_CHECKING:
    from localazure.azure import LocalAzure
    from localazure.catalogue import Region

_UNTOLD = {"geography": "", "pairedRegion": None, "regionCategory": "Recommended", "zones": False}

ANYWHERE = ("", "global")
"""Locations of resources that live in no region."""


def canonical(location: str) -> str:
    """Return the region's name as ids and bodies write it: `Sweden Central` is `swedencentral`."""
    return location.replace(" ", "").lower()


@cache
def rows() -> tuple[dict[str, Any], ...]:
    """Return every known region's row, with the fields of ARM's `metadata`."""
    text = (resources.files(__package__) / "locations.json").read_text(encoding="utf-8")
    told = {row["name"]: row for row in json.loads(text)["regions"]}
    catalogued = {region.name: _catalogued(region) for region in catalogue.load().regions}
    return tuple(
        _UNTOLD | told.get(name, {}) | catalogued.get(name, {})
        for name in dict.fromkeys([*told, *catalogued])
    )


def _catalogued(region: Region) -> dict[str, Any]:
    return {
        "name": region.name,
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
