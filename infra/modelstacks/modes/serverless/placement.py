"""A serverless deployment goes where its model is offered, one for each model and project: pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.placement.by_mode import ModePlacement
from modelstacks.placement.options import TIERS, Option, Rejection

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from modelstacks.catalog import Catalog, Model
    from modelstacks.placement.decision import Decision
    from modelstacks.placement.facts import PlacementFacts
    from modelstacks.placement.options import Capacity
    from modelstacks.spec import Deployment


class ServerlessPlacement(ModePlacement):
    """Regions by the offer; a project's slot for the model is what deployments compete for."""

    alone = "Azure takes one serverless endpoint for each model and workspace"

    def ways(
        self, deployment: Deployment, catalog: Catalog, facts: PlacementFacts
    ) -> Iterator[Option | Rejection]:
        """Where no source knows of an offer, it is tried only if the mode was asked for."""
        del catalog
        model = deployment.model
        for region in deployment.regions:
            answer = facts.offers.get((model.name, region))
            offered = model.is_offered("serverless", region) if answer is None else answer
            if offered is False or (offered is None and deployment.mode == "auto"):
                yield Rejection("serverless", region, "region", _no_offer(model, region, offered, answer))
                continue
            reason = (
                f"offered serverless in {region}" if offered else f"no source says whether {region} offers it"
            )
            needs = {("slot", region, model.name): 1}
            yield Option("serverless", region, TIERS.index("serverless"), needs=needs, reason=reason)

    def version(self, deployment: Deployment, facts: PlacementFacts) -> None:
        """Azure takes the newest."""

    def is_whole(self, decision: Decision, deployment: Deployment) -> bool:
        """No version: none can be had but the newest."""
        del deployment
        return decision.version is None

    def needs(self, decision: Decision, catalog: Catalog) -> Mapping[Capacity, int]:
        """The project's slot for the model."""
        del catalog
        return {("slot", decision.region, decision.model.name): 1}

    def capacity(self, deployment: Deployment, facts: PlacementFacts) -> Mapping[Capacity, int]:
        """One slot for each model and project."""
        del facts
        return {("slot", region, deployment.model.name): 1 for region in deployment.regions}

    def not_taken(self, option: Option, capacity: Mapping[Capacity, int], *, alone: bool) -> Rejection:
        """Another deployment has the slot."""
        del capacity, alone
        reason = f"the workspace in {option.region} takes only one serverless deployment of each model"
        return Rejection("serverless", option.region, "one-per-model", reason)


def _no_offer(model: Model, region: str, offered: bool | None, answer: bool | None) -> str:
    if offered is None:
        return f"no source says whether {model.name} is offered serverless in {region}"
    source = (
        "the service says"
        if answer is False
        else f"region table of {model.serverless_offer.snapshot}"
        if model.serverless_offer
        else "catalogue"
    )
    return f"{model.name} is not offered serverless in {region} ({source})"


PART = ServerlessPlacement()
