"""The workspaces that a models stack makes itself (`create: true`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi

from modelstacks.components.associated_resources import Placement
from modelstacks.components.workspaces import AzureMlWorkspace, Hub, Project
from modelstacks.spec import derive_dependencies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.programs.plan import ModelsPlan
    from modelstacks.spec import WorkspaceRef


def make_workspaces(plan: ModelsPlan, tags: Mapping[str, str]) -> dict[str, list[pulumi.Resource]]:
    """Return, by workspace, what its deployments must wait for; the resource group must be there."""
    return {ref.name: [_make(ref, plan, tags)] for ref in plan.workspaces}


def _make(ref: WorkspaceRef, plan: ModelsPlan, tags: Mapping[str, str]) -> pulumi.Resource:
    place = Placement(plan.resource_group, ref.region, tags)
    if ref.kind == "workspace":
        return AzureMlWorkspace(ref.name, derive_dependencies(ref.name, plan.scope), place)
    name = f"{ref.name}-hub"
    hub = Hub(name, derive_dependencies(name, plan.scope), place)
    return Project(ref.name, hub.id, place, pulumi.ResourceOptions(parent=hub))
