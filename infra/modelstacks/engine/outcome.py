"""What an up ended with, heard from the engine's events: the CLI need not be asked."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Any

from modelstacks.engine.masked_outputs import masked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi.automation import Stack
    from pulumi.automation.events import EngineEvent

STACK = "pulumi:pulumi:Stack"
LAST_EVENT_S = 5.0
"""How long the last event may be on its way when the engine that sent it has ended."""


class Outcome:
    """What an up ended with, heard from the engine's events."""

    def __init__(self) -> None:
        self._began = False
        self._outputs: Mapping[str, Any] | None = None
        self._changes: Mapping[Any, int] | None = None
        self._over = Event()

    def hear(self, event: EngineEvent) -> None:
        """Take in one event of the engine."""
        self._began = True
        done = event.res_outputs_event
        if done and done.metadata.type == STACK and done.metadata.new:
            self._outputs = masked(done.metadata.new.outputs or {})
        elif event.summary_event:
            self._changes = event.summary_event.resource_changes or {}
        elif event.cancel_event:
            self._over.set()

    def told(self, stack: Stack) -> tuple[Mapping[str, Any], Mapping[Any, int]]:
        """Return the outputs, secrets masked, and how many resources had each operation.

        The CLI is asked for what no event told. Raises CommandError.
        """
        if self._began:
            self._over.wait(LAST_EVENT_S)
        outputs, changes = self._outputs, self._changes
        if outputs is None:
            outputs = {name: output.value for name, output in stack.outputs().items()}
        if changes is None:
            last = stack.info(show_secrets=False)
            changes = (last.resource_changes if last else None) or {}
        return outputs, changes
