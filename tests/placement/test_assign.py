from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelstacks.placement.assign import UNPLACED_COST, Choice, assign

RESOURCES = [("cores", "eastus2", "a"), ("cores", "westus", "a"), ("slot", "eastus2", "m")]
needs = st.dictionaries(st.sampled_from(RESOURCES), st.integers(1, 4), max_size=2)
units = st.dictionaries(
    st.sampled_from("abcde"), st.lists(st.builds(Choice, st.integers(0, 5), needs), max_size=3), max_size=4
)
capacities = st.dictionaries(st.sampled_from(RESOURCES), st.integers(0, 6))
Units = dict[str, list[Choice]]
Capacity = dict[tuple[str, str, str], int]


def cost_of(units: Units, chosen: dict[str, int | None]) -> int:
    return sum(UNPLACED_COST if at is None else units[name][at].cost for name, at in chosen.items())


def used_by(units: Units, chosen: dict[str, int | None]) -> Capacity:
    used: Capacity = {}
    for name, at in chosen.items():
        for resource, need in (units[name][at].needs if at is not None else {}).items():
            used[resource] = used.get(resource, 0) + need
    return used


def within(used: Capacity, capacity: Capacity) -> bool:
    return all(used.get(resource, 0) <= most for resource, most in capacity.items())


@given(units, capacities)
def test_what_is_shared_is_never_exceeded(units: Units, capacity: Capacity) -> None:
    assert within(used_by(units, assign(units, capacity)), capacity)


@given(units, capacities)
def test_no_other_choice_is_better(units: Units, capacity: Capacity) -> None:
    every = product(*([None, *range(len(choices))] for choices in units.values()))
    choices = (dict(zip(units, picks, strict=True)) for picks in every)
    best = min(cost_of(units, one) for one in choices if within(used_by(units, one), capacity))
    assert cost_of(units, assign(units, capacity)) == best


@given(units, capacities)
def test_the_order_of_the_units_does_not_matter(units: Units, capacity: Capacity) -> None:
    turned = dict(reversed(units.items()))
    assert assign(turned, capacity) == assign(units, capacity)


@given(units, capacities, st.sampled_from(RESOURCES), st.integers(1, 5))
def test_more_capacity_never_makes_it_worse(
    units: Units, capacity: Capacity, resource: tuple[str, str, str], more: int
) -> None:
    richer = capacity | {resource: capacity[resource] + more} if resource in capacity else capacity
    assert cost_of(units, assign(units, richer)) <= cost_of(units, assign(units, capacity))


def test_a_greedy_first_choice_gives_way_to_the_whole() -> None:
    here, there = RESOURCES[:2]
    units = {"a": [Choice(0, {here: 2}), Choice(1, {there: 2})], "b": [Choice(0, {here: 1})]}
    assert assign(units, {here: 2, there: 2}) == {"a": 1, "b": 0}


def test_the_one_to_which_the_next_best_costs_less_gives_way() -> None:
    """By one less: and neither is like the other."""
    here = RESOURCES[0]
    units = {"a": [Choice(0, {here: 1}), Choice(1, {})], "b": [Choice(0, {here: 1}), Choice(2, {})]}
    assert assign(units, {here: 1}) == {"a": 1, "b": 0}


def test_of_equal_ways_the_first_by_what_they_take_and_then_by_name_stays() -> None:
    """So that a file is placed tomorrow as it was today."""
    here, east, west = ("cores", "a", "x"), ("cores", "eastus2", "x"), ("cores", "westus", "x")
    by_needs = {
        "a": [Choice(0, {here: 1}), Choice(1, {west: 1})],
        "b": [Choice(0, {here: 1}), Choice(1, {east: 1})],
    }
    assert assign(by_needs, {here: 1}) == {"b": 0, "a": 1}
    alike = {name: [Choice(0, {here: 1}), Choice(1, {east: 1})] for name in "cab"}
    assert assign(alike, {here: 1, east: 1}) == {"a": 0, "b": 1, "c": None}


@pytest.mark.parametrize("max_steps", [0, 100])
def test_a_search_that_ends_early_still_keeps_within_what_is_shared(max_steps: int) -> None:
    here = RESOURCES[0]
    units = {f"u{number:02}": [Choice(0, {here: 2}), Choice(1, {here: 1})] for number in range(30)}
    chosen = assign(units, {here: 31}, max_steps=max_steps)
    assert within(used_by(units, chosen), {here: 31})
    assert len(chosen) == 30


def test_a_thousand_that_want_the_same_find_their_places() -> None:
    here, there = RESOURCES[:2]
    units = {f"u{number:04}": [Choice(0, {here: 2}), Choice(1, {there: 2})] for number in range(1_000)}
    chosen = assign(units, {here: 1_000, there: 800})
    assert Counter(chosen.values()) == {0: 500, 1: 400, None: 100}


def test_units_that_compete_only_by_way_of_others_are_decided_together() -> None:
    """Each wants what the next one has: the last one's only place decides all."""
    spots = [("cores", f"r{number}", "a") for number in range(40)]
    units = {
        f"u{number:02}": [Choice(0, {spots[number]: 1}), Choice(1, {spots[number + 1]: 1})]
        for number in range(39)
    }
    units["z"] = [Choice(0, {spots[0]: 1})]
    chosen = assign(units, dict.fromkeys(spots, 1))
    assert set(chosen.values()) == {0, 1}
    assert chosen["z"] == 0
