"""All endpoints of a subscription, resource group or workspace, read from Azure at the same time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from modelstacks.azure.api_versions import MACHINE_LEARNING
from modelstacks.azure.arm_id import ArmId, distinct
from modelstacks.azure.endpoint_reader import EndpointReader
from modelstacks.azure.observed_endpoint import expires_first
from modelstacks.azure.requests_once import Requests
from modelstacks.lifecycle.marketplace_subscription import (
    MarketplaceSubscription,
    read_marketplace_subscription,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modelstacks.azure.arm import Arm
    from modelstacks.azure.observed_endpoint import ObservedEndpoint


@dataclass(frozen=True)
class Scope:
    """Where to look: a subscription, in it one resource group, and there one workspace, or what else endpoints lie in."""

    subscription: str
    resource_group: str | None = None
    workspace: str | None = None

    @property
    def path(self) -> ArmId:
        """The id of the subscription or resource group."""
        return ArmId.at(self.subscription, self.resource_group)

    def holds(self, resource_id: str) -> bool:
        """Tell whether an endpoint of that id lies in the workspace."""
        return not self.workspace or ArmId(resource_id).parent.name.lower() == self.workspace.lower()


async def read_endpoints(arm: Arm, scope: Scope) -> list[ObservedEndpoint]:
    """Return every serverless and online endpoint in *scope*, what expires first in front. Raises AzureError."""
    reader = EndpointReader(Requests(arm))
    listed = [endpoint for endpoint in await reader.listed(scope.path) if scope.holds(endpoint.id)]
    found = await asyncio.gather(*map(reader.observed, listed))
    return expires_first(endpoint for endpoint in found if endpoint)


async def read_marketplace_subscriptions(
    arm: Arm, workspace_ids: Iterable[str]
) -> list[MarketplaceSubscription]:
    """Return the Marketplace subscriptions of those workspaces. Raises AzureError."""
    requests = Requests(arm)
    found = await asyncio.gather(
        *(
            requests.list_below(id_, "marketplaceSubscriptions", MACHINE_LEARNING)
            for id_ in distinct(workspace_ids)
        )
    )
    return [
        read_marketplace_subscription(each["id"], each) for subscriptions in found for each in subscriptions
    ]
