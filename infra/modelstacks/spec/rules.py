"""What must hold between the values of `deployments.yaml`, beyond their types. Each rule yields its mistakes."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from modelstacks.mode_parts import mode_names
from modelstacks.spec.by_mode import keys_of_some_modes, spec_of, specs_for
from modelstacks.spec.endpoint_rules import endpoint_mistakes, existing_mistakes
from modelstacks.spec.modes_possible import modes_possible
from modelstacks.spec.parent_rules import name_mistakes, parent_mistakes
from modelstacks.spec.place_rules import place_mistakes, region_choice_mistakes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.catalog import Catalog
    from modelstacks.errors import Mistake
    from modelstacks.names import Kind
    from modelstacks.spec.schemas import DeploymentSchema, DeploymentsSchema, PlatformSchema
    from modelstacks.validation import Validated
    from modelstacks.yaml_source import Loc, Source

GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def deployments_mistakes(
    checked: Validated[DeploymentsSchema], source: Source, catalog: Catalog
) -> Iterator[Mistake]:
    """Yield what is wrong between the values; what deployments share is judged only when all could be read."""
    schema = checked.value
    if schema is None:
        return
    yield from scope_mistakes(schema, source)
    yield from place_mistakes(schema, source, catalog)
    yield from _workspaces(schema, source)
    for mode_name in mode_names():
        yield from spec_of(mode_name).file_mistakes(schema, source)
    for name, deployment in schema.deployments.items():
        loc: Loc = ("deployments", name)
        yield from _model(deployment, source, catalog, loc, schema.order)
        yield from region_choice_mistakes(deployment, source, catalog, loc)
        yield from _mode(deployment, source, loc)
        for mode in specs_for(deployment.mode):
            yield from mode.mistakes(deployment, source, catalog, loc)
        yield from existing_mistakes(deployment, source, schema, loc)
        yield from _names(name, deployment, source, schema)
    if checked.whole:
        yield from endpoint_mistakes(schema, source)


def scope_mistakes(schema: DeploymentsSchema | PlatformSchema, source: Source) -> Iterator[Mistake]:
    """Yield what is wrong with the subscription and the resource group."""
    if not GUID.fullmatch(schema.subscription):
        yield source.mistake(("subscription",), f"a subscription id is a GUID, not '{schema.subscription}'")
    yield from name_mistakes(source, ("resource_group",), "resource group", schema.resource_group)


def _workspaces(schema: DeploymentsSchema, source: Source) -> Iterator[Mistake]:
    names = {region: workspace.name for region, workspace in schema.workspaces.items()}
    yield from parent_mistakes(source, "workspaces", "workspace", names)


def _model(
    deployment: DeploymentSchema, source: Source, catalog: Catalog, loc: Loc, order: tuple[str, ...]
) -> Iterator[Mistake]:
    model = catalog.find_model(deployment.model)
    if model is None:
        yield source.mistake((*loc, "model"), catalog.unknown_model(deployment.model))
    elif deployment.mode != "auto" and deployment.mode not in model.modes:
        offered = " and ".join(model.modes)
        yield source.mistake(
            (*loc, "mode"), f"{model.name} can't be deployed {deployment.mode}, only {offered}"
        )
    elif not modes_possible(deployment.mode, model, order):
        yield source.mistake(
            ("order",),
            f"{model.name} can be deployed {' and '.join(model.modes)}, which `order` does not name",
        )


def _mode(deployment: DeploymentSchema, source: Source, loc: Loc) -> Iterator[Mistake]:
    """A key that only other modes take; with `auto` any of them may be the one."""
    taken = frozenset().union(
        *(mode.takes.union(mode.own_keys.model_fields) for mode in specs_for(deployment.mode))
    )
    for key in deployment.model_fields_set.intersection(keys_of_some_modes() - taken):
        yield source.mistake((*loc, key), f"'{key}' means nothing for mode: {deployment.mode}", at_key=True)


def _names(
    name: str, deployment: DeploymentSchema, source: Source, schema: DeploymentsSchema
) -> Iterator[Mistake]:
    loc: Loc = ("deployments", name)
    endpoint, modes = schema.endpoint_name(name), specs_for(deployment.mode)
    endpoint_kinds = [mode.endpoint_kind for mode in modes]
    deployment_kinds = [mode.deployment_kind for mode in modes if mode.deployment_kind]
    if deployment.endpoint is not None:
        at: Loc = (*loc, "endpoint")
        yield from _first_problem(source, at, [(kind, endpoint) for kind in endpoint_kinds])
        endpoint_kinds = []
    names = [*((kind, name) for kind in deployment_kinds), *((kind, endpoint) for kind in endpoint_kinds)]
    yield from _first_problem(source, loc, names)


def _first_problem(source: Source, loc: Loc, names: list[tuple[Kind, str]]) -> Iterator[Mistake]:
    """At most one mistake: the rules of the kinds overlap. It stands at the key for a deployment's own name."""
    at_key = len(loc) == 2
    mistakes = (
        found for kind, name in names for found in name_mistakes(source, loc, kind, name, at_key=at_key)
    )
    yield from islice(mistakes, 1)
