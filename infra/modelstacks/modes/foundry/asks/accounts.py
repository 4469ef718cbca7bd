"""The accounts that the spec names, with what is deployed in them; and whether the subscription may have accounts at all."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from modelstacks.azure.api_versions import COGNITIVE_SERVICES, FOUNDRY_OFFERS
from modelstacks.azure.arm_id import region_id
from modelstacks.modes.foundry.asks.models import NAMESPACE
from modelstacks.modes.foundry.offered import KIND
from modelstacks.preflight.facts import Absent, Ask
from modelstacks.preflight.placed_spec import parent_scope

if TYPE_CHECKING:
    from modelstacks.preflight.asked_azure import AskedAzure
    from modelstacks.spec import Spec

SKU = "S0"
"""Of every account."""


@dataclass(frozen=True)
class Deployed:
    """A deployment that is there. *ours*: it carries this stack's tags."""

    capacity: int
    ours: bool = False


@dataclass(frozen=True)
class AccountState:
    """An account that is there. *ours*: it carries this stack's tags; *deployed* are the deployments in it, by name in lower
    case."""

    region: str
    kind: str
    subdomain: str | None = None
    has_keys: bool = True
    has_projects: bool = True
    state: str = "Succeeded"
    ours: bool = False
    deployed: Mapping[str, Deployed] = field(default_factory=dict)


@dataclass(frozen=True)
class AskAccount(Ask[AccountState | Absent]):
    """A Foundry account of the spec's resource group."""

    name: str
    rights: ClassVar[tuple[str, ...]] = (
        f"{NAMESPACE}/accounts/read",
        f"{NAMESPACE}/accounts/deployments/read",
    )
    essential: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"the Foundry account {self.name}"

    def scope_in(self, spec: Spec) -> str:
        """Return the account's id."""
        return parent_scope(spec, "foundry", self.name)

    async def fetch(self, azure: AskedAzure) -> AccountState | Absent:
        """Read the account, and list what is deployed in it."""
        scope = self.scope_in(azure.spec)
        body, deployments = await asyncio.gather(
            azure.requests.find(scope, COGNITIVE_SERVICES),
            azure.requests.list_below(scope, "deployments", COGNITIVE_SERVICES),
        )
        if body is None:
            return Absent()
        properties = body["properties"]
        return AccountState(
            region=region_id(body["location"]),
            kind=body["kind"],
            subdomain=properties.get("customSubDomainName"),
            has_keys=not properties.get("disableLocalAuth"),
            has_projects=bool(properties.get("allowProjectManagement")),
            state=str(properties.get("provisioningState") or ""),
            ours=azure.is_ours(body),
            deployed={
                each["name"].lower(): Deployed(int(each["sku"].get("capacity") or 0), azure.is_ours(each))
                for each in deployments
            },
        )


@dataclass(frozen=True)
class AskAccountSkus(Ask[Mapping[str, str | None]]):
    """The regions in which this subscription may make Foundry accounts: why not, or None where it may."""

    rights: ClassVar[tuple[str, ...]] = (f"{NAMESPACE}/skus/read",)

    def __str__(self) -> str:
        return "where Foundry accounts can be made"

    async def fetch(self, azure: AskedAzure) -> dict[str, str | None]:
        """List the SKUs of accounts with their restrictions."""
        items = await azure.requests.list_all(f"{azure.root}/providers/{NAMESPACE}/skus", FOUNDRY_OFFERS)
        found: dict[str, str | None] = {}
        for item in items:
            if (item.get("kind"), item.get("name")) == (KIND, SKU):
                restricted = {
                    region_id(region): str(each.get("reasonCode"))
                    for each in item.get("restrictions") or ()
                    for region in each.get("values") or item["locations"]
                }
                found |= {region: restricted.get(region) for region in map(region_id, item["locations"])}
        return found
