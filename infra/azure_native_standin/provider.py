"""What the engine asks for a resource: check, diff, create, read, update, delete."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from azure_native_standin import mapping
from azure_native_standin.checking import Failure, check_inputs
from azure_native_standin.diff import CREATE_FIRST, Diff, Inputs, apply_changes, diff
from azure_native_standin.errors import PartialError, PluginError, RefusedError
from azure_native_standin.mapping import API_VERSION, UNKNOWN
from azure_native_standin.names import Proposal, auto_name, naming
from azure_native_standin.schema import ResourceSchema, resource_schema

if TYPE_CHECKING:
    from azure_native_standin.arm import Arm
    from azure_native_standin.cloud import Settings
    from modelstacks.azure.arm import Started

Json = dict[str, Any]

DEFAULT_TIMEOUT_S = 2 * 60 * 60
"""How long a create, update or delete may take without `custom_timeouts`: azure-native's two hours."""

_STABLE = ("name", "location")
_GROUPS = "resources:ResourceGroup"


@dataclass(frozen=True)
class Subject:
    """The resource a request is about: its type token and its logical name."""

    token: str
    name: str

    @classmethod
    def of(cls, urn: str) -> Subject:
        """Read them out of a URN (`urn:pulumi:stack::project::parent$type::name`)."""
        _, _, types, name = urn.split("::", 3)
        return cls(types.rsplit("$", 1)[-1], name)

    @property
    def schema(self) -> ResourceSchema:
        """What is known about the type; raises PluginError for one that is not known."""
        return resource_schema(self.token)


@dataclass(frozen=True)
class Naming:
    """What Check may make a name from: the engine's seed, its proposal, and the inputs before."""

    seed: bytes
    proposal: Proposal | None
    old: Json


@dataclass(frozen=True)
class Checked:
    """The inputs with defaults filled in, and what is wrong with them."""

    inputs: Json
    failures: list[Failure]


@dataclass(frozen=True)
class State:
    """A resource as the engine keeps it."""

    id: str
    outputs: Json
    inputs: Json


@dataclass(frozen=True)
class _Put:
    """One write: where, what, for which inputs, and how long to wait for Azure to finish it."""

    schema: ResourceSchema
    path: str
    body: Json
    inputs: Json
    timeout_s: float


class Provider:
    """Resources of one configured provider; its methods raise PluginError with the text for the user."""

    def __init__(self, settings: Settings, arm: Arm) -> None:
        self.settings = settings
        self.arm = arm
        self._group_locations: dict[str, str] = {}

    async def check(self, subject: Subject, inputs: Json, names: Naming) -> Checked:
        """Fill in name, location and API version, then validate."""
        schema = subject.schema
        filled = {**inputs, API_VERSION: schema.api_version}
        parameter, how = naming(schema.arm_type)
        if parameter not in filled:
            filled |= _name(parameter, auto_name(how, subject.name, names.seed, names.proposal), names.old)
        if "location" in schema.inputs and "location" not in filled:
            location = await self._default_location(filled, names.old)
            filled |= {"location": location} if location else {}
        return Checked(filled, list(check_inputs(schema, filled)))

    def diff(self, subject: Subject, inputs: Inputs) -> Diff:
        """Compare inputs; path parameters and the type's `force_new` replace."""
        arm_type = subject.schema.arm_type
        return diff(inputs, frozenset({*arm_type.parameters, *arm_type.force_new}))

    def preview(self, subject: Subject, inputs: Json, state: Json | None = None) -> Json:
        """Return the outputs before a create, or before an update of what *state* says: those keep name and location."""
        schema = subject.schema
        stable: Json = {name: state[name] for name in _STABLE if state and name in state}
        return {**mapping.preview_outputs(schema.outputs, inputs), API_VERSION: schema.api_version, **stable}

    async def create(self, subject: Subject, inputs: Json, timeout_s: float) -> State:
        """PUT what does not exist yet. Raises PartialError once Azure took it on but did not finish."""
        schema = subject.schema
        path = mapping.resource_id(schema.arm_type, self.settings.subscription_id, inputs)
        await self._require_absent(path, schema)
        return await self._put(_Put(schema, path, self._body(schema, inputs, {}), inputs, timeout_s))

    async def update(self, subject: Subject, arm_id: str, inputs: Json, timeout_s: float) -> State:
        """PUT the full body over what exists."""
        schema = subject.schema
        live = await self.arm.get(arm_id, schema.api_version) if schema.arm_type.maintained else {}
        return await self._put(_Put(schema, arm_id, self._body(schema, inputs, live), inputs, timeout_s))

    async def read(self, subject: Subject, known: State) -> State | None:
        """Return the resource as it is, or None when it is gone.

        Without inputs in *known* (an import) they are made from what is live; else only what changed in Azure
        since is written into them.
        """
        schema = subject.schema
        live = await self.arm.find(known.id, schema.api_version)
        if live is None:
            return None
        outputs = mapping.outputs_of(schema, live)
        if not known.inputs:
            return State(known.id, outputs, mapping.inputs_of(schema, known.id, live))
        before, now = (_projection(schema, one, known.inputs) for one in (known.outputs, outputs))
        return State(known.id, outputs, apply_changes(known.inputs, before, now))

    async def delete(self, subject: Subject, arm_id: str, timeout_s: float) -> None:
        """Delete and wait until it is gone; what is gone already is fine."""
        async with _deadline(timeout_s):
            await self.arm.delete(arm_id, subject.schema.api_version)

    async def _require_absent(self, path: str, schema: ResourceSchema) -> None:
        try:
            live = await self.arm.find(path, schema.api_version)
        except RefusedError as error:
            message = f"cannot check existence of resource '{path}': status code {error.status}, {error}"
            raise RefusedError(error.status, error.code, message) from error
        if live is not None:
            raise PluginError(f"cannot create already existing resource '{path}'")

    def _body(self, schema: ResourceSchema, inputs: Json, live: Json) -> Json:
        body = mapping.body_of(schema, inputs)
        for path in schema.arm_type.maintained:
            if mapping.get_path(body, path) is None:
                mapping.set_path(body, path, mapping.get_path(live, path) or [])
        return body

    async def _put(self, put: _Put) -> State:
        started = await self.arm.begin_put(put.path, put.schema.api_version, put.body)
        try:
            async with _deadline(put.timeout_s):
                return await self._finished(put, started)
        except (PluginError, TimeoutError, asyncio.CancelledError) as error:
            raise await self._partial(put, _reason(error)) from error

    async def _partial(self, put: _Put, reason: str) -> PartialError:
        """What Azure took on stays in the state, also where it can't be read, or is not there at all."""
        try:
            live = await self.arm.get(put.path, put.schema.api_version)
        except PluginError as error:
            message = f"resource created but read failed {error}: {reason}"
            return PartialError(message, put.path, {}, put.inputs)
        outputs = mapping.outputs_of(put.schema, live)
        return PartialError(reason, str(live.get("id", put.path)), outputs, put.inputs)

    async def _finished(self, put: _Put, started: Started) -> State:
        await self.arm.finish(started)
        live = await self.arm.get(put.path, put.schema.api_version)
        return State(str(live.get("id", put.path)), mapping.outputs_of(put.schema, live), put.inputs)

    async def _default_location(self, inputs: Json, old: Json) -> str | None:
        """The location before, the configured one, or the resource group's; unknown while the group is."""
        known = old.get("location") or self.settings.location
        group = inputs.get("resourceGroupName")
        if known or group is None:
            return str(known) if known else None
        if group == UNKNOWN:
            return UNKNOWN
        if group not in self._group_locations:
            schema = resource_schema(f"azure-native:{_GROUPS}")
            path = mapping.resource_id(schema.arm_type, self.settings.subscription_id, inputs)
            live = await self.arm.find(path, schema.api_version)
            if live is None:
                return None
            self._group_locations[group] = live["location"]
        return self._group_locations[group]


def _name(parameter: str, auto_name: Any, old: Json) -> Json:
    """The name a resource keeps, or the one made up for it; a unique one may be created beside the old."""
    if parameter in old:
        return {name: old[name] for name in (parameter, CREATE_FIRST) if name in old}
    if auto_name is None:
        return {}
    return {parameter: auto_name.value, **({CREATE_FIRST: True} if auto_name.unique else {})}


def _projection(schema: ResourceSchema, outputs: Json, inputs: Json) -> Json:
    """*outputs* as inputs, without what other resources maintain and the program left out."""
    projected = mapping.project(schema, outputs)
    for path in schema.arm_type.maintained:
        *parents, last = path.split(".")
        holder = mapping.get_path(projected, ".".join(parents))
        if mapping.get_path(inputs, path) is None and isinstance(holder, dict):
            holder.pop(last, None)
    return projected


def _reason(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return "operation timed out"
    return str(error) or "the operation was interrupted before Azure had finished it"


def _deadline(timeout_s: float) -> asyncio.Timeout:
    return asyncio.timeout(timeout_s or DEFAULT_TIMEOUT_S)
