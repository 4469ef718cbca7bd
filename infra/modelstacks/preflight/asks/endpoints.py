"""The endpoints that are there already."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from modelstacks.azure.api_versions import MACHINE_LEARNING, RESOURCES
from modelstacks.preflight.asked_azure import ML, region_of
from modelstacks.preflight.facts import Ask

if TYPE_CHECKING:
    from modelstacks.preflight.asked_azure import AskedAzure

SERVERLESS, ONLINE = f"{ML}/workspaces/serverlessEndpoints", f"{ML}/workspaces/onlineEndpoints"


@dataclass(frozen=True)
class EndpointState:
    """An endpoint of the subscription. *ours*: it carries this stack's tags. *deployments* of an online endpoint."""

    name: str
    resource_group: str
    workspace: str
    region: str
    serverless: bool
    ours: bool
    model_id: str | None = None
    deployments: int = 0

    def is_in(self, resource_group: str, workspace: str) -> bool:
        """Say whether it is of that workspace; two resource groups may each have one of the same name."""
        own = (self.resource_group.lower(), self.workspace.lower())
        return own == (resource_group.lower(), workspace.lower())


@dataclass(frozen=True)
class AskEndpoints(Ask[tuple[EndpointState, ...]]):
    """All serverless and online endpoints of the subscription in a region."""

    region: str
    rights: ClassVar[tuple[str, ...]] = (
        "Microsoft.Resources/subscriptions/resources/read",
        f"{SERVERLESS}/read",
        f"{ONLINE}/deployments/read",
    )

    def __str__(self) -> str:
        return f"the endpoints in {self.region}"

    async def fetch(self, azure: AskedAzure) -> tuple[EndpointState, ...]:
        """List them in the subscription, then what each of the region serves."""
        where = f"{azure.root}/resources?$filter=resourceType eq '{SERVERLESS}' or resourceType eq '{ONLINE}'"
        endpoints = [
            endpoint
            for endpoint in await azure.requests.list_all(where, RESOURCES)
            if region_of(endpoint["location"]) == self.region
        ]
        return tuple(await asyncio.gather(*(_endpoint(azure, endpoint) for endpoint in endpoints)))


async def _endpoint(azure: AskedAzure, endpoint: dict[str, Any]) -> EndpointState:
    workspace_id, _, name = endpoint["id"].rsplit("/", 2)
    serverless = endpoint["type"].lower() == SERVERLESS.lower()
    return EndpointState(
        name=name,
        resource_group=workspace_id.split("/")[4],
        workspace=workspace_id.rsplit("/", 1)[-1],
        region=region_of(endpoint["location"]),
        serverless=serverless,
        ours=azure.is_ours(endpoint),
        model_id=await _model_id(azure, endpoint["id"]) if serverless else None,
        deployments=0 if serverless else len(await azure.requests.list_below(endpoint["id"], "deployments")),
    )


async def _model_id(azure: AskedAzure, endpoint_id: str) -> str | None:
    """The list of its workspace gives it for all endpoints there."""
    workspace, _, name = endpoint_id.rpartition("/")
    endpoints = await azure.requests.list_or_none(workspace, MACHINE_LEARNING) or []
    body = next((endpoint for endpoint in endpoints if endpoint["name"].lower() == name.lower()), {})
    model_id: str | None = body.get("properties", {}).get("modelSettings", {}).get("modelId")
    return model_id
