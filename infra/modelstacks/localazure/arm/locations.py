"""Azure's public regions: rows in locations.json, and the two ways of writing a region's name."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from modelstacks.localazure.azure import LocalAzure

ANYWHERE = ("", "global")
"""Locations of resources that live in no region."""


def canonical(location: str) -> str:
    """Return the region's name as ids and bodies write it: `Sweden Central` is `swedencentral`."""
    return location.replace(" ", "").lower()


@cache
def rows() -> tuple[dict[str, Any], ...]:
    """Return every known region's row, by name."""
    text = (resources.files(__package__) / "locations.json").read_text(encoding="utf-8")
    return tuple(json.loads(text)["regions"])


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
