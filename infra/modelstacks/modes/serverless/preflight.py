"""What a serverless deployment takes in Azure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.preflight.by_mode import ModePreflight

if TYPE_CHECKING:
    from modelstacks.placement import Decision
    from modelstacks.spec import Deployment


class ServerlessPreflight(ModePreflight):
    """Nothing but the endpoint and its keys."""

    operations = (
        "create/update serverless endpoint",
        "delete serverless endpoint",
        "list serverless endpoint keys",
    )

    needs_paid_subscription = True

    def billing(self, decision: Decision) -> str:
        """By tokens."""
        model = decision.model
        bought = model.needs_marketplace_subscription("serverless")
        seller = f"{model.publisher} through the Marketplace" if bought else "Azure"
        return f"Billed by tokens, by {seller}; nothing while unused."

    def providers(self, deployment: Deployment) -> tuple[str, ...]:
        """Azure ML's, which every spec uses."""
        del deployment
        return ()


PART = ServerlessPreflight()
