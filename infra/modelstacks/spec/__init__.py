"""`deployments.yaml` and `platform.yaml` as typed, frozen specs; mistakes with file:line:column, all at once."""

from modelstacks.spec.deployments import (
    Deployment,
    DeploymentsSpec,
    load_deployments,
    named_deployment,
)
from modelstacks.spec.modes_possible import modes_possible
from modelstacks.spec.parents import Parent, WorkspaceRef
from modelstacks.spec.platform import Hub, PlatformSpec, Workspace, load_platform
from modelstacks.spec.spec import Spec
from modelstacks.spec.workspaces_to_create import Dependencies, WorkspaceToCreate

__all__ = [
    "Dependencies",
    "Deployment",
    "DeploymentsSpec",
    "Hub",
    "Parent",
    "PlatformSpec",
    "Spec",
    "Workspace",
    "WorkspaceRef",
    "WorkspaceToCreate",
    "load_deployments",
    "load_platform",
    "modes_possible",
    "named_deployment",
]
