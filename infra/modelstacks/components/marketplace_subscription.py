"""A workspace's subscription to a model's Marketplace offer: one, however many deployments use it."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import machinelearningservices as ml


@dataclass(frozen=True)
class MarketplaceSubscriptionArgs:
    """*name* is the subscription's name in Azure; *model_id* is without version."""

    name: str
    model_id: str
    workspace_name: str
    resource_group_name: str


class MarketplaceSubscription(pulumi.ComponentResource):
    """Output: `id`. Azure gives this type no tags: it is ours when its name is derived from the model id."""

    id: pulumi.Output[str]

    def __init__(
        self, name: str, args: MarketplaceSubscriptionArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("modelstacks:azure:MarketplaceSubscription", name, None, opts)
        self.id = ml.MarketplaceSubscription(
            f"{name}-subscription",
            name=args.name,
            properties=ml.MarketplaceSubscriptionPropertiesArgs(model_id=args.model_id),
            workspace_name=args.workspace_name,
            resource_group_name=args.resource_group_name,
            opts=pulumi.ResourceOptions(parent=self),
        ).id
        self.register_outputs({"id": self.id})
