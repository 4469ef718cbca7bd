"""`platform.yaml`: the hubs, projects and workspaces that the platform stack makes, typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from modelstacks.azure.arm_id import ArmId
from modelstacks.catalog import load
from modelstacks.errors import SpecError
from modelstacks.spec.kinds import read_spec, refuse_other_kind
from modelstacks.spec.parent_rules import name_mistakes, region_mistakes
from modelstacks.spec.rules import scope_mistakes
from modelstacks.spec.schemas import PlatformSchema
from modelstacks.spec.workspaces_to_create import WorkspaceToCreate, derive_dependencies
from modelstacks.validation import validate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from modelstacks.catalog import Catalog
    from modelstacks.errors import Mistake
    from modelstacks.names import Kind
    from modelstacks.spec.deployments import Deployment
    from modelstacks.spec.parents import Parent, WorkspaceRef
    from modelstacks.spec.schemas import WorkspaceSchema
    from modelstacks.spec.workspaces_to_create import Dependencies
    from modelstacks.yaml_source import Loc, Source


@dataclass(frozen=True)
class Hub:
    """A hub and its projects, which share its region and dependencies."""

    name: str
    region: str
    projects: tuple[str, ...]
    dependencies: Dependencies

    @property
    def workspaces_to_create(self) -> tuple[WorkspaceToCreate, ...]:
        """The hub itself, then its projects."""
        hub = WorkspaceToCreate(self.name, self.region, "hub", self.dependencies)
        return (hub, *(WorkspaceToCreate(name, self.region, "project") for name in self.projects))


@dataclass(frozen=True)
class Workspace:
    """An Azure ML workspace of kind Default."""

    name: str
    region: str
    dependencies: Dependencies


@dataclass(frozen=True)
class PlatformSpec:
    """A checked `platform.yaml`; everything in the file's order. *region* is the resource group's."""

    path: Path
    subscription: str
    resource_group: str
    region: str
    owner: str | None
    hubs: tuple[Hub, ...]
    workspaces: tuple[Workspace, ...]
    catalog: Catalog = field(default_factory=load, repr=False, compare=False)
    makes_group: ClassVar[bool] = True
    deployments: ClassVar[tuple[Deployment, ...]] = ()

    @property
    def places(self) -> Mapping[str, WorkspaceRef]:
        """None: nothing is deployed by this stack."""
        return {}

    def parents_of(self, mode: str) -> Mapping[str, Parent]:
        """Return nothing, for the same reason."""
        del mode
        return {}

    @property
    def workspaces_to_create(self) -> tuple[WorkspaceToCreate, ...]:
        """Everything of the workspace type, in the order it is made."""
        hubs = [workspace for hub in self.hubs for workspace in hub.workspaces_to_create]
        alone = [
            WorkspaceToCreate(workspace.name, workspace.region, "workspace", workspace.dependencies)
            for workspace in self.workspaces
        ]
        return (*hubs, *alone)


def platform_schema() -> type[PlatformSchema]:
    """Return the type that a file is read as."""
    return PlatformSchema


def load_platform(path: Path, environ: Mapping[str, str], rows: Path | None = None) -> PlatformSpec:
    """Read and check *path*; `${NAME}` is taken from *environ*. *rows*: the user's own catalogue rows.

    Raises SpecError with every mistake.
    """
    catalog = load(rows)
    source = read_spec(path, environ)
    refuse_other_kind(source, "platform")
    checked = validate(source, source.data, PlatformSchema)
    if checked.value is not None:
        source.add_new([*_mistakes(checked.value, source)])
    if checked.value is None or source.mistakes:
        raise SpecError(source.mistakes)
    return _spec(path, checked.value, catalog)


def _spec(path: Path, schema: PlatformSchema, catalog: Catalog) -> PlatformSpec:
    scope = ArmId.at(schema.subscription, schema.resource_group)
    hubs = tuple(
        Hub(
            name,
            hub.region or schema.region,
            hub.projects,
            derive_dependencies(name, scope, hub.storage_account, hub.key_vault),
        )
        for name, hub in schema.hubs.items()
    )
    workspaces = tuple(
        Workspace(
            name,
            workspace.region or schema.region,
            derive_dependencies(name, scope, workspace.storage_account, workspace.key_vault),
        )
        for name, workspace in schema.workspaces.items()
    )
    return PlatformSpec(
        path,
        schema.subscription,
        schema.resource_group,
        schema.region,
        schema.owner,
        hubs,
        workspaces,
        catalog,
    )


def _mistakes(schema: PlatformSchema, source: Source) -> Iterator[Mistake]:
    yield from scope_mistakes(schema, source)
    yield from region_mistakes(source, ("region",), schema.region)
    seen: set[str] = set()
    for loc, kind, name in _workspace_names(schema):
        at_key = kind != "project"
        yield from name_mistakes(source, loc, kind, name, at_key=at_key)
        if name.lower() in seen:
            message = (
                f"'{name}' is taken: hubs, projects and workspaces of a resource group share their names"
            )
            yield source.mistake(loc, message, at_key=at_key)
        seen.add(name.lower())
    for loc, workspace in _workspaces(schema):
        yield from _workspace_mistakes(source, loc, workspace)


def _workspace_mistakes(source: Source, loc: Loc, workspace: WorkspaceSchema) -> Iterator[Mistake]:
    if workspace.region is not None:
        yield from region_mistakes(source, (*loc, "region"), workspace.region)
    if workspace.storage_account is not None:
        yield from name_mistakes(
            source, (*loc, "storage_account"), "storage account", workspace.storage_account
        )
    if workspace.key_vault is not None:
        yield from name_mistakes(source, (*loc, "key_vault"), "key vault", workspace.key_vault)


def _workspaces(schema: PlatformSchema) -> Iterator[tuple[Loc, WorkspaceSchema]]:
    for name, hub in schema.hubs.items():
        yield ("hubs", name), hub
    for name, workspace in schema.workspaces.items():
        yield ("workspaces", name), workspace


def _workspace_names(schema: PlatformSchema) -> Iterator[tuple[Loc, Kind, str]]:
    """Every name of the workspace type, with its place: hubs and projects are workspaces too."""
    for name, hub in schema.hubs.items():
        yield ("hubs", name), "hub", name
        for index, project in enumerate(hub.projects):
            yield ("hubs", name, "projects", index), "project", project
    for name in schema.workspaces:
        yield ("workspaces", name), "workspace", name
