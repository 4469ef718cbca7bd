"""What a fleet's report says at its end: code, differences from the plan, counts, JUnit."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from modelstacks.fleet.results import FleetReport, Outcome, StackResult, read_object


def report(*outcomes: Outcome, planned: int | None = None, stopped_by: int | None = None) -> FleetReport:
    """Stacks a, b … in ring `all`."""
    names = "abcdef"
    results = tuple(
        StackResult(name, "all", outcome, message=f"{name}: no.\nBecause." if outcome != "done" else "")
        for name, outcome in zip(names, outcomes, strict=False)
    )
    there = names[: len(outcomes) if planned is None else planned]
    return FleetReport("f", "up", dict.fromkeys(there, "all"), results, 1.26, stopped_by=stopped_by)


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (report(), 0),
        (report("done", "done"), 0),
        (report("done", planned=2), 1),
        (report("done", "failed"), 1),
        (report("done", "not begun"), 1),
        (report("failed", "not begun"), 1),
        (report("done", "stopped"), 130),
        (report("failed", "stopped", "not begun"), 130),
        (report("done", "stopped", stopped_by=15), 143),
        (report("not begun", stopped_by=2), 130),
        (report("done", planned=2, stopped_by=15), 143),
        (report("done", stopped_by=15), 0),
    ],
)
def test_the_code_says_whether_all_that_was_planned_is_done_and_what_stopped_it(
    found: FleetReport, code: int
) -> None:
    assert found.exit_code == code


@pytest.mark.parametrize(
    ("found", "differences", "closing"),
    [
        (report(), [], "0 stacks: nothing done (1 s)"),
        (report("done"), [], "1 stack: 1 done (1 s)"),
        (report("done", "failed", "failed"), ["2 stacks failed: b, c"], "3 stacks: 1 done, 2 failed (1 s)"),
        (
            report("stopped", "failed", "not begun"),
            ["1 stack failed: b", "1 stack stopped: a", "1 stack not begun: c"],
            "3 stacks: 1 failed, 1 stopped, 1 not begun (1 s)",
        ),
        (report("done", planned=3), ["2 stacks without a result: b, c"], "3 stacks: 1 done (1 s)"),
        (report("done", "done", planned=1), ["1 stack not in the plan: b"], "1 stack: 2 done (1 s)"),
    ],
)
def test_it_tells_what_differs_from_the_plan_and_counts(
    found: FleetReport, differences: list[str], closing: str
) -> None:
    assert (list(found.differences()), found.closing_line()) == (differences, closing)
    told = found.as_json()
    assert (told["differences"], told["format"], told["seconds"]) == (differences, 1, 1.3)


def test_each_planned_stack_is_a_test_case() -> None:
    suite = ET.fromstring(report("done", "failed", "stopped", "not begun", planned=5).as_junit())  # noqa: S314  our own
    cases = [
        (case.get("classname"), case.get("name"), [(mark.tag, mark.get("message")) for mark in case])
        for case in suite.iter("testcase")
    ]
    assert cases == [
        ("modelstacks.fleet.up.all", "a", []),
        ("modelstacks.fleet.up.all", "b", [("failure", "b: no.")]),
        ("modelstacks.fleet.up.all", "c", [("failure", "c: no.")]),
        ("modelstacks.fleet.up.all", "d", [("skipped", "d: no.\nBecause.")]),
        ("modelstacks.fleet.up.all", "e", [("skipped", "not begun")]),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [('{"a": 1}', {"a": 1}), ("[1]", {}), ("", {}), ('{"a": ', {}), ("null", {}), ("{}\nnoise", {})],
)
def test_an_answer_that_is_no_whole_object_is_none(text: str, told: dict[str, int]) -> None:
    assert read_object(text) == told
