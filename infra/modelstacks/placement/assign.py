"""Choose one option for each unit within shared capacities: the best choice, not the first that comes along."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from modelstacks.placement.options import Resource

UNPLACED_COST = 10**6
MAX_STEPS = 5_000
"""Nodes of the search; past it the best found so far counts, and more quota may then give a worse choice."""


@dataclass(frozen=True)
class Choice:
    """One option of a unit: *cost* 0 is the best; *needs* is what it takes of the capacities."""

    cost: int
    needs: Mapping[Resource, int]


def assign(
    units: Mapping[str, Sequence[Choice]], capacity: Mapping[Resource, int], max_steps: int = MAX_STEPS
) -> dict[str, int | None]:
    """Return the index of the chosen option of each unit, None where nothing fits.

    As few units as possible stay without a choice, then the costs' sum is the smallest. The same for every order
    of *units*; more capacity never makes it worse. Capacities not given are unlimited.
    """
    search = _Search(capacity, max_steps)
    chosen: dict[str, int | None] = {}
    for names in _components(units, capacity):
        chosen |= search.best([(name, units[name]) for name in names])
    return chosen


def fits(needs: Mapping[Resource, int], capacity: Mapping[Resource, int]) -> bool:
    """Say whether *needs* alone fit into *capacity*."""
    return all(resource not in capacity or need <= capacity[resource] for resource, need in needs.items())


def _components(
    units: Mapping[str, Sequence[Choice]], capacity: Mapping[Resource, int]
) -> list[tuple[str, ...]]:
    """Units that compete for something, together; each component and the list are in order of names."""
    groups: list[tuple[set[str], set[Resource]]] = []
    contended = _contended(units, capacity)
    for name in sorted(units):
        names = {name}
        resources = {resource for choice in units[name] for resource in choice.needs if resource in contended}
        apart = []
        for group in groups:
            if group[1] & resources:
                names |= group[0]
                resources |= group[1]
            else:
                apart.append(group)
        groups = [*apart, (names, resources)]
    return sorted(tuple(sorted(names)) for names, _ in groups)


def _contended(
    units: Mapping[str, Sequence[Choice]], capacity: Mapping[Resource, int]
) -> frozenset[Resource]:
    """What would not be enough if every unit took its most of it."""
    asked: dict[Resource, int] = {}
    for choices in units.values():
        most: dict[Resource, int] = {}
        for choice in choices:
            for resource, need in choice.needs.items():
                most[resource] = max(need, most.get(resource, 0))
        for resource, need in most.items():
            asked[resource] = asked.get(resource, 0) + need
    return frozenset(resource for resource, need in asked.items() if need > capacity.get(resource, need))


@dataclass
class _Search:
    """Depth first, with a bound: the cost so far plus the rest's best costs, each for itself.

    Units with equal choices stand side by side, and a later one never takes a better choice than an earlier one:
    swapping them would change nothing.
    """

    capacity: Mapping[Resource, int]
    max_steps: int
    possible: list[list[tuple[int, Choice]]] = field(default_factory=list)
    twins: list[bool] = field(default_factory=list)
    bound: list[int] = field(default_factory=list)
    best_cost: int = 0
    best_path: tuple[int, ...] = ()
    steps: int = 0

    def best(self, units: list[tuple[str, Sequence[Choice]]]) -> dict[str, int | None]:
        units = sorted(units, key=lambda unit: (_signature(unit[1]), unit[0]))
        self.possible = [self._possible(choices) for _, choices in units]
        self.twins = [False] + [_signature(one[1]) == _signature(two[1]) for one, two in pairwise(units)]
        floors = [possible[0][1].cost if possible else UNPLACED_COST for possible in self.possible]
        self.bound = [sum(floors[index:]) for index in range(len(floors) + 1)]
        self.best_cost, self.best_path, self.steps = UNPLACED_COST * (len(units) + 1), (), 0
        self._descend(0, (), dict(self.capacity))
        return {name: self._chosen(depth) for depth, (name, _) in enumerate(units)}

    def _chosen(self, depth: int) -> int | None:
        possible, at = self.possible[depth], self.best_path[depth]
        return possible[at][0] if at < len(possible) else None

    def _possible(self, choices: Sequence[Choice]) -> list[tuple[int, Choice]]:
        """The choices that fit by themselves, cheapest first."""
        fitting = [pair for pair in enumerate(choices) if fits(pair[1].needs, self.capacity)]
        return sorted(fitting, key=lambda pair: (pair[1].cost, pair[0]))

    def _descend(self, cost: int, path: tuple[int, ...], left: dict[Resource, int]) -> None:
        """*path* holds positions in `possible`; the one past the end stands for no choice."""
        self.steps += 1
        depth = len(path)
        if cost + self.bound[depth] >= self.best_cost or (self.best_path and self.steps > self.max_steps):
            return
        if depth == len(self.possible):
            self.best_cost, self.best_path = cost, path
            return
        possible = self.possible[depth]
        for at in range(path[-1] if self.twins[depth] else 0, len(possible)):
            choice = possible[at][1]
            if fits(choice.needs, left):
                self._descend(cost + choice.cost, (*path, at), _less(left, choice.needs))
        self._descend(cost + UNPLACED_COST, (*path, len(possible)), left)


def _signature(choices: Sequence[Choice]) -> list[tuple[int, list[tuple[Resource, int]]]]:
    return [(choice.cost, sorted(choice.needs.items())) for choice in choices]


def _less(left: dict[Resource, int], needs: Mapping[Resource, int]) -> dict[Resource, int]:
    return {
        **left,
        **{resource: left[resource] - need for resource, need in needs.items() if resource in left},
    }
