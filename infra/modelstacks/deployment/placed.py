"""A deployment of the spec where the lock puts it, and the Marketplace subscription it needs there: pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modelstacks.names import generation_name

if TYPE_CHECKING:
    from modelstacks.lock_decisions import LockedDecision
    from modelstacks.spec import Deployment


@dataclass(frozen=True)
class MarketplaceSubscriptionPlan:
    """A Marketplace subscription: one for each workspace and offer."""

    name: str
    model_id: str
    workspace: str

    @property
    def key(self) -> str:
        """Its name in the stack: workspaces may hold the same offer twice over."""
        return f"{self.workspace}-{self.name}"


@dataclass(frozen=True)
class PlacedDeployment:
    """A deployment of the spec, and where the lock puts it."""

    deployment: Deployment
    decision: LockedDecision

    @property
    def endpoint(self) -> str:
        """The endpoint's name; one that exists already is never renewed."""
        generation = 1 if self.deployment.endpoint_exists else self.decision.generation
        return generation_name(self.deployment.endpoint_name, generation)

    @property
    def marketplace_subscription(self) -> MarketplaceSubscriptionPlan | None:
        """By the model and the mode that it got: the rule of the checks that announce the purchase."""
        model = self.deployment.model
        if not model.needs_marketplace_subscription(self.decision.mode):
            return None
        return MarketplaceSubscriptionPlan(
            self.deployment.marketplace_subscription_name, self.decision.model, self.decision.workspace
        )

    @property
    def subscription_key(self) -> str | None:
        """The name in the stack of the Marketplace subscription that it needs, if any."""
        subscription = self.marketplace_subscription
        return subscription.key if subscription else None
