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
    from localazure.arm.resource_type import LocalAzure
    from localazure.catalogue import Region

_UNTOLD = {"geography": "", "pairedRegion": None, "regionCategory": "Recommended", "zones": False}

ANYWHERE = ("", "global")
"""Locations of resources that live in no region."""


def canonical(location: str) -> str:
    """Return the region's name as ids and bodies write it: `Sweden Central` is `swedencentral`."""
    return location.replace(" ", "").lower()


@cache
def every() -> tuple[dict[str, Any], ...]:
    """Return every known region, with the fields of ARM's `metadata`."""
    text = (resources.files(__package__) / "locations.json").read_text(encoding="utf-8")
    told = {region["name"]: region for region in json.loads(text)["regions"]}
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
    """Return the regions that exist in this scenario."""
    in_scenario = azure.scenario.locations
    if in_scenario is None:
        return list(every())
    names = {canonical(name) for name in in_scenario}
    return [region for region in every() if region["name"] in names]


def names(azure: LocalAzure) -> list[str]:
    """Return the names of the regions that exist in this scenario."""
    return [region["name"] for region in known(azure)]
