"""What a deployment in a Foundry account takes in Azure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.preflight.by_mode import ModePreflight

if TYPE_CHECKING:
    from modelstacks.placement import Decision
    from modelstacks.spec import Deployment


class FoundryPreflight(ModePreflight):
    """The account's deployments, and its keys or a data action."""

    operations = ("create/update Foundry deployment", "delete Foundry deployment")

    def billing(self, decision: Decision) -> str:
        """By tokens, or by the hour for provisioned units."""
        offer = decision.model.foundry
        seller = decision.model.publisher if offer and offer.sold_by == "partner" else "Azure"
        sku, capacity = decision.details["sku"], decision.details["capacity"]
        if "Provisioned" in str(sku):
            return f"Billed by the hour while it exists, used or not: {capacity} units of {sku}, by {seller}."
        return f"Billed by tokens, by {seller}; nothing while unused ({sku}, capacity {capacity})."

    def providers(self, deployment: Deployment) -> tuple[str, ...]:
        """The accounts'."""
        del deployment
        return ("Microsoft.CognitiveServices",)


PART = FoundryPreflight()
