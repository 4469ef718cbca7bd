"""A model's deployment in a Foundry account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_azure_native import cognitiveservices

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping


@dataclass(frozen=True)
class FoundryDeploymentArgs:
    """*model_format* and *model_name* are ARM's; None in the others leaves the choice to Azure. *before*: runs before it is
    created or changed."""

    name: str
    account: str
    resource_group_name: str
    model_format: str
    model_name: str
    version: str | None
    sku: str
    capacity: int
    version_upgrade: str | None
    content_filter: str | None
    spillover: str | None
    tags: Mapping[str, str]
    before: Callable[[pulumi.ResourceHookArgs], Awaitable[None]]


class FoundryDeployment(pulumi.ComponentResource):
    """Output: `id`. Azure writes one deployment of an account after the other: who makes several has each depend on the
    one before, which goes for deletes as well."""

    id: pulumi.Output[str]

    def __init__(
        self, name: str, args: FoundryDeploymentArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("modelstacks:azure:FoundryDeployment", name, None, opts)
        self.id = cognitiveservices.Deployment(
            f"{name}-deployment",
            account_name=args.account,
            deployment_name=args.name,
            resource_group_name=args.resource_group_name,
            sku=cognitiveservices.SkuArgs(name=args.sku, capacity=args.capacity),
            properties=cognitiveservices.DeploymentPropertiesArgs(
                model=cognitiveservices.DeploymentModelArgs(
                    format=args.model_format, name=args.model_name, version=args.version
                ),
                rai_policy_name=args.content_filter,
                spillover_deployment_name=args.spillover,
                version_upgrade_option=args.version_upgrade,
            ),
            tags=args.tags,
            opts=pulumi.ResourceOptions(
                parent=self,
                ignore_changes=_left_to_azure(args),
                hooks=pulumi.ResourceHookBinding(before_create=[args.before], before_update=[args.before]),
            ),
        ).id
        self.register_outputs({"id": self.id})


def _left_to_azure(args: FoundryDeploymentArgs) -> list[str]:
    """What Azure fills in where nobody says it, and shows as if somebody had: an import finds it."""
    said = {
        "currentCapacity": None,
        "model.version": args.version,
        "raiPolicyName": args.content_filter,
        "versionUpgradeOption": args.version_upgrade,
    }
    return [f"properties.{name}" for name, value in said.items() if value is None]
