"""The schema of `deployments.yaml` with the keys that modes bring, and those keys' values."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, create_model

from modelstacks.mode_parts import mode_names
from modelstacks.spec.by_mode import spec_of
from modelstacks.spec.schemas import DeploymentSchema, DeploymentsSchema

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.spec.schema_base import Schema


@cache
def deployments_schema() -> type[DeploymentsSchema]:
    """Return the type that a file is read as."""
    specs = [spec_of(mode) for mode in mode_names()]
    own: Any = [spec.own_keys for spec in specs if spec.own_keys.model_fields]
    top: Any = [spec.top_level for spec in specs if spec.top_level.model_fields]
    about = DeploymentsSchema.model_fields["deployments"].description
    deployment: Any = create_model(
        "DeploymentSchema", __base__=(*own, DeploymentSchema), __doc__=DeploymentSchema.__doc__
    )
    deployments = Annotated[dict[str, deployment], Field(description=about)]
    file: type[DeploymentsSchema] = create_model(
        "DeploymentsSchema",
        __base__=(*top, DeploymentsSchema),
        __doc__=DeploymentsSchema.__doc__,
        deployments=deployments,
    )
    return file


def own_values(deployment: DeploymentSchema) -> Mapping[str, Schema]:
    """Return the values of each mode's own keys, by mode."""
    return {
        mode: _values(spec_of(mode).own_keys, deployment)
        for mode in mode_names()
        if spec_of(mode).own_keys.model_fields
    }


def top_level_values(schema: DeploymentsSchema) -> Mapping[str, Schema]:
    """Return the values of each mode's own top-level keys, by mode."""
    return {
        mode: _values(spec_of(mode).top_level, schema)
        for mode in mode_names()
        if spec_of(mode).top_level.model_fields
    }


def _values(kind: type[Schema], holder: Schema) -> Schema:
    return kind.model_construct(**{name: getattr(holder, name) for name in kind.model_fields})
