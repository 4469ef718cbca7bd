"""`fleet.yaml` as people write it: keys, types, defaults. What the values mean together is checked in `fleet_file`."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from modelstacks.spec.schema_base import Schema, in_schema
from modelstacks.spec.timeouts import Duration


def _file_alone(value: Any) -> Any:
    return {"file": value} if isinstance(value, str) else value


class SpecSchema(Schema):
    """`chat/deployments.yaml`, or `{file: platform/platform.yaml, regions: []}`. Keys left out: all of the fleet's; empty: it
    does not differ by that, and there is one stack for all."""

    file: str
    """The spec; paths are relative to fleet.yaml."""
    environments: tuple[str, ...] | None = None
    """Names of the fleet's `environments` that have it."""
    subscriptions: tuple[str, ...] | None = None
    """Names of the fleet's `subscriptions` that have it."""
    regions: tuple[str, ...] | None = None
    """The fleet's `regions` that have it."""


class EnvironmentSchema(Schema):
    """One entry under `environments:`; it may narrow what the fleet has."""

    specs: tuple[str, ...] | None = None
    """Names of the fleet's `specs`. Default: all."""
    subscriptions: tuple[str, ...] | None = None
    """Names of the fleet's `subscriptions`. Default: all."""
    regions: tuple[str, ...] | None = None
    """Of the fleet's `regions`. Default: all."""
    variables: dict[str, str] = Field(default_factory=dict)
    """Environment variables of its stacks, over those of `defaults`."""


class StackSchema(Schema):
    """What a stack has, whatever it is for."""

    variables: dict[str, str] = Field(default_factory=dict)
    """Environment variables that the spec is read with. `${NAME}` in a value is taken from the environment when the stack runs."""
    timeout: Duration | None = None
    """How long one run of the stack may take; then it is stopped in order and counts as failed. Default: any time."""


class OverrideSchema(StackSchema):
    """One entry under `stacks:`, over the defaults and the environment's."""

    skip: bool = False
    """Leave these stacks out of the fleet."""


class RingSchema(Schema):
    """One entry under `rings:`."""

    name: str
    """What `--ring` takes."""
    stacks: Annotated[tuple[str, ...], in_schema(minItems=1)] = ("*",)
    """Names of stacks; `*` and `?` stand for any text and any character. A stack belongs to the first ring that names it."""
    stop_after: Annotated[int, Field(ge=1)] = 1
    """After so many failed stacks nothing more is begun, in this ring and in those after it."""
    at_once: Annotated[int, Field(ge=1)] | None = None
    """How many stacks of the ring run at once, at most. Default: as many as the executor takes."""


class FleetSchema(Schema):
    """`fleet.yaml`: which stacks there are, in what order they go, and how many at once."""

    name: str
    """The fleet's name; its results are kept under it."""
    specs: Annotated[
        dict[
            str,
            Annotated[SpecSchema, BeforeValidator(_file_alone, json_schema_input_type=str | SpecSchema)],
        ],
        in_schema(minProperties=1),
    ]
    """The specs by a short name, with which the names of their stacks begin."""
    environments: dict[str, EnvironmentSchema] = Field(default_factory=dict)
    """dev, test, prod …: a stack of each spec for each of them. The spec reads the name as `${MODELSTACKS_ENVIRONMENT}`."""
    subscriptions: dict[str, str] = Field(default_factory=dict)
    """Ids of subscriptions by a short name: a stack for each of them. The spec reads the id as `${AZURE_SUBSCRIPTION_ID}`."""
    regions: tuple[str, ...] = ()
    """A stack for each of these regions, which the spec reads as `${MODELSTACKS_REGION}`."""
    defaults: StackSchema = StackSchema()
    """What every stack has."""
    stacks: dict[str, OverrideSchema] = Field(default_factory=dict)
    """What single stacks have instead, by name; `*` and `?` stand for any text and any character, later entries win."""
    rings: tuple[RingSchema, ...] = ()
    """The order: a ring begins when the one before it has ended. Default: one ring, `all`."""


def fleet_schema() -> type[FleetSchema]:
    """Return the type that a file is read as."""
    return FleetSchema
