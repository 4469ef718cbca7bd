"""A span for each resource that the engine does something to, from its events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.engine.narration import COLOR_TAG
from modelstacks.engine.steps import is_in_azure, op_of, short_name
from modelstacks.telemetry.spans import begin, note

if TYPE_CHECKING:
    from pulumi.automation.events import EngineEvent, StepEventMetadata

    from modelstacks.telemetry.spans import Span

TOLD = {"error", "warning"}
NOTHING = {"same"}
"""The operation that does nothing."""


class ResourceSpans:
    """Hears one command's events; `end` ends what no event ended."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, str], Span] = {}
        self._said: dict[str, str] = {}

    def hear(self, event: EngineEvent) -> None:
        """Take in one event of the engine."""
        if (begun := event.resource_pre_event) and not begun.planning:
            self._begin(begun.metadata)
        elif (ended := event.res_outputs_event) and not ended.planning:
            self._end(ended.metadata)
        elif failed := event.res_op_failed_event:
            self._end(failed.metadata, failed=True)
        elif (said := event.diagnostic_event) and said.severity in TOLD:
            text = COLOR_TAG.sub("", said.message).strip()
            note(f"{said.severity}: {text}")
            if said.urn and said.severity == "error":
                self._said.setdefault(said.urn, text)

    def end(self) -> None:
        """End what is still under way: the run was stopped, or was a preview's."""
        for span in self._open.values():
            span.fail("the run ended before it did", "Unfinished")
            span.end()
        self._open.clear()

    def _begin(self, step: StepEventMetadata) -> None:
        op = op_of(step)
        if is_in_azure(step.type) and op not in NOTHING:
            name = f"{op} {short_name(step.urn)}"
            span = begin(
                name, "resource", resource_type=step.type, resource_name=_name(step.urn), operation=op
            )
            self._open[step.urn, op] = span

    def _end(self, step: StepEventMetadata, *, failed: bool = False) -> None:
        if span := self._open.pop((step.urn, op_of(step)), None):
            if failed:
                span.fail(self._said.pop(step.urn, "it failed"), "ResourceOperationFailed")
            span.end()


def _name(urn: str) -> str:
    return urn.rpartition("::")[2]
