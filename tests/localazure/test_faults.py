"""Fault rules: what they hit, and how they are spent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from localazure.faults import Fault, Faults
from localazure.merging import merged
from localazure.store import SqliteStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """A store on disk."""
    store = SqliteStore(tmp_path / "azure.sqlite")
    yield store
    store.close()


@pytest.mark.parametrize(
    ("rule", "hit"),
    [
        ({}, True),
        ({"method": "get"}, True),
        ({"method": "PUT"}, False),
        ({"path": "resourcegroups/rg"}, True),
        ({"path": "^/resourceGroups"}, False),
    ],
)
def test_method_and_path_choose_the_requests(rule: dict[str, str], hit: bool) -> None:
    assert Fault.model_validate(rule).hits("GET", "/subscriptions/s/resourceGroups/RG") is hit


def test_a_word_that_no_rule_knows_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"retries\n  Extra inputs are not permitted"):
        Fault.model_validate({"status": 500, "retries": 2})


def test_a_rule_says_no_more_than_azure_does_where_nothing_went_wrong_that_it_names() -> None:
    rule = Fault(status=500)
    words = "The server encountered an internal error. Please retry the request."
    assert (rule.code, rule.message, rule.retry_after_s) == ("InternalServerError", words, None)
    assert (rule.method, rule.path, rule.count, rule.after) == ("*", "", None, "request")
    assert (rule.reset, rule.operation, rule.delay_s, rule.answer) == (False, None, 0, None)
    assert len(rule.id) == 8
    assert rule.id != Fault(status=500).id


def test_a_counted_rule_is_spent(store: SqliteStore) -> None:
    faults = Faults(store)
    faults.add(Fault(status=500, count=2))
    assert [faults.hit("GET", "/x") is not None for _ in range(3)] == [True, True, False]


def test_rules_outlive_the_server(store: SqliteStore) -> None:
    Faults(store).add(Fault(status=500, count=3))
    Faults(store).hit("GET", "/x")
    assert [rule.count for rule in Faults(store).rules()] == [2]


def test_rules_about_operations_leave_requests_alone(store: SqliteStore) -> None:
    faults = Faults(store)
    faults.add(Fault(operation="fail", count=1))
    assert faults.hit("PUT", "/x") is None
    found = faults.operation_hit("PUT", "/x")
    assert found is not None
    assert found.operation == "fail"


@pytest.mark.parametrize(
    ("patch", "result"),
    [
        ({}, {"a": {"b": 1, "c": [2]}}),
        ({"a": {"b": None}}, {"a": {"c": [2]}}),
        ({"a": {"c": [3]}, "d": 4}, {"a": {"b": 1, "c": [3]}, "d": 4}),
        ({"a": 5}, {"a": 5}),
        ({"x": {"y": 1, "z": None}}, {"a": {"b": 1, "c": [2]}, "x": {"y": 1}}),
    ],
)
def test_an_answer_is_merged_as_rfc_7396_says(patch: object, result: object) -> None:
    assert merged({"a": {"b": 1, "c": [2]}}, patch) == result
