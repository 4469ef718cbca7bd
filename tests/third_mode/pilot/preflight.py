"""What a pilot takes in Azure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelstacks.preflight.by_mode import ModePreflight
from pilot.asks.group import AskGroup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.placement import Decision
    from modelstacks.preflight.facts import Ask
    from modelstacks.spec import Deployment


class PilotPreflight(ModePreflight):
    """A serverless endpoint, and an account of Azure AI services beside it."""

    operations = (
        "create/update serverless endpoint",
        "delete serverless endpoint",
        "list serverless endpoint keys",
    )

    def billing(self, decision: Decision) -> str:
        """By its reviewer."""
        return f"Billed to {decision.details['reviewer']}."

    def asks(self, deployment: Deployment) -> Iterator[Ask[Any]]:
        """Where the group is."""
        yield AskGroup()

    def providers(self, deployment: Deployment) -> tuple[str, ...]:
        """The board's."""
        return ("Microsoft.CognitiveServices",)


PART = PilotPreflight()
