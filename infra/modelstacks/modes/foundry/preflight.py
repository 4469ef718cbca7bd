"""What a deployment in a Foundry account takes in Azure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.preflight.by_mode import ModePreflight

if TYPE_CHECKING:
    from modelstacks.modes.foundry.spec import AccountRef
    from modelstacks.placement import Decision
    from modelstacks.preflight.by_mode import Operations
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

    def making(self, parent: AccountRef) -> Operations:
        """The account, its project, and the caller's role assignment."""
        return (
            "create Foundry account",
            *(("create Foundry project",) if parent.project else ()),
            *(("create role assignment", "delete role assignment") if parent.assign_caller else ()),
        )

    def using(self, parent: AccountRef) -> Operations:
        """The keys, if they are used."""
        return ("list Foundry account keys",) if parent.local_auth else ()

    def providers(self, deployment: Deployment) -> tuple[str, ...]:
        """The accounts'."""
        del deployment
        return ("Microsoft.CognitiveServices",)


PART = FoundryPreflight()
