"""The shape of bodies: types by path, what is always there, and whose keys are somebody's own words."""

from __future__ import annotations

from typing import Any

import pytest

from modelstacks.contract.exchange import Exchange
from modelstacks.contract.shapes import expected_types, is_optional, shape_of


def shape(*bodies: Any) -> dict[str, str]:
    return shape_of(Exchange("GET", "https://arm/x", 200, body) for body in bodies).as_json()


@pytest.mark.parametrize(
    ("bodies", "said"),
    [
        ([], {}),
        ([{}], {}),
        ([{"a": True}], {"a": "boolean"}),
        ([{"a": 1}, {"a": 1.5}], {"a": "number"}),
        ([{"a": "x"}, {"a": None}], {"a": "null|string"}),
        ([{"a": 1}, {}], {"a": "number?"}),
        ([{"a": {"b": 1}}, {"a": {}}], {"a": "object", "a.b": "number?"}),
        ([{"a": {"b": 1}}, {}], {"a": "object?", "a.b": "number"}),
        ([{"a": [1, "x"]}], {"a": "list", "a[]": "number|string?"}),
        ([{"a": [{"b": 1}, {"b": 2}]}], {"a": "list", "a[]": "object?", "a[].b": "number"}),
        ([[{"b": 1}]], {"[]": "object?", "[].b": "number"}),
        ([{"a.b": 1}], {"a·b": "number"}),
        ([{"tags": {"team": "x"}}], {"tags": "object", "tags.*": "string?"}),
        ([{"a": {"tags": {"team": "x"}}}], {"a": "object", "a.tags": "object", "a.tags.*": "string?"}),
        ([{"traffic": {"blue": {"tags": 1}}}], {"traffic": "object", "traffic.*": "object?", "traffic.*.tags": "number"}),
        (
            [{"properties": {"properties": {"x": "1"}, "y": 1}}],
            {"properties": "object", "properties.properties": "object", "properties.properties.*": "string?",
             "properties.y": "number"},
        ),
        (
            [{"value": [{"properties": {"properties": {"x": "1"}}}]}],
            {"value": "list", "value[]": "object?", "value[].properties": "object",
             "value[].properties.properties": "object", "value[].properties.properties.*": "string?"},
        ),
        (["text"], {}),
    ],
)  # fmt: skip
def test_each_field_says_its_types_and_whether_it_is_always_there(bodies: list[Any], said: Any) -> None:
    assert shape(*bodies) == said


@pytest.mark.parametrize(
    ("said", "types", "optional"),
    [("string", {"string"}, False), ("null|string?", {"null", "string"}, True), ("list?", {"list"}, True)],
)
def test_what_was_written_is_read_again(said: str, types: set[str], optional: bool) -> None:
    assert (expected_types(said), is_optional(said)) == (types, optional)
