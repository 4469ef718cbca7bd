"""azure-ai-ml knows no accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.deployment.ensure_by_mode import ModeEnsure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.deployment.ensure_run import EnsureRun
    from shelf.plan import ShelfPlan


class ShelfEnsure(ModeEnsure):
    """Nothing of it."""

    def refusals(self, endpoint: ShelfPlan) -> Iterator[str]:
        """Yield that."""
        yield f"{endpoint.name}: azure-ai-ml knows no shelves."

    def make(self, endpoint: ShelfPlan, run: EnsureRun) -> None:
        """Refused before."""
        raise AssertionError(endpoint)

    def remove(self, endpoint: ShelfPlan, run: EnsureRun) -> str | None:
        """Ensure made none."""
        return None


PART = ShelfEnsure()
