"""Which fields of an answer were looked at."""

from __future__ import annotations

from typing import Any

import pytest

from modelstacks.contract.recording import NotedDict


@pytest.fixture
def seen() -> set[str]:
    return set()


@pytest.fixture
def answer(seen: set[str]) -> dict[str, Any]:
    return NotedDict({"name": "a", "properties": {"state": "b"}, "value": [{"id": "c"}, "d"]}, "", seen)


def test_a_field_that_is_got_is_noted_whether_it_is_there_or_not(
    answer: dict[str, Any], seen: set[str]
) -> None:
    assert (answer.get("name"), answer.get("kind"), answer.get("tags", {})) == ("a", None, {})
    assert seen == {"name", "kind", "tags"}


def test_what_lies_below_is_noted_by_its_path(answer: dict[str, Any], seen: set[str]) -> None:
    assert answer["properties"]["state"] == "b"
    assert [item["id"] for item in answer["value"][:1]] == ["c"]
    assert seen == {"properties", "properties.state", "value", "value[].id"}


def test_a_field_that_must_be_there_is_noted_before_it_is_missed(
    answer: dict[str, Any], seen: set[str]
) -> None:
    with pytest.raises(KeyError):
        answer["id"]
    assert seen == {"id"}


def test_what_nobody_looked_at_is_not_noted(answer: dict[str, Any], seen: set[str]) -> None:
    assert list(answer) == ["name", "properties", "value"]
    assert seen == set()
