"""Who watches a run of the engine: a View hears what it does, and shows as much of it as the user asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulumi.automation.events import EngineEvent


class View:
    """One that shows nothing. Its methods are called from several threads.

    *color* and *diff* are what Pulumi is told about its own lines.
    """

    color = "never"
    diff = False

    def say(self, line: str) -> None:
        """Show a line of ours."""

    def printed(self, line: str) -> None:
        """Take in a line of the engine's own display."""

    def warned(self, line: str) -> None:
        """Take in a line that the Pulumi CLI wrote to its standard error."""

    def hear(self, event: EngineEvent) -> None:
        """Take in one event of the engine."""


class EveryLine(View):
    """One that passes on each line, ours and Pulumi's."""

    def __init__(self, pass_on: Callable[[str], None]) -> None:
        self._pass_on = pass_on

    def say(self, line: str) -> None:
        """Pass it on."""
        self._pass_on(line)

    printed = warned = say
