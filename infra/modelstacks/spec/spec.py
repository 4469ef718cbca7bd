"""What the kinds of spec have in common for whoever looks before anything is made: placement, lock and checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from modelstacks.catalog import Catalog
    from modelstacks.spec.deployments import Deployment
    from modelstacks.spec.parents import Parent, WorkspaceRef
    from modelstacks.spec.workspaces_to_create import WorkspaceToCreate


class Spec(Protocol):
    """A spec as checks see it: where, what it makes, and what it deploys there."""

    @property
    def path(self) -> Path:
        """The file."""

    @property
    def subscription(self) -> str:
        """The subscription's id."""

    @property
    def catalog(self) -> Catalog:
        """The catalogue that the spec was read with: the packaged one, with the user's own rows."""

    @property
    def resource_group(self) -> str:
        """The resource group's name."""

    @property
    def makes_group(self) -> bool:
        """Whether the stack makes the resource group, too."""

    @property
    def workspaces_to_create(self) -> tuple[WorkspaceToCreate, ...]:
        """The hubs, projects and workspaces that the stack makes."""

    @property
    def places(self) -> Mapping[str, WorkspaceRef]:
        """The workspace of each region that has one."""

    def parents_of(self, mode: str) -> Mapping[str, Parent]:
        """Return what deployments in *mode* lie in, by region."""

    @property
    def deployments(self) -> tuple[Deployment, ...]:
        """What is deployed there."""
