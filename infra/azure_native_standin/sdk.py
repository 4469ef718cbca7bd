"""What the installed pulumi_azure_native SDK says about a type or function, as plain JSON.

Its modules load lazily and slowly (machinelearningservices: 0.8 s), so `descriptions` keeps what was read here.
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
from typing import TYPE_CHECKING, Any, TypeAlias

import pulumi_azure_native
from pulumi import Output, _types

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Json: TypeAlias = dict[str, Any]

_SCALARS = {str: "string", bool: "boolean", int: "integer", float: "number"}


def describe_resource(module: str, name: str) -> Json:
    """Return `inputs` and `outputs` of a resource type, and the `classes` that these name.

    Fields are `{name: [shape, required]}`; a shape is `{"kind": …}` with its `item` or its `classes`.
    """
    resource = getattr(getattr(pulumi_azure_native, module), name)
    arguments = getattr(sys.modules[resource.__module__], f"{name}Args")
    reading = _Reading()
    return {
        "inputs": reading.class_fields(arguments),
        "outputs": reading.fields(_types.resource_types(resource)),
        "classes": reading.classes,
    }


def describe_function(module: str, name: str) -> Json | None:
    """Return `outputs` and `classes` of a function; None for one that the SDK does not have."""
    function = getattr(getattr(pulumi_azure_native, module), _snake(name), None)
    if function is None:
        return None
    result = function.__annotations__["return"].__mro__[1]
    reading = _Reading()
    return {
        "outputs": reading.fields(_types.output_type_types(result)),
        "classes": reading.classes,
    }


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


class _Reading:
    """Fills *classes* with every class that it meets, by name: classes may hold themselves."""

    def __init__(self) -> None:
        self.classes: Json = {}

    def class_fields(self, cls: type) -> Json:
        if _types.is_input_type(cls):
            required = _required(vars(cls)["__init__"], _types.input_type_py_to_pulumi_names(cls))
            return self.fields(_types.input_type_types(cls), required)
        return self.fields(_types.output_type_types(cls))

    def fields(self, hints: Mapping[str, Any], required: frozenset[str] = frozenset()) -> Json:
        return {name: [self._shape(hint), name in required] for name, hint in hints.items()}

    def _shape(self, hint: Any) -> Json:
        plain = tuple(_plain(hint))
        classes = [t for t in plain if _types.is_input_type(t) or _types.is_output_type(t)]
        if classes:
            return {"kind": "object", "classes": [self._named(cls) for cls in classes]}
        for one in plain:
            origin = typing.get_origin(one)
            if origin is collections.abc.Sequence:
                return {"kind": "array", "item": self._shape(typing.get_args(one)[0])}
            if origin is collections.abc.Mapping:
                return {"kind": "map", "item": self._shape(typing.get_args(one)[1])}
            if one in _SCALARS:
                return {"kind": _SCALARS[one]}
            if isinstance(one, type) and issubclass(one, enum.Enum):
                return {"kind": "string"}
        return {"kind": "any"}

    def _named(self, cls: type) -> str:
        name = f"{cls.__module__}.{cls.__qualname__}"
        if name not in self.classes:
            self.classes[name] = {}
            self.classes[name] = self.class_fields(cls)
        return name


def _required(constructor: Callable[..., None], names: Mapping[str, str]) -> frozenset[str]:
    parameters = inspect.signature(constructor).parameters
    return frozenset(
        pulumi_name
        for name, pulumi_name in names.items()
        if name in parameters and parameters[name].default is inspect.Parameter.empty
    )


def _plain(hint: Any) -> Iterator[Any]:
    """Yield the types *hint* stands for, without Optional, Awaitable and Output around them."""
    origin = typing.get_origin(hint)
    if origin is typing.Union or origin is types.UnionType:
        for one in typing.get_args(hint):
            yield from _plain(one)
    elif origin not in (Output, collections.abc.Awaitable) and hint is not type(None):
        yield hint
