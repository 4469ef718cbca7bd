"""Every way one deployment could go, best first, and the ways that are ruled out by themselves: pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from modelstacks.placement.by_mode import placement_of
from modelstacks.placement.options import TIERS, Option, Rejection
from modelstacks.spec import modes_possible as by_model
from modelstacks.spec.by_mode import spec_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.catalog import Catalog
    from modelstacks.placement.facts import PlacementFacts
    from modelstacks.spec import Deployment, Spec


@dataclass(frozen=True)
class Ways:
    """The options of one deployment, best first, and what was ruled out."""

    options: tuple[Option, ...]
    rejections: tuple[Rejection, ...]


def ways(deployment: Deployment, spec: Spec, catalog: Catalog, facts: PlacementFacts) -> Ways:
    """Return how *deployment* could go.

    `auto` prefers serverless, then dedicated quota on the smallest recommended size, then shared quota; in each,
    regions in the order given. What could not be verified comes last, and serverless without a known offer only
    where it was asked for; the Foundry account where nothing else is possible. The file's `order:` goes first.
    """
    found = [
        way
        for mode, seen in as_modes_see(deployment, spec)
        for way in placement_of(mode).ways(seen, catalog, facts)
    ]
    found += _without_place(deployment, spec)
    options = [_ranked(way, deployment) for way in found if isinstance(way, Option)]
    return Ways(
        tuple(sorted(options, key=lambda option: option.tier)),
        tuple(way for way in found if isinstance(way, Rejection)),
    )


def _ranked(option: Option, deployment: Deployment) -> Option:
    if deployment.mode != "auto" or not deployment.order:
        return option
    return replace(option, tier=deployment.order.index(option.mode) * len(TIERS) + option.tier)


def _without_place(deployment: Deployment, spec: Spec) -> Iterator[Rejection]:
    """A mode that has no place in the whole file is none of its ways: that is no news."""
    for mode in modes_possible(deployment):
        there, word = spec.parents_of(mode), spec_of(mode).parent_word
        for region in deployment.regions if there else ():
            if region not in there:
                yield Rejection(mode, region, "place", f"{mode} needs a place in {region}: no {word} there")


def modes_possible(deployment: Deployment) -> tuple[str, ...]:
    """Return the modes that *deployment* may go in: the one asked for, else the model's, as `auto` tries them."""
    return by_model(deployment.mode, deployment.model, deployment.order)


def as_modes_see(deployment: Deployment, spec: Spec) -> Iterator[tuple[str, Deployment]]:
    """Yield each mode that it may go in, and it as that mode sees it: with those of its regions where the mode has a place."""
    for mode in modes_possible(deployment):
        there = spec.parents_of(mode)
        regions = tuple(region for region in deployment.regions if region in there)
        if regions:
            yield mode, deployment if regions == deployment.regions else replace(deployment, regions=regions)


def possible_in(mode: str, spec: Spec) -> Iterator[Deployment]:
    """Yield the deployments that may go in *mode*, as that sees them."""
    for deployment in spec.deployments:
        yield from (seen for name, seen in as_modes_see(deployment, spec) if name == mode)
