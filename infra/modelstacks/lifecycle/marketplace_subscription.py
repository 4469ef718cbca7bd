"""Marketplace subscriptions, and which endpoints need them: pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modelstacks.azure.arm_id import ArmId
from modelstacks.azure.azure_resource import AzureResource
from modelstacks.azure.observed_endpoint import model_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from modelstacks.azure.observed_endpoint import ObservedEndpoint


@dataclass(frozen=True)
class MarketplaceSubscription(AzureResource):
    """A workspace's subscription to the offer of *model* (its name; "" where nobody says)."""

    model: str

    @property
    def workspace_id(self) -> ArmId:
        """The id of the workspace that it is for."""
        return ArmId(self.id).parent

    def is_used_by(self, endpoint: ObservedEndpoint) -> bool:
        """Say whether *endpoint* names it, or serves its model in its workspace.

        What an endpoint calls its `marketplaceSubscriptionId` may be the id of a SaaS resource (the published types
        only say string), so by that alone a subscription in use would look unused.
        """
        if (endpoint.marketplace_subscription_id or "").lower() == self.id.lower():
            return True
        here = endpoint.workspace_id.lower() == self.workspace_id.lower()
        return here and self.model.lower() in (model.lower() for model in endpoint.models)


def read_marketplace_subscription(id_: str, body: Mapping[str, Any]) -> MarketplaceSubscription:
    """Read a subscription from its ARM body, or from a state's outputs."""
    return MarketplaceSubscription(id_, model_name((body.get("properties") or {}).get("modelId") or ""))


def users_of(subscription: MarketplaceSubscription, endpoints: Iterable[ObservedEndpoint]) -> list[str]:
    """Return the names of the endpoints that use that Marketplace subscription."""
    return [endpoint.name for endpoint in endpoints if subscription.is_used_by(endpoint)]
