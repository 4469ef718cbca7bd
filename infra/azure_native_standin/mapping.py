"""Inputs to ARM bodies and back, pure.

Rule (held for 15 published types): location, tags, sku … stand at the top of the body, `properties` is the body's
own, path parameters go to the path, every other input under `properties` with its own name. Rows rename the rest.
An input that is a list of ids where ARM wants a map (user-assigned identities) becomes `{id: {}}`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from azure_native_standin.errors import PluginError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from azure_native_standin.arm_types import ArmType
    from azure_native_standin.schema import Field, ObjectSchema, ResourceSchema

Json = dict[str, Any]

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""How the engine writes a value that is not known yet (pulumi.runtime.rpc.UNKNOWN)."""

API_VERSION = "azureApiVersion"
_TOP = frozenset(
    {
        "location",
        "tags",
        "sku",
        "kind",
        "identity",
        "extendedLocation",
        "plan",
        "zones",
        "managedBy",
        "properties",
    }
    | {"id", "name", "type", "etag", "systemData"}
)
_SETS = frozenset({"userAssignedIdentities"})


def resource_id(arm_type: ArmType, subscription_id: str, inputs: Mapping[str, Any]) -> str:
    """Return the ARM id the inputs name.

    Raises PluginError when a path parameter is missing."""
    path = arm_type.path.replace("{subscriptionId}", subscription_id)
    for name in arm_type.parameters:
        value = inputs.get(name)
        if not value:
            raise PluginError(f"missing required property '{name}'")
        path = path.replace(f"{{{name}}}", quote(str(value), safe="/" if name == "scope" else ""))
    return re.sub("/{2,}", "/", path)


def path_parameters(arm_type: ArmType, arm_id: str) -> Json:
    """Read the path parameters out of an id, in any casing of its fixed parts.

    Raises PluginError when the id is of another type."""
    pattern = "".join(
        f"(?P<{part[1:-1]}>{'.+' if part == '{scope}' else '[^/]+'})"
        if part.startswith("{")
        else re.escape(part)
        for part in re.split(r"({\w+})", arm_type.path)
    )
    match = re.fullmatch(pattern, "/" + arm_id if arm_type.path.startswith("/{") else arm_id, re.IGNORECASE)
    if match is None:
        raise PluginError(f"The id '{arm_id}' is not of the form {arm_type.path}.")
    found = {name: unquote(value) for name, value in match.groupdict().items() if name != "subscriptionId"}
    return {name: re.sub("^/+", "/", value) for name, value in found.items()}


def body_of(schema: ResourceSchema, inputs: Mapping[str, Any]) -> Json:
    """Return the body of the PUT for *inputs*; what the type does not know stays out."""
    fields = {name: one for name, one in schema.inputs.items() if name not in schema.arm_type.parameters}
    return _object_to_arm(schema.arm_type, "", fields, inputs)


def outputs_of(schema: ResourceSchema, body: Mapping[str, Any]) -> Json:
    """Return the outputs ARM's *body* stands for, `azureApiVersion` among them; nulls are left out."""
    return {**fields_of(schema.outputs, body, schema.arm_type), API_VERSION: schema.api_version}


def fields_of(fields: Mapping[str, Field], body: Mapping[str, Any], arm_type: ArmType) -> Json:
    """Pick *fields* out of a resource's body, from the places the rule and *arm_type* give."""
    return _object_from_arm(arm_type, "", fields, body)


def inputs_of(schema: ResourceSchema, arm_id: str, body: Mapping[str, Any]) -> Json:
    """Return the inputs that would make what is live: for imports, where no inputs are known. Empty collections are none."""
    parameters = path_parameters(schema.arm_type, arm_id)
    projected = without_empty(project(schema, fields_of(schema.inputs, body, schema.arm_type)))
    return {**projected, **parameters, API_VERSION: schema.api_version}


def project(schema: ResourceSchema, outputs: Mapping[str, Any]) -> Json:
    """Return the part of *outputs* that can be an input, in the inputs' shape."""
    return {
        name: _to_input(field.shape, outputs[name])
        for name, field in schema.inputs.items()
        if name in outputs and name not in schema.arm_type.parameters
    }


def preview_outputs(fields: Mapping[str, Field], inputs: Mapping[str, Any]) -> Json:
    """Return the outputs before anything was sent: what the inputs give, unknown otherwise."""
    outputs: Json = {}
    for name, field in fields.items():
        value = inputs.get(name, UNKNOWN)
        members = field.shape.members
        outputs[name] = preview_outputs(members, value) if members and isinstance(value, dict) else value
    return outputs


def get_path(document: Mapping[str, Any], path: str) -> Any:
    """Return what stands at the dotted *path*, or None."""
    return _get(document, tuple(path.split(".")))


def set_path(document: Json, path: str, value: Any) -> None:
    """Set what stands at the dotted *path*; objects on the way are made."""
    _set(document, tuple(path.split(".")), value)


def without_nulls(value: Any) -> Any:
    """Return *value* without null members: the engine and ARM both mean "not set" by them."""
    if isinstance(value, dict):
        return {name: without_nulls(one) for name, one in value.items() if one is not None}
    if isinstance(value, list):
        return [without_nulls(one) for one in value]
    return value


def without_empty(value: Any) -> Any:
    """Return *value* without members that are empty objects or arrays, or become so."""
    if isinstance(value, dict):
        whole = {name: without_empty(one) for name, one in value.items()}
        return {name: one for name, one in whole.items() if one not in ({}, [])}
    if isinstance(value, list):
        return [one for one in map(without_empty, value) if one not in ({}, [])]
    return value


def _place(arm_type: ArmType, parent: str, name: str) -> tuple[str, ...]:
    """Where ARM keeps the property *name* of the object at the SDK path *parent*, seen from that object."""
    renamed = arm_type.renamed.get(_below(parent, name))
    if renamed:
        return tuple(renamed.split("."))
    return (name,) if parent or name in _TOP else ("properties", name)


def _below(parent: str, name: str) -> str:
    return f"{parent}.{name}" if parent else name


def _get(document: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        document = document.get(name) if isinstance(document, dict) else None
    return document


def _set(document: Json, path: tuple[str, ...], value: Any) -> None:
    *parents, last = path
    for name in parents:
        document = document.setdefault(name, {})
    document[last] = value


def _object_to_arm(
    arm_type: ArmType, parent: str, fields: Mapping[str, Field], value: Mapping[str, Any]
) -> Json:
    body: Json = {}
    for name in (name for name in fields if name in value):
        inner = _to_arm(arm_type, _below(parent, name), fields[name].shape, value[name])
        _set(body, _place(arm_type, parent, name), inner)
    return body


def _to_arm(arm_type: ArmType, path: str, shape: ObjectSchema, value: Any) -> Any:
    if path.rpartition(".")[2] in _SETS and shape.kind == "array":
        return {one: {} for one in value}
    if isinstance(value, dict) and shape.members:
        return _object_to_arm(arm_type, path, shape.members, value)
    if isinstance(value, list) and shape.item:
        return [_to_arm(arm_type, path, shape.item, one) for one in value]
    return value


def _object_from_arm(
    arm_type: ArmType, parent: str, fields: Mapping[str, Field], value: Mapping[str, Any]
) -> Json:
    found = {name: _get(value, _place(arm_type, parent, name)) for name in fields}
    return {
        name: _from_arm(arm_type, _below(parent, name), fields[name].shape, one)
        for name, one in found.items()
        if one is not None
    }


def _from_arm(arm_type: ArmType, path: str, shape: ObjectSchema, value: Any) -> Any:
    if isinstance(value, dict) and shape.members:
        return _object_from_arm(arm_type, path, shape.members, value)
    if isinstance(value, list) and shape.item:
        return [_from_arm(arm_type, path, shape.item, one) for one in value]
    return without_nulls(value)


def _to_input(shape: ObjectSchema, value: Any) -> Any:
    if shape.kind == "array" and isinstance(value, dict):
        return sorted(value)
    if isinstance(value, dict) and shape.members:
        known = {key: one for key, one in value.items() if key in shape.members}
        return {key: _to_input(shape.members[key].shape, one) for key, one in known.items()}
    if isinstance(value, list) and shape.item:
        return [_to_input(shape.item, one) for one in value]
    return value
