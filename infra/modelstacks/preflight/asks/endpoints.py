"""The endpoints that are there already."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from modelstacks.azure.endpoint_reader import WORKSPACES
from modelstacks.azure.observed_endpoint import ONLINE, SERVERLESS, ListedEndpoint
from modelstacks.preflight.facts import Ask

if TYPE_CHECKING:
    from modelstacks.preflight.asked_azure import AskedAzure


@dataclass(frozen=True)
class AskEndpoints(Ask[tuple[ListedEndpoint, ...]]):
    """All serverless and online endpoints of the subscription in a region, with what they serve."""

    region: str
    rights: ClassVar[tuple[str, ...]] = (
        "Microsoft.Resources/subscriptions/resources/read",
        f"{WORKSPACES}/{SERVERLESS}/read",
        f"{WORKSPACES}/{ONLINE}/deployments/read",
    )

    def __str__(self) -> str:
        return f"the endpoints in {self.region}"

    async def fetch(self, azure: AskedAzure) -> tuple[ListedEndpoint, ...]:
        """List them in the subscription, then what each of the region serves."""
        here = [each for each in await azure.endpoints.listed(azure.root) if each.region == self.region]
        return tuple(await asyncio.gather(*map(azure.endpoints.with_models, here)))
