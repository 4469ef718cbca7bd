"""What a run failed with may pass by itself: then the same run goes on with the rest, for a while and for no other reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from modelstacks.azure.account_turns import FREE_WITHIN_S, MAY_PASS
from modelstacks.engine.steps import is_in_azure, type_of
from modelstacks.retrying import attempts

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulumi.automation.events import EngineEvent

T = TypeVar("T")


class Turns:
    """Hears the errors of resources in a run, by the engine's events."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._errors: list[str] = []

    def hear(self, event: EngineEvent) -> None:
        """Take in one event of the engine."""
        said = event.diagnostic_event
        if said and said.severity == "error" and said.urn and is_in_azure(type_of(said.urn)):
            self._errors.append(said.message)

    def run(self, once: Callable[[], T]) -> T:
        """Run *once*, and again while every resource that failed did so because Azure was writing something else.

        Raises what *once* raises.
        """
        result: list[T] = []
        for attempt in attempts(self._may_pass, within_s=FREE_WITHIN_S):
            with attempt:
                self._errors.clear()
                result.append(once())
        return result[0]

    def _may_pass(self, err: Exception) -> bool:
        from pulumi.automation import CommandError

        codes = [next((code for code in MAY_PASS if code in error), None) for error in self._errors]
        if not isinstance(err, CommandError) or not codes or None in codes:
            return False
        self._say(
            f"Azure is writing something else there ({', '.join(sorted(set(filter(None, codes))))}): running again."
        )
        return True
