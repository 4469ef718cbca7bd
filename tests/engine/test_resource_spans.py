"""The spans of a run's resources: of which step, how it ended, and what was said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pulumi.automation.events import EngineEvent

from engine_events import ENDPOINT, begun, ended, failed, said, step, summary
from modelstacks.engine.resource_spans import ResourceSpans
from modelstacks.telemetry.spans import Watcher, watched_by

if TYPE_CHECKING:
    from modelstacks.telemetry.spans import Span

CREATE = "create ServerlessEndpoint phi"


class Heard(Watcher):
    """The spans that ended, and what was noted."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.notes: list[str] = []

    def ended(self, span: Span) -> None:
        """Keep it."""
        self.spans.append(span)

    def noted(self, text: str, _parent: Span | None) -> None:
        """Keep it."""
        self.notes.append(text)

    @property
    def ends(self) -> list[tuple[str, str | None, str]]:
        """Each span's name, error and kind of error."""
        return [(each.name, each.error, each.error_type) for each in self.spans]


def heard(*events: EngineEvent, over: bool = True) -> Heard:
    with watched_by(watcher := Heard()):
        spans = ResourceSpans()
        for event in events:
            spans.hear(event)
        if over:
            spans.end()
    return watcher


PLANNED = EngineEvent.from_json({"resOutputsEvent": {"metadata": step("create", "phi"), "planning": True}})
UNFINISHED = "the run ended before it did"


@pytest.mark.parametrize(
    ("events", "ends"),
    [
        ([begun("create", "phi"), ended("create", "phi")], [(CREATE, None, "")]),
        ([begun("refresh", "phi"), ended("refresh", "phi")], [("refresh ServerlessEndpoint phi", None, "")]),
        ([begun("create", "phi"), failed("create", "phi")], [(CREATE, "it failed", "ResourceOperationFailed")]),
        (
            [begun("create", "phi"), said("error", "No.\n", "phi"), said("error", "Later.", "phi"), failed("create", "phi")],
            [(CREATE, "No.", "ResourceOperationFailed")],
        ),
        ([begun("create", "phi"), said("warning", "Hm.", "phi"), failed("create", "phi")], [(CREATE, "it failed", "ResourceOperationFailed")]),
        ([begun("create", "phi"), said("error", "No.", "phi"), ended("create", "phi")], [(CREATE, None, "")]),
        ([begun("create", "phi"), said("error", "No."), failed("create", "phi")], [(CREATE, "it failed", "ResourceOperationFailed")]),
        ([begun("create", "phi")], [(CREATE, UNFINISHED, "Unfinished")]),
        ([begun("create", "phi"), PLANNED], [(CREATE, UNFINISHED, "Unfinished")]),
        ([begun("create", "phi"), ended("update", "phi")], [(CREATE, UNFINISHED, "Unfinished")]),
        ([begun("create", "phi", planning=True), summary(1)], []),
        ([begun("same", "phi"), ended("same", "phi")], []),
        ([begun("create", "phi", kind="modelstacks:azure:ServerlessEndpoint")], []),
        ([ended("create", "phi"), failed("create", "phi")], []),
    ],
)  # fmt: skip
def test_each_step_in_azure_is_a_span_until_it_ends(
    events: list[EngineEvent], ends: list[tuple[str, str | None, str]]
) -> None:
    assert heard(*events).ends == ends


def test_a_span_says_what_it_is_of() -> None:
    (span,) = heard(begun("create", "phi"), ended("create", "phi")).spans
    assert (span.kind, span.attributes) == (
        "resource",
        {"resource_type": ENDPOINT, "resource_name": "phi", "operation": "create"},
    )


def test_what_is_under_way_is_no_span_yet() -> None:
    assert heard(begun("create", "phi"), over=False).ends == []


def test_errors_and_warnings_are_noted_without_their_colours() -> None:
    events = [said("error", "<{%fg 1%}>No.<{%reset%}>\n"), said("warning", " Hm. "), said("info", "Well.")]
    assert heard(*events).notes == ["error: No.", "warning: Hm."]
