"""What an up ended with, by events as the engine writes them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, cast

from pulumi.automation import OutputValue, UpdateSummary
from pulumi.automation.events import EngineEvent

from engine_events import prelude, summary
from modelstacks.engine.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi.automation import Stack

SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "[secret]"}
ASSET = {"4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", "hash": "0"}


class Asked:
    """A stack whose CLI can be asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def outputs(self) -> Mapping[str, OutputValue]:
        self.asked.append("outputs")
        return {"a": OutputValue("asked", secret=False)}

    def info(self, *, show_secrets: bool) -> UpdateSummary:
        assert not show_secrets
        self.asked.append("info")
        return cast("UpdateSummary", type("Summary", (), {"resource_changes": {"same": 9}}))


def stack_event(outputs: Mapping[str, Any], kind: str = "pulumi:pulumi:Stack") -> EngineEvent:
    state = {"type": kind, "urn": "urn", "outputs": outputs}
    step = {"op": "same", "urn": "urn", "type": kind, "new": state}
    return EngineEvent.from_json({"resOutputsEvent": {"metadata": step}})


def told(*events: EngineEvent) -> tuple[Any, Any, list[str]]:
    outcome, stack = Outcome(), Asked()
    for event in events:
        outcome.hear(event)
    return *outcome.told(cast("Stack", stack)), stack.asked


SUMMARY = EngineEvent.from_json({"summaryEvent": {"durationSeconds": 1, "resourceChanges": {"create": 2}}})
LAST = EngineEvent.from_json({"cancelEvent": {}})


def test_outputs_are_those_of_the_stack_as_it_was_last_told() -> None:
    events = (
        prelude(),
        stack_event({"a": 1}),
        stack_event({"a": 2}),
        stack_event({"a": 3}, "azure-native:a:B"),
    )
    assert told(*events, SUMMARY, LAST) == ({"a": 2}, {"create": 2}, [])


def test_a_secret_is_masked_wherever_it_lies() -> None:
    outputs = {"key": SECRET, "in": {"key": SECRET, "list": [SECRET, 1]}, "file": ASSET}
    masked = {"key": "[secret]", "in": {"key": "[secret]", "list": ["[secret]", 1]}, "file": ASSET}
    assert told(prelude(), stack_event(outputs), SUMMARY, LAST)[0] == masked


def test_what_no_event_told_the_cli_is_asked_for() -> None:
    assert told() == ({"a": "asked"}, {"same": 9}, ["outputs", "info"])
    assert told(prelude(), SUMMARY, LAST) == ({"a": "asked"}, {"create": 2}, ["outputs"])


def test_what_is_deleted_or_puts_nothing_out_has_no_outputs_and_nothing_to_ask_for() -> None:
    gone = {"op": "delete", "urn": "urn", "type": "pulumi:pulumi:Stack"}
    deleted = EngineEvent.from_json({"resOutputsEvent": {"metadata": gone}})
    assert told(prelude(), stack_event({}), deleted, summary(1), LAST) == ({}, {}, [])


def test_the_last_event_is_waited_for_where_the_engine_began() -> None:
    outcome, stack = Outcome(), Asked()
    outcome.hear(prelude())

    def hear() -> None:
        for event in (stack_event({"a": 1}), SUMMARY, LAST):
            outcome.hear(event)

    late = threading.Timer(0.02, hear)
    late.start()
    assert (*outcome.told(cast("Stack", stack)), stack.asked) == ({"a": 1}, {"create": 2}, [])
    late.join()
