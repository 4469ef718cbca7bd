"""Every way one deployment could go, best first, and the ways that are ruled out by themselves: pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modelstacks.modes import mode_names
from modelstacks.placement.by_mode import placement_of
from modelstacks.placement.options import Option, Rejection

if TYPE_CHECKING:
    from modelstacks.catalog import Catalog
    from modelstacks.placement.facts import PlacementFacts
    from modelstacks.spec import Deployment


@dataclass(frozen=True)
class Ways:
    """The options of one deployment, best first, and what was ruled out."""

    options: tuple[Option, ...]
    rejections: tuple[Rejection, ...]


def ways(deployment: Deployment, catalog: Catalog, facts: PlacementFacts) -> Ways:
    """Return how *deployment* could go.

    `auto` prefers serverless, then dedicated quota on the smallest recommended size, then shared quota; in each,
    regions in the order given. What could not be verified comes last, and serverless without a known offer only
    where it was asked for.
    """
    found = [
        way
        for mode in modes_possible(deployment)
        for way in placement_of(mode).ways(deployment, catalog, facts)
    ]
    options = sorted((way for way in found if isinstance(way, Option)), key=lambda option: option.tier)
    return Ways(tuple(options), tuple(way for way in found if isinstance(way, Rejection)))


def modes_possible(deployment: Deployment) -> tuple[str, ...]:
    """Return the modes that *deployment* may go in: the one asked for, else the model's, as `auto` tries them."""
    possible = deployment.model.modes if deployment.mode == "auto" else (deployment.mode,)
    return tuple(mode for mode in mode_names() if mode in possible)
