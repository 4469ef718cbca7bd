"""What a workspace has bought in the Marketplace, and from which country."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from modelstacks.azure.api_versions import MACHINE_LEARNING, SUBSCRIPTIONS
from modelstacks.preflight.asked_azure import ML
from modelstacks.preflight.facts import Absent, Ask
from modelstacks.preflight.placed_spec import workspace_scope

if TYPE_CHECKING:
    from modelstacks.preflight.asked_azure import AskedAzure


@dataclass(frozen=True)
class Subscribed:
    """A Marketplace subscription of a workspace; *status* is `Subscribed`, `Suspended` or `Unsubscribed`."""

    name: str
    model_id: str
    status: str


@dataclass(frozen=True)
class AskSubscribed(Ask[tuple[Subscribed, ...]]):
    """The Marketplace subscriptions of a workspace; none where it is not there."""

    workspace: str
    rights: ClassVar[tuple[str, ...]] = (f"{ML}/workspaces/marketplaceSubscriptions/read",)

    def __str__(self) -> str:
        return f"the Marketplace subscriptions of {self.workspace}"

    async def fetch(self, azure: AskedAzure) -> tuple[Subscribed, ...]:
        """List the workspace's Marketplace subscriptions."""
        workspace = workspace_scope(azure.spec, self.workspace)
        found = await azure.requests.list_below(workspace, "marketplaceSubscriptions", MACHINE_LEARNING)
        return tuple(
            Subscribed(
                subscription["name"],
                subscription["properties"]["modelId"],
                subscription["properties"].get("marketplaceSubscriptionStatus", ""),
            )
            for subscription in found
        )


@dataclass(frozen=True)
class AskCountry(Ask[str | Absent]):
    """The country (ISO 3166-1 alpha-2) of the subscription's tenant; Absent where it has none."""

    rights: ClassVar[tuple[str, ...]] = ("Microsoft.Resources/subscriptions/read",)

    def __str__(self) -> str:
        return "the country of the tenant"

    async def fetch(self, azure: AskedAzure) -> str | Absent:
        """ARM does not give the billing country; the tenant's comes nearest to it."""
        subscription, tenants = await asyncio.gather(
            azure.requests.find(azure.root, SUBSCRIPTIONS), azure.requests.list_all("/tenants", SUBSCRIPTIONS)
        )
        tenant = (subscription or {}).get("tenantId")
        countries = {each["tenantId"]: each.get("countryCode") for each in tenants}
        return countries.get(tenant) or Absent()
