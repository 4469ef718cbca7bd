"""An online endpoint: the address and the keys in front of managed deployments; our own, or one that exists."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import pulumi
from pulumi_azure_native import machinelearningservices as ml

from modelstacks.azure.endpoint_access import Auth, auth_of, base_uri
from modelstacks.azure.shared_quota import marks
from modelstacks.components.endpoint_keys import primary_key
from modelstacks.components.provider_functions import call

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime

NOT_OURS = [
    "kind",
    "properties.publicNetworkAccess",
    "properties.traffic",
    "properties.mirrorTraffic",
    "properties.properties.AzureAsyncOperationUri",  # Azure writes it anew with each write, that of traffic, too
    'properties.properties["azureml.onlineendpointid"]',
    *(
        f"properties.properties.{name}" for name in ("createdAt", "createdBy", "lastModifiedAt")
    ),  # azure-ai-ml
]
"""What the Traffic resource writes (a second writer would drift), and what Azure fills in."""


@dataclass(frozen=True)
class OnlineEndpointArgs:
    """An endpoint with keys, without traffic: that needs deployments first.

    *expires* puts it on Azure's shared quota until then. *identity_id* is a user-assigned identity for what runs
    behind it; without one Azure makes a system-assigned one. *wait_ready* takes the endpoint's id and returns it once
    Azure takes deployments behind it: the endpoint's own operation may end before that.
    """

    name: str
    region: str
    workspace_name: str
    resource_group_name: str
    tags: Mapping[str, str]
    wait_ready: Callable[[str], Awaitable[str]]
    expires: datetime | None = None
    identity_id: pulumi.Output[str] | None = None


class OnlineEndpoint(pulumi.ComponentResource):
    """Outputs: `id`, `uri` (the scoring URI without `/score`), `key` (secret)."""

    id: pulumi.Output[str]
    uri: pulumi.Output[str]
    key: pulumi.Output[str]
    auth: pulumi.Output[Auth]

    def __init__(
        self, name: str, args: OnlineEndpointArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("modelstacks:azure:OnlineEndpoint", name, None, opts)
        endpoint = _EndpointOfAnyIdentity(
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
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=NOT_OURS),
        )
        self.id = endpoint.id.apply(args.wait_ready)
        self.uri = endpoint.properties.apply(lambda properties: base_uri(properties.scoring_uri))
        location = {"resourceGroupName": args.resource_group_name, "workspaceName": args.workspace_name}
        self.key = primary_key("listOnlineEndpointKeys", "endpointName", endpoint.id, location)
        self.auth = pulumi.Output.from_input("key")
        self.register_outputs({"id": self.id, "uri": self.uri, "key": self.key})


class _EndpointOfAnyIdentity(ml.OnlineEndpoint):
    """A preview gives the inputs back as outputs, and the SDK's types of a user-assigned identity differ in the two.

    It is a list of ids that goes in, and a map by id that comes out: pulumi-azure-native#2525. Nobody reads it here.
    """

    @property
    @pulumi.getter
    def identity(self) -> pulumi.Output[Any]:
        """As it is, of no type."""
        return cast("pulumi.Output[Any]", pulumi.get(self, "identity"))


def _identity(user_assigned: pulumi.Output[str] | None) -> ml.ManagedServiceIdentityArgs:
    if user_assigned is None:
        return ml.ManagedServiceIdentityArgs(type=ml.ManagedServiceIdentityType.SYSTEM_ASSIGNED)
    return ml.ManagedServiceIdentityArgs(
        type=ml.ManagedServiceIdentityType.USER_ASSIGNED, user_assigned_identities=[user_assigned]
    )


class ExistingEndpoint:
    """An endpoint of somebody else's: read, never written, but for its traffic. The same outputs as our own.

    With Entra alone (authMode AADToken) it has no keys: *auth* is `entra` then, and *key* what *own_token* returns, the
    caller's own token.
    """

    id: pulumi.Output[str]
    uri: pulumi.Output[str]
    key: pulumi.Output[str]
    auth: pulumi.Output[Auth]

    def __init__(
        self,
        name: str,
        workspace_name: str,
        resource_group_name: str,
        own_token: Callable[[], Awaitable[str]],
    ) -> None:
        location = {"resourceGroupName": resource_group_name, "workspaceName": workspace_name}
        refusal = f"The online endpoint {name} should already exist, but it can't be read."
        found: pulumi.Output[Any] = pulumi.Output.from_input(
            call("getOnlineEndpoint", {"endpointName": name, **location}, refusal)
        )
        self.id = found.apply(lambda endpoint: str(endpoint["id"]))
        self.uri = found.apply(lambda endpoint: base_uri(endpoint["properties"]["scoringUri"]))
        self.auth = found.apply(lambda endpoint: auth_of(endpoint["properties"]))
        keys = partial(primary_key, "listOnlineEndpointKeys", "endpointName", self.id, location)
        self.key = pulumi.Output.secret(
            self.auth.apply(lambda auth: pulumi.Output.from_input(own_token()) if auth == "entra" else keys())
        )
