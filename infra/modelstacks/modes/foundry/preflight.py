"""What a deployment in a Foundry account takes in Azure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelstacks.modes.foundry.asks.models import AskRegionModels
from modelstacks.modes.foundry.asks.quota import AskModelQuota
from modelstacks.modes.foundry.offered import GLOBAL
from modelstacks.preflight.by_mode import ModePreflight

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.modes.foundry.spec import AccountRef
    from modelstacks.placement import Decision
    from modelstacks.preflight.by_mode import Operations
    from modelstacks.preflight.facts import Ask
    from modelstacks.spec import Deployment

OTHERS = "Microsoft.CognitiveServices/accounts/MaaS/*"
"""The data actions of a custom role that calls the models of all publishers but OpenAI: Microsoft's how-to for Entra."""
OPENAI_FORMAT = "OpenAI"
OPENAI = {
    "chat-completion": "Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action",
    "embeddings": "Microsoft.CognitiveServices/accounts/OpenAI/deployments/embeddings/action",
}
"""Those for OpenAI's models, as the role Cognitive Services OpenAI User has them."""


class FoundryPreflight(ModePreflight):
    """The account's deployments, and its keys or a data action."""

    operations = ("create/update Foundry deployment", "delete Foundry deployment")
    data_actions = (OTHERS, *OPENAI.values())

    def asks(self, deployment: Deployment) -> Iterator[Ask[Any]]:
        """What each region offers, and what is left of the quota there and of what all share."""
        for region in deployment.regions:
            yield AskRegionModels(region)
            yield AskModelQuota(region)
        yield AskModelQuota(GLOBAL)

    def buys(self, deployment: Deployment) -> bool:
        """What partners sell; Microsoft's own models, though in their list, are not bought (assumed)."""
        offer = deployment.model.foundry
        return bool(offer and offer.sold_by == "partner" and not deployment.model.first_party)

    def calling(self, deployment: Deployment, parent: AccountRef) -> tuple[str, ...]:
        """By the model; none where keys are used, or where the stack gives the caller a role that has it."""
        if parent.local_auth or (parent.create and parent.assign_caller):
            return ()
        offer = deployment.model.foundry
        if offer is None or offer.format != OPENAI_FORMAT:
            return (OTHERS,)
        return tuple(OPENAI[each] for each in deployment.model.capabilities if each in OPENAI)

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
