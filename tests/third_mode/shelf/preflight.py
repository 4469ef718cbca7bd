"""What a shelf takes in Azure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.preflight.by_mode import ModePreflight

if TYPE_CHECKING:
    from modelstacks.placement import Decision
    from modelstacks.spec import Deployment


class ShelfPreflight(ModePreflight):
    """No right of its own."""

    operations = ()

    def billing(self, decision: Decision) -> str:
        """Not at all."""
        return f"Stands in {decision.region}."

    def providers(self, deployment: Deployment) -> tuple[str, ...]:
        """The endpoints' own alone."""
        return ()


PART = ShelfPreflight()
