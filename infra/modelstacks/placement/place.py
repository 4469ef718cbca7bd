"""Decide every deployment of a spec together, with reasons and the alternatives that were rejected."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

from modelstacks.placement.assign import Choice, assign, fits
from modelstacks.placement.by_mode import placement_of
from modelstacks.placement.decision import Decision, Placement
from modelstacks.placement.options import Rejection
from modelstacks.placement.ways import as_modes_see, ways

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from modelstacks.catalog import Catalog
    from modelstacks.placement.facts import PlacementFacts
    from modelstacks.placement.options import Capacity, EndpointPlace, Option
    from modelstacks.placement.ways import Ways
    from modelstacks.spec import Deployment, Spec

TIER_COST = 1000
"""A worse tier (shared quota is deleted after 168 h) outweighs any number of regions and sizes."""

MOST_COMBINATIONS = 256
"""Combinations of VM sizes looked at for the deployments behind one endpoint, for each region and quota."""


def place(
    spec: Spec,
    catalog: Catalog,
    facts: PlacementFacts,
    kept: Mapping[str, Decision] | None = None,
    taken: Mapping[Capacity, int] | None = None,
) -> Placement:
    """Decide the deployments of *spec*; those in *kept* stay as they are, and what they use is taken first.

    *taken*: what else is spoken for, by other stacks of a fleet.
    """
    kept = {
        deployment.name: kept[deployment.name]
        for deployment in spec.deployments
        if kept and deployment.name in kept
    }
    used = _sum([needs_of(kept.values(), catalog), taken or {}])
    capacity = {key: max(0, free - used.get(key, 0)) for key, free in capacity_of(spec, facts).items()}
    places = _fixed_places(spec, kept)
    units = [
        _unit(deployments, places, spec, (catalog, facts)) for deployments in _behind_endpoints(spec, kept)
    ]
    choices = {unit.key: unit.choices for unit in units}
    chosen = assign(choices, capacity)
    decisions, unplaced = dict(kept), {}
    for unit in units:
        index = chosen[unit.key]
        alone = [fits(choice.needs, capacity) for choice in choices[unit.key][:index]]
        for position, deployment in enumerate(unit.deployments):
            rejected = (
                *unit.ways[position].rejections,
                *unit.endpoint_rejections,
                *_not_taken(unit, position, alone, capacity),
            )
            if index is None:
                unplaced[deployment.name] = rejected
            else:
                decisions[deployment.name] = _decision(
                    deployment, unit.options[index][position], rejected, (spec, facts)
                )
    ordered = {
        deployment.name: decisions[deployment.name]
        for deployment in spec.deployments
        if deployment.name in decisions
    }
    return Placement(ordered, unplaced)


@dataclass(frozen=True)
class _Unit:
    """Deployments that are decided together: those behind one endpoint. An option holds one for each of them.

    *endpoint_rejections* say why there is none, where it is because of the endpoint that they share.
    """

    deployments: tuple[Deployment, ...]
    ways: tuple[Ways, ...]
    options: tuple[tuple[Option, ...], ...]
    endpoint_rejections: tuple[Rejection, ...] = ()

    @property
    def key(self) -> str:
        return self.deployments[0].name

    @property
    def choices(self) -> list[Choice]:
        return [
            Choice(_tier(options) * TIER_COST + index, _sum(option.needs for option in options))
            for index, options in enumerate(self.options)
        ]


def _tier(options: tuple[Option, ...]) -> int:
    return max(option.tier for option in options)


def _sum(needs: Iterable[Mapping[Capacity, int]]) -> dict[Capacity, int]:
    total: dict[Capacity, int] = {}
    for part in needs:
        for key, need in part.items():
            total[key] = total.get(key, 0) + need
    return total


def _behind_endpoints(spec: Spec, kept: Mapping[str, Decision]) -> list[tuple[Deployment, ...]]:
    behind: dict[str, list[Deployment]] = defaultdict(list)
    for deployment in sorted(spec.deployments, key=lambda deployment: deployment.name):
        if deployment.name not in kept:
            behind[deployment.endpoint_name].append(deployment)
    return [tuple(deployments) for deployments in behind.values()]


def _fixed_places(spec: Spec, kept: Mapping[str, Decision]) -> dict[str, EndpointPlace]:
    """Where the endpoints of kept deployments are: a newcomer behind one of them has no choice."""
    endpoint = {deployment.name: deployment.endpoint_name for deployment in spec.deployments}
    return {endpoint[each.deployment]: (each.mode, each.region, each.quota) for each in kept.values()}


def _unit(
    deployments: tuple[Deployment, ...],
    places: Mapping[str, EndpointPlace],
    spec: Spec,
    about: tuple[Catalog, PlacementFacts],
) -> _Unit:
    ways_of = tuple(ways(deployment, spec, *about) for deployment in deployments)
    fixed = places.get(deployments[0].endpoint_name)
    options_by_place = [_by_place(way.options) for way in ways_of]
    shared = set.intersection(*(set(by_place) for by_place in options_by_place))
    together = [
        options
        for common in shared
        if fixed in (None, common)
        for options in _combinations([by_place[common] for by_place in options_by_place])
    ]
    regions = deployments[0].regions

    def order(options: tuple[Option, ...]) -> tuple[int, int, int, list[str]]:
        cores = sum(option.sku.vcpus for option in options if option.sku)
        return (
            _tier(options),
            regions.index(options[0].region),
            cores,
            [option.sku.name if option.sku else "" for option in options],
        )

    endpoint_rejections = () if together else tuple(_endpoint_rejections(deployments, fixed))
    return _Unit(deployments, ways_of, tuple(sorted(together, key=order)), endpoint_rejections)


def _endpoint_rejections(
    deployments: tuple[Deployment, ...], fixed: EndpointPlace | None
) -> Iterator[Rejection]:
    """Why deployments find no place behind their endpoint, whatever each would find by itself."""
    endpoint, names = (
        deployments[0].endpoint_name,
        " and ".join(deployment.name for deployment in deployments),
    )
    if fixed:
        mode, region, quota = fixed
        reason = f"endpoint {endpoint} is locked on {quota} quota in {region}, and {names} can't go there"
        yield Rejection(mode, region, "endpoint", reason)
    elif len(deployments) > 1:
        reason = f"no region and quota fits every deployment behind endpoint {endpoint}: {names}"
        yield Rejection(deployments[0].mode, None, "endpoint", reason)


def _by_place(options: Iterable[Option]) -> dict[EndpointPlace, list[Option]]:
    found: dict[EndpointPlace, list[Option]] = {}
    for option in options:
        found.setdefault(option.place, []).append(option)
    return found


def _combinations(options: list[list[Option]]) -> Iterator[tuple[Option, ...]]:
    """One option for each deployment; with many of them only the smallest sizes of each, to keep them countable."""
    per_deployment = max(1, int(MOST_COMBINATIONS ** (1 / len(options))))
    yield from product(*(each[:per_deployment] for each in options))


def needs_of(decisions: Iterable[Decision], catalog: Catalog) -> dict[Capacity, int]:
    """Return what all of the decisions take together."""
    return _sum(placement_of(decision.mode).needs(decision, catalog) for decision in decisions)


def capacity_of(spec: Spec, facts: PlacementFacts) -> dict[Capacity, int]:
    """Return what is free of all that deployments of *spec* compete for; what is not known is not in it."""
    capacity: dict[Capacity, int] = {
        ("cores", region, family): free for (region, family), free in facts.free_cores.items()
    }
    for deployment in spec.deployments:
        for mode, seen in as_modes_see(deployment, spec):
            capacity |= placement_of(mode).capacity(seen, facts)
    return capacity


def _not_taken(
    unit: _Unit, position: int, alone: Sequence[bool], capacity: Mapping[Capacity, int]
) -> Iterator[Rejection]:
    """The options better than the chosen one, and why they were not possible: once for a region and family.

    *alone* says of each of them whether it would fit if no other unit took anything.
    """
    seen: set[tuple[str, str, bool]] = set()
    for options, fitting in zip(unit.options, alone, strict=False):
        option = options[position]
        cause = (option.region, option.sku.family if option.sku else "", fitting)
        if cause not in seen:
            yield placement_of(option.mode).not_taken(option, capacity, alone=fitting)
        seen.add(cause)


def _decision(
    deployment: Deployment,
    option: Option,
    rejected: tuple[Rejection, ...],
    about: tuple[Spec, PlacementFacts],
) -> Decision:
    spec, facts = about
    mode = placement_of(option.mode)
    return Decision(
        deployment=deployment.name,
        model=deployment.model,
        version=mode.version(replace(deployment, regions=(option.region,)), facts),
        mode=option.mode,
        region=option.region,
        workspace=spec.parents_of(option.mode)[option.region].name,
        instance_type=option.sku.name if option.sku else None,
        instances=mode.instances(deployment),
        quota=option.quota,
        reasons=(option.reason,),
        rejected=rejected,
        details=mode.details(deployment, option),
    )
