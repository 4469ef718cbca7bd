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
def every() -> tuple[dict[str, Any], ...]:
    """Return every known region, with the fields of ARM's `metadata`."""
    text = (resources.files(__package__) / "locations.json").read_text(encoding="utf-8")
    return tuple(region | _catalogued(region["name"]) for region in json.loads(text)["regions"])


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
    """Return the regions that exist in this scenario."""
    in_scenario = azure.scenario.locations
    if in_scenario is None:
        return list(every())
    names = {canonical(name) for name in in_scenario}
    return [region for region in every() if region["name"] in names]


def names(azure: LocalAzure) -> list[str]:
    """Return the names of the regions that exist in this scenario."""
    return [region["name"] for region in known(azure)]
