"""All endpoints of a subscription, resource group or workspace, read from Azure at the same time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modelstacks.azure.api_versions import MACHINE_LEARNING, RESOURCES
from modelstacks.azure.arm_id import WORKSPACES, ArmId, distinct
from modelstacks.errors import AzureError
from modelstacks.lifecycle.endpoint import (
    ObservedEndpoint,
    expires_first,
    online_endpoint,
    serverless_endpoint,
)
from modelstacks.lifecycle.marketplace_subscription import (
    MarketplaceSubscription,
    read_marketplace_subscription,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modelstacks.azure.arm import Arm

SERVERLESS, ONLINE = f"{WORKSPACES}/serverlessEndpoints", f"{WORKSPACES}/onlineEndpoints"
AT_ONCE = 16
"""How many requests are under way at the same time: a subscription's bucket at ARM takes 250 reads at once."""


@dataclass(frozen=True)
class Scope:
    """Where to look: a subscription, in it one resource group, and there one workspace."""

    subscription: str
    resource_group: str | None = None
    workspace: str | None = None

    @property
    def path(self) -> ArmId:
        """The id of the subscription or resource group."""
        return ArmId.at(self.subscription, self.resource_group)

    def holds(self, resource_id: str) -> bool:
        """Tell whether an endpoint of that id lies in the workspace."""
        return not self.workspace or f"/workspaces/{self.workspace}/".lower() in resource_id.lower()


async def read_endpoints(arm: Arm, scope: Scope) -> list[ObservedEndpoint]:
    """Return every serverless and online endpoint in *scope*, what expires first in front. Raises AzureError."""
    kinds = f"resourceType eq '{SERVERLESS}' or resourceType eq '{ONLINE}'"
    endpoints = [
        endpoint async for endpoint in arm.list(f"{scope.path}/resources", RESOURCES, {"$filter": kinds})
    ]
    gate = asyncio.Semaphore(AT_ONCE)
    found = await asyncio.gather(
        *(_read(arm, endpoint["id"], gate) for endpoint in endpoints if scope.holds(endpoint["id"]))
    )
    return expires_first(endpoint for endpoint in found if endpoint)


async def _read(arm: Arm, endpoint_id: str, gate: asyncio.Semaphore) -> ObservedEndpoint | None:
    """None where it was deleted between the list and now."""
    async with gate:
        body = await arm.find(endpoint_id, MACHINE_LEARNING)
        if body is None:
            return None
        if ArmId(endpoint_id).collection.lower() == SERVERLESS.rpartition("/")[2].lower():
            return serverless_endpoint(body)
        return online_endpoint(body, await _list_below(arm, f"{endpoint_id}/deployments"))


async def read_marketplace_subscriptions(
    arm: Arm, workspace_ids: Iterable[str]
) -> list[MarketplaceSubscription]:
    """Return the Marketplace subscriptions of those workspaces. Raises AzureError."""
    lists = (f"{id_}/marketplaceSubscriptions" for id_ in distinct(workspace_ids))
    found = await asyncio.gather(*(_list_below(arm, path) for path in lists))
    return [
        read_marketplace_subscription(each["id"], each) for subscriptions in found for each in subscriptions
    ]


async def _list_below(arm: Arm, path: str) -> list[dict[str, Any]]:
    """An empty list where what they lie in was deleted meanwhile."""
    try:
        return [item async for item in arm.list(path, MACHINE_LEARNING)]
    except AzureError as err:
        if err.status == 404:
            return []
        raise
