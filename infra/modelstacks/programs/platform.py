"""The platform program: resource group, hubs with their projects, Azure ML workspaces (the bootstrap)."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pulumi

from modelstacks.azure.tags import owner_tag, stack_tags
from modelstacks.components.associated_resources import ResourceContext
from modelstacks.components.resource_group import ResourceGroup
from modelstacks.components.workspaces import AzureMlWorkspace, Hub, Project
from modelstacks.deployment.spec_mark import mark_of
from modelstacks.inference.smoke import READY_WITHIN_S
from modelstacks.preflight.check_context import CheckContext
from modelstacks.programs.azure_thread import AzureThread
from modelstacks.programs.entry import check_subscription, ending_plainly, read_settings
from modelstacks.programs.existing_resources import refuse_existing
from modelstacks.programs.one_identity import require_one_caller
from modelstacks.programs.preflight import check_first
from modelstacks.programs.registration import register_leanly
from modelstacks.programs.spec_mark import refuse_other_spec, remember
from modelstacks.spec import load_platform

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from modelstacks.inference.smoke import SmokeResult
    from modelstacks.programs.existing_resources import ExistingResources
    from modelstacks.spec import PlatformSpec

SPEC = "platform.yaml"


def run(
    spec: Path | None = None,
    existing: ExistingResources | None = None,
    smoked: dict[str, SmokeResult] | None = None,
) -> None:
    """Create what *spec* asks for; by default the file that `modelstacks:spec` names, or platform.yaml.

    *existing* takes what is in Azure already but not in the stack's state. *smoked* stays empty: there is no deployment.
    """
    del smoked
    with ending_plainly():
        register_leanly()
        settings = read_settings(SPEC, READY_WITHIN_S)
        platform = load_platform(spec or settings.spec, os.environ, settings.rows)
        check_subscription(platform.subscription, os.environ)
        mark = mark_of(platform)
        if spec is None:  # else `modelstacks` looked before it started the engine
            refuse_other_spec(mark)
        stack = stack_tags(pulumi.get_project(), pulumi.get_stack())
        context = CheckContext(datetime.now(UTC).date(), stack)
        azure = AzureThread(os.environ)
        require_one_caller(azure, platform.subscription, settings)
        check_first(azure, platform, context, settings)
        refuse_existing(azure, platform.subscription, existing)
        _build(platform, {**stack, **owner_tag(platform.owner)})
        remember(mark)


def _build(spec: PlatformSpec, tags: Mapping[str, str]) -> None:
    group = ResourceGroup(spec.resource_group, spec.region, tags)
    ids: dict[str, pulumi.Output[str]] = {}
    for hub in spec.hubs:
        context = ResourceContext(group.group_name, hub.region, tags)
        parent = Hub(hub.name, hub.dependencies, context)
        ids[hub.name] = parent.id
        for project in hub.projects:
            ids[project] = Project(project, parent.id, context, pulumi.ResourceOptions(parent=parent)).id
    for workspace in spec.workspaces:
        context = ResourceContext(group.group_name, workspace.region, tags)
        ids[workspace.name] = AzureMlWorkspace(workspace.name, workspace.dependencies, context).id
    _export(group, ids)


def _export(group: ResourceGroup, ids: Mapping[str, pulumi.Output[str]]) -> None:
    pulumi.export("resource_group", group.group_name)
    pulumi.export("workspaces", dict(ids))
