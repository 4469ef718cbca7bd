"""An online endpoint: the address and the keys in front of managed deployments; our own, or one that exists."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pulumi
from pulumi_azure_native import machinelearningservices as ml

from modelstacks.azure.deployed import base_uri
from modelstacks.azure.session import open_arm
from modelstacks.azure.settled import find_settled
from modelstacks.azure.shared_quota import marks
from modelstacks.components.keys import primary_key

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

TRAFFIC_PROPERTIES = [
    "properties.traffic",
    "properties.mirrorTraffic",
    "properties.properties.AzureAsyncOperationUri",  # Azure writes it anew with each write, that of traffic, too
]
"""What the Traffic resource writes; a second writer would drift."""


@dataclass(frozen=True)
class OnlineEndpointArgs:
    """An endpoint with keys, without traffic: that needs deployments first.

    *expires* puts it on Azure's shared quota until then. *identity_id* is a user-assigned identity for what runs
    behind it; without one Azure makes a system-assigned one.
    """

    name: str
    region: str
    workspace_name: str
    resource_group_name: str
    tags: Mapping[str, str]
    expires: datetime | None = None
    identity_id: pulumi.Output[str] | None = None


class OnlineEndpoint(pulumi.ComponentResource):
    """Outputs: `id`, `uri` (the scoring URI without `/score`), `key` (secret)."""

    id: pulumi.Output[str]
    uri: pulumi.Output[str]
    key: pulumi.Output[str]

    def __init__(
        self, name: str, args: OnlineEndpointArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("modelstacks:azure:OnlineEndpoint", name, None, opts)
        endpoint = ml.OnlineEndpoint(
            f"{name}-endpoint",
            endpoint_name=args.name,
            resource_group_name=args.resource_group_name,
            workspace_name=args.workspace_name,
            location=args.region,
            identity=_identity(args.identity_id),
            properties=ml.OnlineEndpointPropertiesArgs(
                auth_mode=ml.EndpointAuthMode.KEY,
                properties=marks(args.expires) if args.expires else {},
            ),
            tags=args.tags,
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=TRAFFIC_PROPERTIES),
        )
        self.id = endpoint.id.apply(_settled)
        self.uri = endpoint.properties.apply(lambda properties: base_uri(properties.scoring_uri))
        place = {"resourceGroupName": args.resource_group_name, "workspaceName": args.workspace_name}
        self.key = primary_key("listOnlineEndpointKeys", "endpointName", endpoint.id, place)
        self.register_outputs({"id": self.id, "uri": self.uri, "key": self.key})


async def _settled(endpoint_id: str) -> str:
    """Return the id once Azure takes deployments behind the endpoint: its operation may end before that."""
    if not pulumi.runtime.is_dry_run():
        async with open_arm(os.environ) as arm:
            await find_settled(arm, endpoint_id)
    return endpoint_id


def _identity(user_assigned: pulumi.Output[str] | None) -> ml.ManagedServiceIdentityArgs:
    if user_assigned is None:
        return ml.ManagedServiceIdentityArgs(type=ml.ManagedServiceIdentityType.SYSTEM_ASSIGNED)
    return ml.ManagedServiceIdentityArgs(
        type=ml.ManagedServiceIdentityType.USER_ASSIGNED, user_assigned_identities=[user_assigned]
    )


class ExistingEndpoint:
    """An endpoint of somebody else's: read, never written, but for its traffic. The same outputs as our own."""

    id: pulumi.Output[str]
    uri: pulumi.Output[str]
    key: pulumi.Output[str]

    def __init__(self, name: str, workspace_name: str, resource_group_name: str) -> None:
        place = {"resourceGroupName": resource_group_name, "workspaceName": workspace_name}
        found: pulumi.Output[Any] = pulumi.Output.from_input(_found(name, place))
        self.id = found.apply(lambda endpoint: str(endpoint["id"]))
        self.uri = found.apply(lambda endpoint: base_uri(endpoint["properties"]["scoringUri"]))
        self.key = primary_key("listOnlineEndpointKeys", "endpointName", self.id, place)


async def _found(name: str, place: Mapping[str, str]) -> Any:
    """Read it. Raises pulumi.RunError in Azure's words."""
    function = "azure-native:machinelearningservices:getOnlineEndpoint"
    try:
        return await pulumi.runtime.invoke_async(function, {"endpointName": name, **place})
    except Exception as err:  # the SDK raises nothing narrower for a failed function
        raise pulumi.RunError(
            f"The online endpoint {name} should exist already, and can't be read.\n{err}"
        ) from err
