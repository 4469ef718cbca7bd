"""The three kinds of `Microsoft.MachineLearningServices/workspaces`: hub, project, Azure ML workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pulumi
from pulumi_azure_native import machinelearningservices as ml

from modelstacks.components.associated_resources import AssociatedResources

if TYPE_CHECKING:
    from modelstacks.components.associated_resources import ResourceContext
    from modelstacks.spec import Dependencies

HUB, PROJECT, DEFAULT = "Hub", "Project", "Default"
FILLED_BY_AZURE = ["associatedWorkspaces", "containerRegistry", "workspaceHubConfig"]
"""A hub's projects and where they are made, and the registry that Azure ML makes for the first image: a refresh takes all
of these for inputs."""


class _WorkspaceWithResources(pulumi.ComponentResource):
    """A workspace with what it stands on. Outputs: `id`, `name`. *workspace* is the last that is made of all that."""

    kind: ClassVar[str]
    type_name: ClassVar[str]
    id: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        names: Dependencies,
        context: ResourceContext,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(self.type_name, name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        resources = AssociatedResources(f"{name}-associated", names, context, child)
        self.workspace = ml.Workspace(
            f"{name}-workspace",
            workspace_name=name,
            resource_group_name=context.resource_group_name,
            location=context.location,
            kind=self.kind,
            friendly_name=name,
            storage_account=resources.storage_account_id,
            key_vault=resources.key_vault_id,
            application_insights=resources.application_insights_id,
            identity=_system_assigned(),
            tags=context.tags,
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=FILLED_BY_AZURE),
        )
        self.id = self.workspace.id
        self.register_outputs({"id": self.id, "name": name})


class Hub(_WorkspaceWithResources):
    """A hub with what it stands on. Outputs: `id`, `name`."""

    kind = HUB
    type_name = "modelstacks:azure:Hub"


class AzureMlWorkspace(_WorkspaceWithResources):
    """An Azure ML workspace (kind Default) with what it stands on. Outputs: `id`, `name`."""

    kind = DEFAULT
    type_name = "modelstacks:azure:AzureMlWorkspace"


class Project(pulumi.ComponentResource):
    """A hub's project: it has no storage or vault of its own. Outputs: `id`, `name`."""

    id: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        hub_id: pulumi.Input[str],
        context: ResourceContext,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("modelstacks:azure:Project", name, None, opts)
        self.workspace = ml.Workspace(
            f"{name}-workspace",
            workspace_name=name,
            resource_group_name=context.resource_group_name,
            location=context.location,
            kind=PROJECT,
            friendly_name=name,
            hub_resource_id=hub_id,
            identity=_system_assigned(),
            tags=context.tags,
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=FILLED_BY_AZURE),
        )
        self.id = self.workspace.id
        self.register_outputs({"id": self.id, "name": name})


def _system_assigned() -> ml.ManagedServiceIdentityArgs:
    return ml.ManagedServiceIdentityArgs(type=ml.ManagedServiceIdentityType.SYSTEM_ASSIGNED)
