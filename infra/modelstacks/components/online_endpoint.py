"""An online endpoint: the address and the keys in front of managed deployments; our own, or one that exists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pulumi
from pulumi_azure_native import machinelearningservices as ml

from modelstacks.azure.deployed import base_uri
from modelstacks.azure.shared_quota import marks
from modelstacks.components.keys import primary_key

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime

TRAFFIC_PROPERTIES = ["properties.traffic", "properties.mirrorTraffic"]
"""What the Traffic resource writes; a second writer would drift."""


@dataclass(frozen=True)
class OnlineEndpointArgs:
    """An endpoint with keys, without traffic: that needs deployments first.

    *expires* puts it on Azure's shared quota until then. *identity_id* is a user-assigned identity for what runs
    behind it; without one Azure makes a system-assigned one. *settled* takes the endpoint's id and returns it once
    Azure takes deployments behind it: the endpoint's own operation may end before that.
    """

    name: str
    region: str
    workspace_name: str
    resource_group_name: str
    tags: Mapping[str, str]
    settled: Callable[[str], Awaitable[str]]
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
                properties=marks(args.expires) if args.expires else None,
            ),
            tags=args.tags,
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=TRAFFIC_PROPERTIES),
        )
        self.id = endpoint.id.apply(args.settled)
        self.uri = endpoint.properties.apply(lambda properties: base_uri(properties.scoring_uri))
        place = {"resourceGroupName": args.resource_group_name, "workspaceName": args.workspace_name}
        self.key = primary_key("listOnlineEndpointKeys", "endpointName", endpoint.id, place)
        self.register_outputs({"id": self.id, "uri": self.uri, "key": self.key})


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
