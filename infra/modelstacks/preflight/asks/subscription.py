"""The subscription itself, and what is registered in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from modelstacks.azure.api_versions import RESOURCES, SUBSCRIPTIONS
from modelstacks.preflight.facts import Absent, Ask

if TYPE_CHECKING:
    from modelstacks.catalog import Catalog
    from modelstacks.placement import PlacementFacts
    from modelstacks.preflight.asked_azure import AskedAzure


@dataclass(frozen=True)
class SubscriptionState:
    """*quota_id* tells the offer type; *state* is `Enabled`, `Disabled`, `Warned` …"""

    name: str
    state: str
    quota_id: str
    spending_limit: str


@dataclass(frozen=True)
class AskSubscription(Ask[SubscriptionState | Absent]):
    """The spec's subscription; Absent where it is not there, or not for this caller."""

    rights: ClassVar[tuple[str, ...]] = ("Microsoft.Resources/subscriptions/read",)
    essential: ClassVar[bool] = True

    def __str__(self) -> str:
        return "the subscription"

    async def fetch(self, azure: AskedAzure) -> SubscriptionState | Absent:
        """Read the subscription."""
        body = await azure.requests.find(azure.root, SUBSCRIPTIONS)
        if body is None:
            return Absent()
        policies = body.get("subscriptionPolicies", {})
        return SubscriptionState(
            name=body["displayName"],
            state=body["state"],
            quota_id=policies.get("quotaId", ""),
            spending_limit=policies.get("spendingLimit", "Off"),
        )

    def placing(
        self, answer: SubscriptionState | Absent, facts: PlacementFacts, catalog: Catalog
    ) -> PlacementFacts:
        """Whether its offer type may use shared quota."""
        offer = None if isinstance(answer, Absent) else catalog.find_offer(answer.quota_id)
        return replace(facts, shared_quota=offer.shared_quota if offer else None)


@dataclass(frozen=True)
class AskProviders(Ask[Mapping[str, str]]):
    """Registration states by lower-case namespace."""

    rights: ClassVar[tuple[str, ...]] = ("Microsoft.Resources/subscriptions/providers/read",)

    def __str__(self) -> str:
        return "the registered resource providers"

    async def fetch(self, azure: AskedAzure) -> dict[str, str]:
        """List the resource providers."""
        providers = await azure.requests.list_all(f"{azure.root}/providers", RESOURCES)
        return {
            provider["namespace"].lower(): provider.get("registrationState", "") for provider in providers
        }
