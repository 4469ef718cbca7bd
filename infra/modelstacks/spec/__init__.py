"""`deployments.yaml` and `platform.yaml` as typed, frozen specs; mistakes with file:line:column, all at once."""

from modelstacks.spec.deployments import (
    Deployment,
    DeploymentsSpec,
    WorkspaceRef,
    load_deployments,
    named_deployment,
)
from modelstacks.spec.platform import Hub, PlatformSpec, Workspace, load_platform
from modelstacks.spec.spec import Spec
from modelstacks.spec.workspaces_to_create import Dependencies, WorkspaceToCreate

__all__ = [
    "Dependencies",
    "Deployment",
    "DeploymentsSpec",
    "Hub",
    "PlatformSpec",
    "Spec",
    "Workspace",
    "WorkspaceRef",
    "WorkspaceToCreate",
    "load_deployments",
    "load_platform",
    "named_deployment",
]
