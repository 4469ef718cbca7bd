"""Without a stack there is no board."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.deployment.ensure_by_mode import ModeEnsure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.deployment.ensure_run import EnsureRun
    from pilot.plan import PilotPlan


class PilotEnsure(ModeEnsure):
    """Nothing of it."""

    def refusals(self, endpoint: PilotPlan) -> Iterator[str]:
        """Yield that."""
        yield f"{endpoint.name}: a pilot needs its board."

    def make(self, endpoint: PilotPlan, run: EnsureRun) -> None:
        """Refused before."""
        raise AssertionError(endpoint)

    def remove(self, endpoint: PilotPlan, run: EnsureRun) -> str | None:
        """Ensure made none."""
        return None


PART = PilotEnsure()
