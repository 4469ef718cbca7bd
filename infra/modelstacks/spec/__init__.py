"""`deployments.yaml` and `platform.yaml` as typed, frozen specs; mistakes with file:line:column, all at once."""

from modelstacks.spec.deployments import Deployment, DeploymentsSpec, WorkspaceRef, load_deployments
from modelstacks.spec.platform import (
    Dependencies,
    Hub,
    PlatformSpec,
    Workspace,
    derive_dependencies,
    load_platform,
)

__all__ = [
    "Dependencies",
    "Deployment",
    "DeploymentsSpec",
    "Hub",
    "PlatformSpec",
    "Workspace",
    "WorkspaceRef",
    "derive_dependencies",
    "load_deployments",
    "load_platform",
]
