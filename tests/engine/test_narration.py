"""What a user reads of the engine's events."""

from __future__ import annotations

import pytest
from pulumi.automation.events import EngineEvent

from engine_events import begun, ended, failed, prelude, said, summary
from modelstacks.engine.narration import Line, Narration, duration


def told(*events: EngineEvent, diff: bool = False) -> list[str]:
    """The lines of those events, one a second."""
    narration = Narration(diff)
    return [line.text for now, event in enumerate(events) for line in narration.hear(event, float(now))]


def test_a_resource_that_changes_has_one_line_with_its_time() -> None:
    assert told(prelude(), begun("create", "phi"), ended("create", "phi"), summary(3)) == [
        "+ ServerlessEndpoint phi created (1.0 s)",
        "Resources: 1 created (3 s)",
    ]


@pytest.mark.parametrize(
    ("op", "mark", "done", "planned"),
    [
        ("create", "+", "created", "to create"),
        ("create-replacement", "+", "re-created", "to re-create"),
        ("import", "=", "imported", "to import"),
        ("update", "~", "updated", "to update"),
        ("delete", "-", "deleted", "to delete"),
        ("delete-replaced", "-", "deleted after its replacement", "to delete after its replacement"),
    ],
)
def test_each_operation_has_its_mark_and_its_words(op: str, mark: str, done: str, planned: str) -> None:
    assert told(begun(op, "phi"), ended(op, "phi")) == [f"{mark} ServerlessEndpoint phi {done} (1.0 s)"]
    assert told(begun(op, "phi", planning=True)) == [f"{mark} ServerlessEndpoint phi {planned}"]
    assert told(failed(op, "phi"))[0].startswith(f"! ServerlessEndpoint phi not {done}")


def test_what_is_only_refreshed_or_unchanged_is_counted_at_most() -> None:
    events = [begun("refresh", "phi"), ended("refresh", "phi"), begun("same", "phi"), ended("same", "phi")]
    assert told(*events, summary(3)) == ["Resources: 1 unchanged (3 s)"]


def test_what_is_no_resource_of_azure_has_no_line() -> None:
    kind = "modelstacks:azure:ServerlessEndpoint"
    assert told(begun("create", "phi", kind=kind), ended("create", "phi", kind=kind), summary(1)) == [
        "Resources: nothing to do (1 s)"
    ]


def test_a_failure_says_why_below_its_line() -> None:
    assert told(
        begun("update", "phi"),
        said("error", "Status=400\nCode=Nope\n", "phi"),
        failed("update", "phi"),
        summary(2),
    ) == [
        "! ServerlessEndpoint phi not updated (2.0 s)",
        "    Status=400",
        "    Code=Nope",
        "Resources: 1 failed (2 s)",
    ]


def test_an_error_of_a_resource_that_has_no_line_is_not_lost() -> None:
    assert told(said("error", "no\n", "phi"), summary(2))[0] == "error: ServerlessEndpoint phi: no"


def test_problems_are_kept_for_who_asks_afterwards() -> None:
    narration = Narration()
    for event in (said("error", "why", "phi"), failed("create", "phi"), said("error", "the checks found")):
        narration.hear(event, 0)
    assert narration.problems == [
        "! ServerlessEndpoint phi not created (0.0 s)",
        "why",
        "error: the checks found",
    ]


def test_a_message_is_shown_in_full_and_once() -> None:
    warning = said("warning", "<{%reset%}>Phi-4 retires\n  Choose another<{%reset%}>\n")
    assert told(warning, warning, said("info", "a line of the program\n")) == [
        "warning: Phi-4 retires\n  Choose another",
        "a line of the program",
    ]


def test_an_error_that_the_language_host_says_again_is_shown_once() -> None:
    failed_test = "The smoke test failed.\nphi: HTTP 404"
    events = [said("error", failed_test), said("error", f"an unhandled error occurred: {failed_test}")]
    assert told(*events) == [f"error: {failed_test}"]


@pytest.mark.parametrize("message", ["the program ended there\n", "", "update failed"])
def test_what_says_only_that_there_was_an_error_is_left_out(message: str) -> None:
    assert told(said("error", message), said("debug", "registering resource")) == []


def test_an_update_names_what_changes() -> None:
    old = {"tags": {"owner": "a", "team": "t"}, "sku": "s", "a": 1, "b": 1}
    new = {"tags": {"owner": "b"}, "sku": "s", "a": 2, "b": 2}
    [line] = told(begun("update", "phi", old, new, planning=True))
    assert line == "~ ServerlessEndpoint phi to update: tags.owner, tags.team, a and 1 more"


def test_a_diff_shows_both_values() -> None:
    old = {"traffic": {"blue": 100}, "key": "[secret]", "__provider": "x"}
    new = {"traffic": {"blue": 90, "a b": 10}, "key": "[secret]", "__provider": "y"}
    metadata = {"detailedDiff": {"key": {"diffKind": "update"}}}
    assert told(begun("update", "phi", old, new, planning=True), diff=True) == [
        "~ ServerlessEndpoint phi to update",
        "    traffic.blue: 100 -> 90",
        '    traffic["a b"]: 10',
    ]
    assert told(ended("update", "phi", old, old, **metadata), diff=True)[1:] == ["    key: changes"]


def test_another_run_counts_from_nothing() -> None:
    lines = told(
        prelude(), begun("create", "a"), ended("create", "a"), prelude(), begun("same", "a"), summary(1)
    )
    assert lines[-1] == "Resources: 1 unchanged (1 s)"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.04, "0.0 s"),
        (9.94, "9.9 s"),
        (10, "10 s"),
        (10.4, "10 s"),
        (59.2, "59 s"),
        (60, "1 min 0 s"),
        (185, "3 min 5 s"),
    ],
)
def test_durations_are_in_the_unit_that_suits_them(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("severity", "shown"),
    [
        ("error", Line("error: no", "failed")),
        ("warning", Line("warning: no", "warning")),
        ("info", Line("no", "message")),
        ("info#err", Line("no", "message")),
    ],
)
def test_a_message_has_the_tone_of_its_severity(severity: str, shown: Line) -> None:
    assert Narration().hear(said(severity, "no\n"), 0) == [shown]


def test_a_warning_about_a_resource_is_shown_at_once_and_a_passing_word_never() -> None:
    passing = {"severity": "info", "message": "creating ...", "ephemeral": True}
    assert told(said("warning", "retires", "phi")) == ["warning: retires"]
    assert told(EngineEvent.from_json({"diagnosticEvent": passing})) == []


def test_what_a_preview_would_do_is_counted_and_what_it_reads_is_not() -> None:
    events = [
        begun(op, name, planning=True) for op, name in (("create", "a"), ("create", "b"), ("read", "c"))
    ]
    assert told(*events, begun("delete", "d", planning=True), summary(2))[-1] == (
        "Resources: 2 to create, 1 to delete (2 s)"
    )
    events = [each for name in "ab" for each in (begun("update", name), ended("update", name))]
    assert told(*events, begun("same", "c"), summary(2))[-1] == "Resources: 2 updated, 1 unchanged (2 s)"


STACK = "pulumi:pulumi:Stack"
FOUR = [begun("create", name) for name in "abcd"]


@pytest.mark.parametrize(
    ("events", "line"),
    [
        ([], "Starting the engine …"),
        ([prelude()], "Asking Azure what is there …"),
        ([prelude(), begun("refresh", "dev", kind=STACK)], "Asking Azure what is there …"),
        ([prelude(), begun("delete", "dev", kind=STACK)], "Asking Azure what is there …"),
        ([prelude(), begun("create", "phi", kind="modelstacks:a:B")], "Asking Azure what is there …"),
        ([prelude(), begun("same", "dev", kind=STACK)], "Running the checks …"),
        ([prelude(), begun("same", "phi")], "0 done; asking the endpoints …"),
        ([prelude(), begun("read", "phi")], "0 done; asking the endpoints …"),
        ([prelude(), begun("create", "phi")], "0 done; ServerlessEndpoint phi 8.0 s …"),
        (FOUR[:2], "0 done; ServerlessEndpoint a 9.0 s, ServerlessEndpoint b 8.0 s …"),
        (FOUR[:3], "0 done; ServerlessEndpoint a 9.0 s, ServerlessEndpoint b 8.0 s and 1 more …"),
        (FOUR, "0 done; ServerlessEndpoint a 9.0 s, ServerlessEndpoint b 8.0 s and 2 more …"),
        ([*FOUR[:2], ended("create", "a")], "1 done; ServerlessEndpoint b 8.0 s …"),
        ([*FOUR[:2], ended("create", "a"), ended("create", "b")], "2 done; asking the endpoints …"),
        ([*FOUR[:1], failed("create", "a")], "0 done; asking the endpoints …"),
        ([*FOUR[:2], ended("create", "a"), prelude()], "Asking Azure what is there …"),
        (
            [*FOUR[:2], ended("create", "a"), prelude(), begun("same", "a")],
            "0 done; asking the endpoints …",
        ),
    ],
)
def test_the_moving_line_says_what_goes_on(events: list[EngineEvent], line: str) -> None:
    narration = Narration()
    for now, event in enumerate(events):
        narration.hear(event, float(now))
    assert narration.moving_line(9.0) == line
