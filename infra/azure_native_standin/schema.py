"""What is known about a type of azure-native: its place in ARM, API version, inputs and outputs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from azure_native_standin.arm_types import ArmAction, ArmType, load_arm_types
from azure_native_standin.descriptions import described_function, described_resource
from azure_native_standin.errors import PluginError

if TYPE_CHECKING:
    from collections.abc import Mapping

PACKAGE = "azure-native"
_TOKEN = re.compile(rf"{PACKAGE}:(?P<module>\w+)(/v(?P<version>\w+))?:(?P<name>\w+)")


@dataclass(frozen=True)
class ObjectSchema:
    """The shape of a value; *kind* is a JSON schema type, "map" or "any".

    *item* is the element of an array or map; *classes* name the SDK classes of an object (several: a union), which
    are described in *known*.
    """

    kind: str
    item: ObjectSchema | None = None
    classes: tuple[str, ...] = ()
    known: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def members(self) -> Mapping[str, Field]:
        """The properties of an object, of all classes of a union; nothing for other kinds."""
        every = [_fields(self.known[name], self.known) for name in self.classes]
        merged: dict[str, Field] = {}
        for name in dict.fromkeys(name for fields in every for name in fields):
            found = [fields[name] for fields in every if name in fields]
            required = len(found) == len(every) and all(one.required for one in found)
            merged[name] = Field(_union([one.shape for one in found]), required)
        return merged


@dataclass(frozen=True)
class Field:
    """One property; *required* is false in a union unless every class requires it."""

    shape: ObjectSchema
    required: bool = False


@dataclass(frozen=True)
class ResourceSchema:
    """A resource type: its place in ARM, its API version, its inputs and outputs by their names in the SDK."""

    arm_type: ArmType
    api_version: str
    inputs: Mapping[str, Field] = field(repr=False)
    outputs: Mapping[str, Field] = field(repr=False)


@dataclass(frozen=True)
class FunctionSchema:
    """A function: its API version and the fields of its result."""

    api_version: str
    outputs: Mapping[str, Field] = field(repr=False)


@cache
def resource_schema(token: str) -> ResourceSchema:
    """Return the schema of `azure-native:module[/vVERSION]:Name`; a version overrides the one of `resource_types.json`.

    Raises PluginError for a type that is not known.
    """
    module, name, version = split_token(token)
    arm_type = load_arm_types().resources.get(f"{module}:{name}")
    if arm_type is None:
        known = ", ".join(sorted(load_arm_types().resources))
        raise PluginError(
            f"The local Azure's stand-in for azure-native does not know the type {token}. It knows: {known}. "
            "Add it to scripts/lib/resource_types.py, run scripts/resource-types, and add an entry to "
            "azure_native_standin/types.json; or use the real plugin against Azure."
        )
    described = described_resource(module, name)
    return ResourceSchema(
        arm_type=arm_type,
        api_version=version or arm_type.api_version,
        inputs=_fields(described["inputs"], described["classes"]),
        outputs=_fields(described["outputs"], described["classes"]),
    )


def function_schema(token: str, known: ArmType | ArmAction) -> FunctionSchema:
    """Return the schema of a function the SDK has, e.g. `azure-native:machinelearningservices:getWorkspace`.

    *known* is the action's, or of the type that it gets; its api-version holds where the token names none.
    """
    module, name, version = split_token(token)
    described = described_function(module, name)
    if described is None:
        raise PluginError(f"The installed pulumi-azure-native SDK has no function {token}.")
    return FunctionSchema(version or known.api_version, _fields(described["outputs"], described["classes"]))


def split_token(token: str) -> tuple[str, str, str | None]:
    """Return module, name and explicit API version (as ARM writes it) of *token*."""
    match = _TOKEN.fullmatch(token)
    if match is None:
        raise PluginError(f"{token} is not a token of {PACKAGE}.")
    return match["module"], match["name"], _dashed(match["version"])


def _dashed(version: str | None) -> str | None:
    """`20250101preview` as ARM writes it: 2025-01-01-preview."""
    if version is None:
        return None
    date, stage = f"{version[:4]}-{version[4:6]}-{version[6:8]}", version[8:]
    return f"{date}-{stage}" if stage else date


def _union(shapes: list[ObjectSchema]) -> ObjectSchema:
    first = shapes[0]
    if any(one.kind != first.kind for one in shapes):
        return ObjectSchema("any")
    classes = tuple(dict.fromkeys(cls for one in shapes for cls in one.classes))
    return ObjectSchema(first.kind, first.item, classes, first.known)


def _fields(described: Mapping[str, Any], known: Mapping[str, Any]) -> Mapping[str, Field]:
    return {name: Field(_shape(shape, known), required) for name, (shape, required) in described.items()}


def _shape(described: Mapping[str, Any], known: Mapping[str, Any]) -> ObjectSchema:
    item = _shape(described["item"], known) if "item" in described else None
    return ObjectSchema(described["kind"], item, tuple(described.get("classes", ())), known)
