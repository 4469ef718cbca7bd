"""`deployments.yaml`: what the user wants, typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from modelstacks.azure.arm_id import ArmId
from modelstacks.catalog import load
from modelstacks.errors import SpecError, UsageError
from modelstacks.mode_parts import mode_names
from modelstacks.names import marketplace_subscription_name
from modelstacks.spec.by_mode import spec_of
from modelstacks.spec.kinds import MODELS, read_spec, refuse_other_kind
from modelstacks.spec.mode_keys import deployments_schema, own_values, top_level_values
from modelstacks.spec.modes_possible import modes_possible
from modelstacks.spec.parents import workspaces_in
from modelstacks.spec.rules import deployments_mistakes
from modelstacks.spec.serving import Serving
from modelstacks.spec.timeouts import Timeouts
from modelstacks.suggestions import listed
from modelstacks.validation import validate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from modelstacks.catalog import Catalog, Model
    from modelstacks.spec.parents import Parent, WorkspaceRef
    from modelstacks.spec.schema_base import Schema
    from modelstacks.spec.schemas import DeploymentsSchema, OnExpiry, QuotaChoice
    from modelstacks.spec.workspaces_to_create import WorkspaceToCreate
    from modelstacks.yaml_source import Source


@dataclass(frozen=True)
class Deployment:
    """One deployment of the spec; *regions* in the order to try.

    *endpoint_name* is Azure's name of the endpoint (`name_suffix` included); *traffic* is in percent of it. An
    endpoint that *endpoint_exists* already is used, never owned. *content_safety* None: as the mode has it. *own* holds
    the values of keys that a mode alone knows, by mode. *order*: the modes that `auto` may take, the first preferred; none:
    as our own order has it.
    """

    name: str
    model: Model
    version: str | None
    mode: str
    regions: tuple[str, ...]
    content_safety: bool | None
    quota: QuotaChoice
    on_expiry: OnExpiry
    instance_type: str | None
    instances: int
    endpoint_name: str
    traffic: int
    accept_retired: bool
    endpoint_exists: bool = False
    endpoint_suffix: str = ""
    serving: Serving = field(default_factory=Serving)
    own: Mapping[str, Schema] = field(default_factory=dict)
    order: tuple[str, ...] = ()

    @property
    def marketplace_subscription_name(self) -> str:
        """The name of the Marketplace subscription: one for each workspace and model."""
        return marketplace_subscription_name(self.model.name)

    def endpoint_setting(self, name: str) -> str:
        """Return the value of `endpoint:` for an endpoint called *name* in Azure."""
        return name.removesuffix(self.endpoint_suffix)


@dataclass(frozen=True)
class DeploymentsSpec:
    """A checked `deployments.yaml`; deployments and workspaces in the file's order.

    *catalog* has its own rows; *own* holds the values of top-level keys that a mode alone knows, by mode; *parents* what
    deployments in a mode lie in, by region, for the modes that use no workspaces.
    """

    path: Path
    subscription: str
    resource_group: str
    owner: str | None
    workspaces: Mapping[str, WorkspaceRef]
    deployments: tuple[Deployment, ...]
    timeouts: Timeouts = field(default_factory=Timeouts)
    catalog: Catalog = field(default_factory=load, repr=False, compare=False)
    own: Mapping[str, Schema] = field(default_factory=dict)
    parents: Mapping[str, Mapping[str, Parent]] = field(default_factory=dict)
    makes_group: ClassVar[bool] = False

    @property
    def places(self) -> Mapping[str, WorkspaceRef]:
        """The workspace of each region that has one."""
        return self.workspaces

    def parents_of(self, mode: str) -> Mapping[str, Parent]:
        """Return what deployments in *mode* lie in, by region."""
        return self.workspaces if spec_of(mode).in_workspaces else self.parents.get(mode, {})

    @property
    def workspaces_to_create(self) -> tuple[WorkspaceToCreate, ...]:
        """The workspaces that this stack makes, hubs first."""
        scope = ArmId.at(self.subscription, self.resource_group)
        return tuple(
            workspace for ref in self.workspaces.values() for workspace in ref.workspaces_to_create(scope)
        )

    def deployment(self, name: str) -> Deployment:
        """Return the deployment of that name. Raises KeyError."""
        found = next((deployment for deployment in self.deployments if deployment.name == name), None)
        if found is None:
            raise KeyError(name)
        return found


def named_deployment(spec: DeploymentsSpec, name: str) -> Deployment:
    """Return the deployment that a user named. Raises UsageError saying which there are."""
    try:
        return spec.deployment(name)
    except KeyError:
        known = listed([deployment.name for deployment in spec.deployments])
        raise UsageError(f"{spec.path} has no deployment {name!r}.\nIt has: {known}.") from None


def load_deployments(path: Path, environ: Mapping[str, str], rows: Path | None = None) -> DeploymentsSpec:
    """Read and check *path*, and the catalogue rows that it names; those of *rows* lie over them.

    `${NAME}` is taken from *environ*. Raises SpecError with every mistake.
    """
    source = read_spec(path, environ)
    refuse_other_kind(source, MODELS.name)
    checked = validate(source, source.data, deployments_schema())
    catalog = _catalog(source, checked.value, rows) if checked.value else None
    if catalog:
        source.add_new([*deployments_mistakes(checked, source, catalog)])
    if checked.value is None or catalog is None or source.mistakes:
        raise SpecError(source.mistakes)
    return _spec(path, checked.value, catalog)


def _catalog(source: Source, schema: DeploymentsSchema, rows: Path | None) -> Catalog | None:
    """Return the catalogue with the file's own rows; None after a mistake in them: what follows from it is no news."""
    own = [source.path.parent / name for name in schema.rows]
    missing = [index for index, path in enumerate(own) if not path.is_file()]
    for index in missing:
        message = f"there is no file {own[index]} (paths are relative to {source.path.name})"
        source.mistakes.append(source.mistake(("rows", index), message))
    try:
        return None if missing else load(*own, rows)
    except SpecError as err:
        source.mistakes.extend(err.mistakes)
        return None


def _spec(path: Path, schema: DeploymentsSchema, catalog: Catalog) -> DeploymentsSpec:
    parents = {mode: spec_of(mode).parents(schema) for mode in mode_names()}
    deployments = tuple(_deployment(name, schema, catalog, parents) for name in schema.deployments)
    return DeploymentsSpec(
        path,
        schema.subscription,
        schema.resource_group,
        schema.owner,
        workspaces_in(schema),
        deployments,
        schema.timeouts,
        catalog,
        top_level_values(schema),
        {mode: parents[mode] for mode in parents if not spec_of(mode).in_workspaces},
    )


def _deployment(
    name: str,
    schema: DeploymentsSchema,
    catalog: Catalog,
    parents: Mapping[str, Mapping[str, Parent]],
) -> Deployment:
    deployment = schema.deployments[name]
    model = catalog.model(deployment.model)
    return Deployment(
        name=name,
        model=model,
        version=deployment.version,
        mode=deployment.mode,
        regions=deployment.regions
        or _regions_of(modes_possible(deployment.mode, model, schema.order), parents),
        content_safety=deployment.content_safety,
        quota=deployment.quota,
        on_expiry=deployment.on_expiry,
        instance_type=deployment.instance_type,
        instances=deployment.instances,
        endpoint_name=schema.endpoint_name(name),
        traffic=100 if deployment.traffic is None else deployment.traffic,
        accept_retired=deployment.accept_retired,
        endpoint_exists=deployment.endpoint is not None and deployment.endpoint.existing,
        endpoint_suffix=f"-{schema.name_suffix}" if schema.name_suffix else "",
        serving=Serving.model_construct(**{name: getattr(deployment, name) for name in Serving.model_fields}),
        own=own_values(deployment),
        order=schema.order,
    )


def _regions_of(modes: Iterable[str], parents: Mapping[str, Mapping[str, Parent]]) -> tuple[str, ...]:
    """All that any of the modes has a place in, in the file's order."""
    return tuple(dict.fromkeys(region for mode in modes for region in parents[mode]))
