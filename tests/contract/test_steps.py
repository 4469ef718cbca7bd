"""The steps of a trial: what each row says, and which failure ends it."""

from __future__ import annotations

import pytest

from modelstacks.contract.steps import (
    StepError,
    Steps,
    changed,
    errors_in,
    held_by_one,
    not_updated,
    obstacles,
    unannounced,
)
from modelstacks.contract.wanted_ids import Located
from modelstacks.engine.errors import StackError
from modelstacks.errors import AzureError
from modelstacks.preflight.report import Report, Reported


def forbidden(status: int) -> AzureError:
    return AzureError("no", status=status, code="No")


def rows(steps: Steps) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(row.kind, row.verdict, row.how) for row in steps.rows]


def test_a_step_without_a_difference_is_the_same_and_one_with_some_lists_them() -> None:
    said: list[str] = []
    steps = Steps(said.append)
    with steps.step("one"):
        pass
    with steps.step("two") as how:
        how += ["a", "b"]
    assert rows(steps) == [("one", "the same", ()), ("two", "differs", ("a", "b"))]
    assert said == ["one …", "two …"]


def fail(steps: Steps, error: Exception) -> None:
    with steps.step("one") as how:
        how.append("seen")
        raise error


@pytest.mark.parametrize(
    ("error", "verdict", "why"),
    [
        (forbidden(403), "not allowed", ("seen", "No: no")),
        (forbidden(404), "differs", ("seen", "No: no")),
        (StackError("first\nsecond"), "differs", ("seen", "first")),
    ],
)
def test_a_step_that_fails_stands_in_the_table_and_ends_it(
    error: Exception, verdict: str, why: tuple[str, ...]
) -> None:
    steps = Steps(lambda _: None)
    with pytest.raises(StepError) as ended:
        fail(steps, error)
    assert rows(steps) == [("one", verdict, why)]
    assert str(ended.value) == "\n".join(["This failed: one.", *why])


def test_what_can_not_be_tried_is_refused_with_its_reasons_and_what_can_is_not() -> None:
    steps = Steps(lambda _: None)
    steps.refuse("one", [])
    assert rows(steps) == []
    with pytest.raises(StepError, match="This failed: two"):
        steps.refuse("two", ["no quota", "no right"])
    assert rows(steps) == [("two", "not allowed", ("no quota", "no right"))]


@pytest.mark.parametrize(
    ("changes", "otherwise", "than_an_update"),
    [
        ({"same": 3, "read": 1}, [], ["no resource was updated"]),
        ({"same": 3, "update": 2}, ["2 update"], []),
        ({"update": 1, "delete": 2, "create": 1}, ["1 create", "2 delete", "1 update"], ["1 create", "2 delete"]),
        ({}, [], ["no resource was updated"]),
    ],
)  # fmt: skip
def test_what_a_run_changed_and_should_not_have(
    changes: dict[str, int], otherwise: list[str], than_an_update: list[str]
) -> None:
    assert (changed(changes), not_updated(changes)) == (otherwise, than_an_update)


def test_errors_and_what_has_to_be_known_keep_an_up_from_beginning() -> None:
    findings = (
        Reported("quota", "error", "No quota.", "Ask."),
        Reported("rights", "unverified", "No right to see it.", "Ask.", needed=True),
        Reported("price", "unverified", "No price.", "Ask."),
        Reported("retires", "warning", "Retires.", "Move."),
    )
    assert obstacles(Report(findings, ())) == ["No quota.", "No right to see it."]


def test_resources_are_the_same_in_whatever_case() -> None:
    held = [Located("/S/A", "1"), Located("/s/b", "1")]
    other = [Located("/s/a", "1"), Located("/s/C", "1")]
    assert unannounced(held, other) == ["made /s/b unannounced"]
    assert held_by_one(held, other) == [
        "only one of the stacks holds /s/b",
        "only one of the stacks holds /s/c",
    ]
    assert (unannounced(held, held), held_by_one(other, other)) == ([], [])


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        (["one", "two"], []),
        ([], []),
        (["a", " x error: No.", " why", "", " how"], ["error: No.", "why", "how"]),
        (["error: 0", "1", "2", "3", "4", "5", "6"], ["error: 0", "1", "2", "3", "4", "5"]),
        (["error: first", "error: second"], ["error: first", "error: second"]),
    ],
)
def test_of_pulumi_s_lines_the_first_error_is_shown_and_what_stands_below_it(
    lines: list[str], shown: list[str]
) -> None:
    assert errors_in(lines) == shown
