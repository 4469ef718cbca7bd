"""The workspaces that a models stack creates itself (`create: true`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi

from modelstacks.components.associated_resources import ResourceContext
from modelstacks.components.workspaces import AzureMlWorkspace, Hub, Project

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.deployment.plan import ModelsPlan
    from modelstacks.spec import WorkspaceRef


def make_workspaces(plan: ModelsPlan, tags: Mapping[str, str]) -> dict[str, pulumi.Resource]:
    """Return, by the workspace's id, what its deployments must wait for; the resource group must be there.

    That is the workspace alone, which is made after all that it stands on: the state would repeat each part of a
    component with everything that waits for it.
    """
    return {plan.workspace_id(ref.name): _make(ref, plan, tags) for ref in plan.workspaces}


def _make(ref: WorkspaceRef, plan: ModelsPlan, tags: Mapping[str, str]) -> pulumi.Resource:
    context = ResourceContext(plan.resource_group, ref.region, tags)
    first, *project = ref.workspaces_to_create(plan.scope)
    assert first.dependencies is not None  # only a project has none, and it comes after its hub
    if not project:
        return AzureMlWorkspace(first.name, first.dependencies, context).workspace
    hub = Hub(first.name, first.dependencies, context)
    return Project(ref.name, hub.id, context, pulumi.ResourceOptions(parent=hub)).workspace
