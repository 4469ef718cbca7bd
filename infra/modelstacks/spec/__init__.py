"""`deployments.yaml` and `platform.yaml` as typed, frozen specs; mistakes with file:line:column, all at once."""

from modelstacks.spec.deployments import (
    Deployment,
    DeploymentsSpec,
    WorkspaceRef,
    load_deployments,
    named_deployment,
)
from modelstacks.spec.made import Dependencies, MadeWorkspace
from modelstacks.spec.platform import Hub, PlatformSpec, Workspace, load_platform
from modelstacks.spec.wanted import Wanted

__all__ = [
    "Dependencies",
    "Deployment",
    "DeploymentsSpec",
    "Hub",
    "MadeWorkspace",
    "PlatformSpec",
    "Wanted",
    "Workspace",
    "WorkspaceRef",
    "load_deployments",
    "load_platform",
    "named_deployment",
]
