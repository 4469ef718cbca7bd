"""A managed online endpoint and its deployments: a model on VMs of its own, billed by core hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_azure_native import machinelearningservices as ml

from modelstacks.azure.deployed import base_uri
from modelstacks.components.keys import primary_key

if TYPE_CHECKING:
    from collections.abc import Mapping

TRAFFIC_PROPERTIES = ["properties.traffic", "properties.mirrorTraffic"]
"""What the Traffic resource writes; a second writer would drift."""


@dataclass(frozen=True)
class OnlineEndpointArgs:
    """An endpoint with keys, without traffic: that needs deployments first."""

    name: str
    region: str
    workspace_name: str
    resource_group_name: str
    tags: Mapping[str, str]


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
            identity=ml.ManagedServiceIdentityArgs(type=ml.ManagedServiceIdentityType.SYSTEM_ASSIGNED),
            properties=ml.OnlineEndpointPropertiesArgs(auth_mode=ml.EndpointAuthMode.KEY),
            tags=args.tags,
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=TRAFFIC_PROPERTIES),
        )
        self.id = endpoint.id
        self.uri = endpoint.properties.apply(lambda properties: base_uri(properties.scoring_uri))
        place = {"resourceGroupName": args.resource_group_name, "workspaceName": args.workspace_name}
        self.key = primary_key("listOnlineEndpointKeys", "endpointName", endpoint.id, place)
        self.register_outputs({"id": self.id, "uri": self.uri, "key": self.key})


@dataclass(frozen=True)
class OnlineDeploymentArgs:
    """*model_id* is with version; *endpoint_id* makes the deployment wait for its endpoint."""

    name: str
    endpoint_id: pulumi.Output[str]
    model_id: str
    instance_type: str
    instances: int
    region: str
    workspace_name: str
    resource_group_name: str
    tags: Mapping[str, str]


class OnlineDeployment(pulumi.ComponentResource):
    """Output: `id`."""

    id: pulumi.Output[str]

    def __init__(
        self, name: str, args: OnlineDeploymentArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("modelstacks:azure:OnlineDeployment", name, None, opts)
        self.id = ml.OnlineDeployment(
            f"{name}-deployment",
            deployment_name=args.name,
            endpoint_name=args.endpoint_id.apply(lambda path: path.rsplit("/", 1)[-1]),
            resource_group_name=args.resource_group_name,
            workspace_name=args.workspace_name,
            location=args.region,
            sku=ml.SkuArgs(name="Default", capacity=args.instances),
            properties=ml.ManagedOnlineDeploymentArgs(
                endpoint_compute_type="Managed",
                model=args.model_id,
                instance_type=args.instance_type,
            ),
            tags=args.tags,
            opts=pulumi.ResourceOptions(parent=self),
        ).id
        self.register_outputs({"id": self.id})
