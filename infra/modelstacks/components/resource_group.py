"""The resource group that holds a stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi
from pulumi_azure_native import resources

if TYPE_CHECKING:
    from collections.abc import Mapping


class ResourceGroup(pulumi.ComponentResource):
    """Outputs: `id`, `groupName` (known once the group is there: what goes into it waits for it)."""

    id: pulumi.Output[str]
    group_name: pulumi.Output[str]

    def __init__(
        self, name: str, region: str, tags: Mapping[str, str], opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("modelstacks:azure:ResourceGroup", name, None, opts)
        group = resources.ResourceGroup(
            f"{name}-group",
            resource_group_name=name,
            location=region,
            tags=tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.id, self.group_name = group.id, group.name
        self.register_outputs({"id": self.id, "groupName": self.group_name})
