"""What differs inside a resource: by its inputs, and by what the engine alone knows of."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi.automation.events import StepEventMetadata

from engine_events import step
from modelstacks.engine.property_changes import change_lines, changed_paths

SAME = {"tags": {"owner": "a", "cost center": "1"}}


def metadata(old: Any, new: Any, **more: Any) -> StepEventMetadata:
    states = {"old": {"inputs": old}, "new": {"inputs": new}}
    return StepEventMetadata.from_json(step("update", "phi") | states | more)


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ({"a": 1}, {"a": 2}, ["a: 1 -> 2"]),
        ({"a": 1}, {}, ["a: 1 -> (none)"]),
        ({}, {"a": {"b": "é"}}, ['a.b: "é"']),
        ({"tags": {}}, {"tags": {"x": 1}}, ["tags: {} -> (none)", "tags.x: 1"]),
        ({"rules": [1]}, {"rules": [1, {"a": None}]}, ['rules: [1] -> [1, {"a": null}]']),
        (SAME, {"tags": {"owner": "a", "cost center": "2"}}, ['tags["cost center"]: "1" -> "2"']),
        ({"__provider": "x"}, {"__provider": "y"}, []),
        (None, {"a": True}, ["a: true"]),
        ({"a": False}, None, ["a: false -> (none)"]),
        (SAME, SAME, []),
    ],
)
def test_each_input_that_differs_has_a_line_with_both_values(old: Any, new: Any, lines: list[str]) -> None:
    assert change_lines(metadata(old, new)) == lines


def test_a_resource_that_is_made_or_deleted_has_one_state_alone() -> None:
    made = StepEventMetadata.from_json(step("create", "phi", new={"a": 1}))
    gone = StepEventMetadata.from_json(step("delete", "phi", old={"a": 1}))
    assert (change_lines(made), change_lines(gone)) == (["a: 1"], ["a: 1 -> (none)"])


@pytest.mark.parametrize(
    ("told", "paths"),
    [
        ({}, ['tags["cost center"]']),
        ({"diffs": ["key"]}, ['tags["cost center"]', "key"]),
        ({"detailedDiff": {"key": {"diffKind": "update"}}}, ['tags["cost center"]', "key"]),
        ({"detailedDiff": {"key": {"diffKind": "add"}}, "diffs": ["sku"]}, ['tags["cost center"]', "key"]),
        ({"diffs": ["__provider", "key"]}, ['tags["cost center"]', "key"]),
        ({"diffs": ["tags"]}, ['tags["cost center"]']),
        ({"diffs": ['tags["cost center"]']}, ['tags["cost center"]']),
        ({"diffs": ["tag"]}, ['tags["cost center"]', "tag"]),
    ],
)
def test_what_the_engine_alone_knows_of_comes_after_and_nothing_twice(told: Any, paths: list[str]) -> None:
    assert changed_paths(metadata(SAME, {"tags": {"owner": "a", "cost center": "2"}}, **told)) == paths
