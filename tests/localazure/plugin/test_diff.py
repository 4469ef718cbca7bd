"""What changes, what replaces, and what a refresh moves into the inputs.

What is marked `azure_verified` is what azure-native's source says: provider/pkg/provider/diff.go.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modelstacks.localazure.plugin.diff import CREATE_FIRST, Change, Inputs, apply_changes, diff

REPLACING = frozenset({"name", "location", "identity"})
VALUES = st.recursive(
    st.text("xyz", max_size=3) | st.integers(0, 9) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", min_size=1), inner, max_size=3),
    max_leaves=8,
)
BUSY_MACHINE = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=50)
OBJECTS = st.dictionaries(st.text("abc", min_size=1, max_size=2), VALUES, max_size=4)


def changes(
    old: dict[str, Any], new: dict[str, Any], state: dict[str, Any] | None = None
) -> dict[str, Change]:
    return dict(diff(Inputs(old, new, state or {}), REPLACING).changes)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"tags": {"a": "1"}}, {"tags": {"a": "1"}}, {}),
        ({"tags": {"a": "1"}}, {"tags": {"a": "2"}}, {"tags.a": Change.UPDATE}),
        ({"tags": {"a": "1"}}, {"tags": {"b": "1"}}, {"tags.a": Change.DELETE, "tags.b": Change.ADD}),
        ({"zones": ["1"]}, {"zones": ["1", "2"]}, {"zones[1]": Change.ADD}),
        ({"zones": ["1", "2"]}, {"zones": ["3"]}, {"zones[0]": Change.UPDATE, "zones[1]": Change.DELETE}),
        ({"name": "a"}, {"name": "b"}, {"name": Change.UPDATE_REPLACE}),
        ({}, {"identity": {}}, {"identity": Change.ADD_REPLACE}),
        ({"identity": {"type": "None"}}, {"identity": {"type": "X"}}, {"identity.type": Change.UPDATE_REPLACE}),
        ({"identity": {"a": {"b": [1]}}}, {"identity": {"a": {"b": [2]}}}, {"identity.a.b[0]": Change.UPDATE_REPLACE}),
        ({"identity": {"type": "None"}}, {"identity": {}}, {"identity.type": Change.DELETE}),
        ({"identity": {}}, {"identity": {"type": "None"}}, {"identity.type": Change.ADD}),
        ({"name": ["a"]}, {"name": ["b"]}, {"name[0]": Change.UPDATE}),
        ({"sku": "A"}, {"sku": {"name": "A"}}, {"sku": Change.UPDATE}),
        ({"location": "West US 2"}, {"location": "westus2"}, {}),
        ({"location": "westus2"}, {"location": "eastus"}, {"location": Change.UPDATE_REPLACE}),
        ({"resourceGroupName": "RG"}, {"resourceGroupName": "rg"}, {}),
        ({CREATE_FIRST: True}, {}, {}),
    ],
)  # fmt: skip
@pytest.mark.azure_verified
def test_each_difference_is_named_by_its_path(
    old: dict[str, Any], new: dict[str, Any], expected: dict[str, Change]
) -> None:
    assert changes(old, new) == expected


@pytest.mark.azure_verified
def test_a_new_input_that_says_what_is_so_already_replaces_nothing_but_is_a_change() -> None:
    assert changes({}, {"location": "x"}, state={"location": "x"}) == {"location": Change.ADD}
    assert changes({}, {"location": "x"}, state={"location": "y"}) == {"location": Change.ADD_REPLACE}
    assert changes({}, {"kind": "Hub"}, state={"kind": "Hub"}) == {"kind": Change.ADD}


def test_the_api_version_of_an_older_state_is_taken_from_its_outputs() -> None:
    assert changes({}, {"azureApiVersion": "2"}, state={"azureApiVersion": "1"}) == {
        "azureApiVersion": Change.UPDATE
    }


@pytest.mark.parametrize(
    ("old", "first_delete"),
    [({"name": "a"}, True), ({"name": "a", CREATE_FIRST: True}, False), ({"name": "b"}, False)],
)
def test_only_a_unique_name_lets_the_replacement_come_first(old: dict[str, Any], first_delete: bool) -> None:
    assert diff(Inputs(old, {"name": "b"}, {}), REPLACING).delete_before_replace is first_delete


@BUSY_MACHINE
@given(OBJECTS)
def test_equal_inputs_have_no_diff(inputs: dict[str, Any]) -> None:
    assert changes(inputs, inputs) == {}


@BUSY_MACHINE
@given(OBJECTS, OBJECTS)
def test_a_refresh_of_full_inputs_gives_what_is_live(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert apply_changes(old, old, new) == new


@BUSY_MACHINE
@given(OBJECTS, OBJECTS)
def test_a_refresh_without_changes_leaves_the_inputs(inputs: dict[str, Any], outputs: dict[str, Any]) -> None:
    assert apply_changes(inputs, outputs, outputs) == inputs


@pytest.mark.azure_verified
def test_in_a_list_that_changed_a_refresh_takes_azures_way_of_saying_it() -> None:
    before, now = {"zones": ["A"]}, {"zones": ["A", "B"]}
    assert apply_changes({"zones": ["a"]}, before, now) == {"zones": ["A", "B"]}
    assert apply_changes({"zones": ["a"]}, before, {"zones": ["A"]}) == {"zones": ["a"]}


def test_a_refresh_copies_only_what_changed() -> None:
    inputs = {"tags": {"a": "1"}, "rules": [{"ip": "1"}]}
    before = {"tags": {"a": "1", "auto": "x"}, "rules": [{"ip": "1", "action": "Allow"}], "kind": "A"}
    now = {
        "tags": {"a": "2", "auto": "x"},
        "rules": [{"ip": "1", "action": "Allow"}, {"ip": "2"}],
        "kind": "A",
    }

    assert apply_changes(inputs, before, now) == {"tags": {"a": "2"}, "rules": [{"ip": "1"}, {"ip": "2"}]}
