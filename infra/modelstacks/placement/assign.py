"""Choose one option for each unit within shared capacities: the best choice, not the first that comes along."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from modelstacks.placement.options import Capacity

UNPLACED_COST = 10**6
MAX_STEPS = 5_000
"""Nodes of the search; past it the best found so far counts, and more quota may then give a worse choice."""


@dataclass(frozen=True)
class Choice:
    """One option of a unit: *cost* 0 is the best; *needs* is what it takes of the capacities."""

    cost: int
    needs: Mapping[Capacity, int]


def assign(
    units: Mapping[str, Sequence[Choice]], capacity: Mapping[Capacity, int], max_steps: int = MAX_STEPS
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


def fits(needs: Mapping[Capacity, int], capacity: Mapping[Capacity, int]) -> bool:
    """Say whether *needs* alone fit into *capacity*."""
    return all(key not in capacity or need <= capacity[key] for key, need in needs.items())


def _components(
    units: Mapping[str, Sequence[Choice]], capacity: Mapping[Capacity, int]
) -> list[tuple[str, ...]]:
    """Units that compete for something, together; each component and the list are in order of names."""
    contended = _contended(units, capacity)
    leaders = {name: name for name in sorted(units)}
    first: dict[Capacity, str] = {}
    for name in leaders:
        for choice in units[name]:
            for key in contended.intersection(choice.needs):
                leaders[_leader(leaders, name)] = _leader(leaders, first.setdefault(key, name))
    groups: dict[str, list[str]] = defaultdict(list)
    for name in leaders:
        groups[_leader(leaders, name)].append(name)
    return sorted(map(tuple, groups.values()))


def _leader(leaders: dict[str, str], name: str) -> str:
    """The one that stands for all that *name* competes with; the way to it is shortened."""
    while leaders[name] != name:
        leaders[name] = leaders[leaders[name]]
        name = leaders[name]
    return name


def _contended(
    units: Mapping[str, Sequence[Choice]], capacity: Mapping[Capacity, int]
) -> frozenset[Capacity]:
    """What would not be enough if every unit took its most of it."""
    asked: dict[Capacity, int] = {}
    for choices in units.values():
        most: dict[Capacity, int] = {}
        for choice in choices:
            for key, need in choice.needs.items():
                most[key] = max(need, most.get(key, 0))
        for key, need in most.items():
            asked[key] = asked.get(key, 0) + need
    return frozenset(key for key, need in asked.items() if need > capacity.get(key, need))


@dataclass
class _Search:
    """Depth first, with a bound: the cost so far plus the rest's best costs, each for itself.

    Units with equal choices stand side by side, and a later one never takes a better choice than an earlier one:
    swapping them would change nothing. *path* holds positions in `possible`; the one past the end stands for no
    choice. It is walked in a loop: a file has more deployments than Python has room for calls inside each other.
    """

    capacity: Mapping[Capacity, int]
    max_steps: int
    possible: list[list[tuple[int, Choice]]] = field(default_factory=list)
    twins: list[bool] = field(default_factory=list)
    bound: list[int] = field(default_factory=list)
    path: list[int] = field(default_factory=list)
    cost: int = 0
    left: dict[Capacity, int] = field(default_factory=dict)
    best_cost: int = 0
    best_path: tuple[int, ...] = ()

    def best(self, units: list[tuple[str, Sequence[Choice]]]) -> dict[str, int | None]:
        signed = sorted((_signature(choices), name, choices) for name, choices in units)
        self.possible = [self._possible(choices) for _, _, choices in signed]
        self.twins = [False] + [one[0] == two[0] for one, two in pairwise(signed)]
        floors = [possible[0][1].cost if possible else UNPLACED_COST for possible in self.possible]
        self.bound = list(accumulate(reversed(floors), initial=0))[::-1]
        self.path, self.cost, self.left = [], 0, dict(self.capacity)
        self.best_cost, self.best_path = UNPLACED_COST * (len(units) + 1), ()
        self._walk()
        return {name: self._chosen(depth) for depth, (_, name, _) in enumerate(signed)}

    def _chosen(self, depth: int) -> int | None:
        possible, at = self.possible[depth], self.best_path[depth]
        return possible[at][0] if at < len(possible) else None

    def _possible(self, choices: Sequence[Choice]) -> list[tuple[int, Choice]]:
        """The choices that fit by themselves, cheapest first."""
        fitting = [pair for pair in enumerate(choices) if fits(pair[1].needs, self.capacity)]
        return sorted(fitting, key=lambda pair: (pair[1].cost, pair[0]))

    def _walk(self) -> None:
        """Look at every path that may be better than the best so far, as long as there are steps."""
        steps = 0
        ways = [self._ways()]
        while ways and not (self.best_path and steps > self.max_steps):
            at = next(ways[-1], None)
            if at is None:
                ways.pop()
                if self.path:
                    self._step_back()
                continue
            steps += 1
            self._step(at)
            if self.cost + self.bound[len(self.path)] >= self.best_cost:
                self._step_back()
            elif len(self.path) == len(self.possible):
                self.best_cost, self.best_path = self.cost, tuple(self.path)
                self._step_back()
            else:
                ways.append(self._ways())

    def _ways(self) -> Iterator[int]:
        """The positions open to the next unit, after what those before it took."""
        depth = len(self.path)
        possible = self.possible[depth]
        for at in range(self.path[-1] if self.twins[depth] else 0, len(possible)):
            if fits(possible[at][1].needs, self.left):
                yield at
        yield len(possible)

    def _step(self, at: int) -> None:
        possible = self.possible[len(self.path)]
        self.path.append(at)
        if at == len(possible):
            self.cost += UNPLACED_COST
        else:
            self.cost += possible[at][1].cost
            self._take(possible[at][1].needs, 1)

    def _step_back(self) -> None:
        at = self.path.pop()
        possible = self.possible[len(self.path)]
        if at == len(possible):
            self.cost -= UNPLACED_COST
        else:
            self.cost -= possible[at][1].cost
            self._take(possible[at][1].needs, -1)

    def _take(self, needs: Mapping[Capacity, int], times: int) -> None:
        for key, need in needs.items():
            if key in self.left:
                self.left[key] -= need * times


def _signature(choices: Sequence[Choice]) -> list[tuple[int, list[tuple[Capacity, int]]]]:
    return [(choice.cost, sorted(choice.needs.items())) for choice in choices]
