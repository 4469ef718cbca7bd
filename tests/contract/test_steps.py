"""The steps of a trial: what each row says, and which failure ends it."""

from __future__ import annotations

import pytest

from modelstacks.contract.steps import StepError, Steps
from modelstacks.engine.errors import StackError
from modelstacks.errors import AzureError


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
