"""What deployments lie in, region by region: workspaces, and whatever else a mode has for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modelstacks.spec.workspaces_to_create import WorkspaceToCreate, derive_dependencies

if TYPE_CHECKING:
    from modelstacks.spec.schemas import DeploymentsSchema, WorkspaceKind


@dataclass(frozen=True)
class Parent:
    """What the endpoints of one region lie in. *create*: this stack makes it; else it must be there."""

    region: str
    name: str
    create: bool


@dataclass(frozen=True)
class WorkspaceRef(Parent):
    """The workspace of one region."""

    kind: WorkspaceKind

    def workspaces_to_create(self, scope: str) -> tuple[WorkspaceToCreate, ...]:
        """Return what this stack makes for it in *scope* (a resource group's id): a project comes with its hub."""
        if not self.create:
            return ()
        if self.kind == "workspace":
            names = derive_dependencies(self.name, scope)
            return (WorkspaceToCreate(self.name, self.region, "workspace", names),)
        hub = f"{self.name}-hub"
        return (
            WorkspaceToCreate(hub, self.region, "hub", derive_dependencies(hub, scope)),
            WorkspaceToCreate(self.name, self.region, "project"),
        )


def workspaces_in(file: DeploymentsSchema) -> dict[str, WorkspaceRef]:
    """Return the workspaces of a file, by region, in its order."""
    return {
        region: WorkspaceRef(region, workspace.name, workspace.create, workspace.kind)
        for region, workspace in file.workspaces.items()
    }
