"""What the installed pulumi_azure_native SDK knows about a type: inputs, outputs, API version.

Only the SDK modules of the types in use are imported (they load lazily; machinelearningservices costs 0.8 s).
Names and types come from `pulumi._types`, where the SDK's own decorators keep them: there is no public way.
"""

from __future__ import annotations

import collections.abc
import enum
import inspect
import re
import sys
import types
import typing
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import pulumi_azure_native
from pulumi import Output, _types

from modelstacks.localazure.plugin.errors import PluginError
from modelstacks.localazure.plugin.table import TypeRow, load_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

PACKAGE = "azure-native"
_TOKEN = re.compile(rf"{PACKAGE}:(?P<module>\w+)(/v(?P<version>\w+))?:(?P<name>\w+)")
_API_VERSION = re.compile(r"Azure REST API version (\d{4}-\d\d-\d\d(?:-\w+)?)")
_SCALARS = {str: "string", bool: "boolean", int: "integer", float: "number"}


@dataclass(frozen=True)
class Shape:
    """The shape of a value; *kind* is a JSON schema type, "map" or "any".

    *item* is the element of an array or map; *classes* are the SDK classes of an object (several: a union).
    """

    kind: str
    item: Shape | None = None
    classes: tuple[type, ...] = ()

    @property
    def members(self) -> Mapping[str, Field]:
        """The properties of an object, of all classes of a union; nothing for other kinds."""
        return _members(self.classes)


@dataclass(frozen=True)
class Field:
    """One property; *required* is false in a union unless every class requires it."""

    shape: Shape
    required: bool = False


@dataclass(frozen=True)
class ResourceSchema:
    """A resource type: its row, its API version, its inputs and outputs by their names in the SDK."""

    row: TypeRow
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
    """Return the schema of `azure-native:module[/vVERSION]:Name`; a version overrides the SDK's own.

    Raises PluginError for a type without a row.
    """
    module, name, version = split_token(token)
    row = load_table().resources.get(f"{module}:{name}")
    if row is None:
        known = ", ".join(sorted(load_table().resources))
        raise PluginError(
            f"The local Azure's stand-in for azure-native does not know the type {token}. It knows: {known}. "
            f"Add a row to localazure/plugin/types.json, or use the real plugin against Azure."
        )
    resource = getattr(getattr(pulumi_azure_native, module), name)
    arguments = getattr(sys.modules[resource.__module__], f"{name}Args")
    return ResourceSchema(
        row=row,
        api_version=version or _api_version(_constructor_doc(resource)),
        inputs=_members((arguments,)),
        outputs=_fields(_types.resource_types(resource)),
    )


def function_schema(token: str) -> FunctionSchema:
    """Return the schema of a function the SDK has, e.g. `azure-native:machinelearningservices:getWorkspace`."""
    module, name, version = split_token(token)
    function = getattr(getattr(pulumi_azure_native, module), _snake(name), None)
    if function is None:
        raise PluginError(f"The installed pulumi-azure-native SDK has no function {token}.")
    result = function.__annotations__["return"].__mro__[1]
    outputs = _fields(_types.output_type_types(result))
    return FunctionSchema(version or _api_version(function.__doc__), outputs)


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


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


def _constructor_doc(resource: type) -> str | None:
    constructor = vars(resource)["__init__"]
    return typing.get_overloads(constructor)[0].__doc__


def _api_version(documentation: str | None) -> str:
    match = _API_VERSION.search(documentation or "")
    if match is None:
        raise PluginError("The installed pulumi-azure-native SDK names no API version for this type.")
    return match[1]


@cache
def _members(classes: tuple[type, ...]) -> Mapping[str, Field]:
    """The properties of all *classes* together."""
    merged: dict[str, Field] = {}
    every = [_class_fields(cls) for cls in classes]
    for name in dict.fromkeys(name for fields in every for name in fields):
        found = [fields[name] for fields in every if name in fields]
        required = len(found) == len(every) and all(one.required for one in found)
        merged[name] = Field(_union([one.shape for one in found]), required)
    return merged


def _union(shapes: list[Shape]) -> Shape:
    first = shapes[0]
    if any(one.kind != first.kind for one in shapes):
        return Shape("any")
    classes = tuple(dict.fromkeys(cls for one in shapes for cls in one.classes))
    return Shape(first.kind, first.item, classes)


def _class_fields(cls: type) -> Mapping[str, Field]:
    if _types.is_input_type(cls):
        required = _required(vars(cls)["__init__"], _types.input_type_py_to_pulumi_names(cls))
        return _fields(_types.input_type_types(cls), required)
    return _fields(_types.output_type_types(cls))


def _required(constructor: Callable[..., None], names: Mapping[str, str]) -> frozenset[str]:
    parameters = inspect.signature(constructor).parameters
    return frozenset(
        pulumi_name
        for name, pulumi_name in names.items()
        if name in parameters and parameters[name].default is inspect.Parameter.empty
    )


def _fields(hints: Mapping[str, Any], required: frozenset[str] = frozenset()) -> Mapping[str, Field]:
    return {name: Field(_shape(hint), name in required) for name, hint in hints.items()}


def _shape(hint: Any) -> Shape:
    plain = tuple(_plain(hint))
    classes = tuple(t for t in plain if _types.is_input_type(t) or _types.is_output_type(t))
    if classes:
        return Shape("object", classes=classes)
    for one in plain:
        origin = typing.get_origin(one)
        if origin is collections.abc.Sequence:
            return Shape("array", item=_shape(typing.get_args(one)[0]))
        if origin is collections.abc.Mapping:
            return Shape("map", item=_shape(typing.get_args(one)[1]))
        if one in _SCALARS:
            return Shape(_SCALARS[one])
        if isinstance(one, type) and issubclass(one, enum.Enum):
            return Shape("string")
    return Shape("any")


def _plain(hint: Any) -> Iterator[Any]:
    """Yield the types *hint* stands for, without Optional, Awaitable and Output around them."""
    origin = typing.get_origin(hint)
    if origin is typing.Union or origin is types.UnionType:
        for one in typing.get_args(hint):
            yield from _plain(one)
    elif origin not in (Output, collections.abc.Awaitable) and hint is not type(None):
        yield hint
