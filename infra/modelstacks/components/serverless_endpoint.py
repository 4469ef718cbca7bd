"""A serverless endpoint: a model as a service, billed by tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_azure_native import machinelearningservices as ml

from modelstacks.components.endpoint_keys import primary_key

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class ServerlessEndpointArgs:
    """*model_id* is without version; *content_safety* None where the model has no filter to switch."""

    name: str
    model_id: str
    region: str
    workspace_name: str
    resource_group_name: str
    content_safety: bool | None
    tags: Mapping[str, str]


class ServerlessEndpoint(pulumi.ComponentResource):
    """Outputs: `id`, `uri`, `key` (secret)."""

    id: pulumi.Output[str]
    uri: pulumi.Output[str]
    key: pulumi.Output[str]

    def __init__(
        self, name: str, args: ServerlessEndpointArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("modelstacks:azure:ServerlessEndpoint", name, None, opts)
        endpoint = ml.ServerlessEndpoint(
            f"{name}-endpoint",
            name=args.name,
            resource_group_name=args.resource_group_name,
            workspace_name=args.workspace_name,
            location=args.region,
            sku=ml.SkuArgs(name="Consumption"),
            properties=ml.ServerlessEndpointPropertiesArgs(
                auth_mode=ml.ServerlessInferenceEndpointAuthMode.KEY,
                content_safety=_content_safety(args.content_safety),
                model_settings=ml.ModelSettingsArgs(model_id=args.model_id),
            ),
            tags=args.tags,
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),  # one for each model
        )
        self.id = endpoint.id
        self.uri = endpoint.properties.apply(lambda properties: properties.inference_endpoint.uri)
        location = {"resourceGroupName": args.resource_group_name, "workspaceName": args.workspace_name}
        self.key = primary_key("listServerlessEndpointKeys", "name", endpoint.id, location)
        self.register_outputs({"id": self.id, "uri": self.uri, "key": self.key})


def _content_safety(switched_on: bool | None) -> ml.ContentSafetyArgs | None:
    if switched_on is None:
        return None
    status = ml.ContentSafetyStatus.ENABLED if switched_on else ml.ContentSafetyStatus.DISABLED
    return ml.ContentSafetyArgs(content_safety_status=status)
