"""Are the inputs of a resource valid? Pure; the words are azure-native's (provider.go, validateType)."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from azure_native_standin.mapping import API_VERSION, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from azure_native_standin.schema import Field, ObjectSchema, ResourceSchema

_LOCATION_HINT = (
    ". Either set it explicitly or configure it with 'pulumi config set azure-native:location <value>'."
)
_FITS: Mapping[type, frozenset[str]] = {
    str: frozenset({"string"}),
    bool: frozenset({"boolean"}),
    int: frozenset({"integer", "number"}),
    float: frozenset({"number"}),
    list: frozenset({"array"}),
    dict: frozenset({"object", "map"}),
}
_WORDS = {
    str: "a string",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    list: "an array",
    dict: "an object",
}


@dataclass(frozen=True)
class Failure:
    """One input the type refuses; *path* is the dotted property."""

    path: str
    reason: str


def check_inputs(schema: ResourceSchema, inputs: Mapping[str, Any]) -> Iterator[Failure]:
    """Yield what is wrong with *inputs*: missing, unknown, of the wrong type. Unknown values pass."""
    own = {name: value for name, value in inputs.items() if not name.startswith("__") and name != API_VERSION}
    missing = [
        name for name in schema.arm_type.parameters if name not in own and not schema.inputs[name].required
    ]
    missing += ["location"] if "location" in schema.inputs and "location" not in own else []
    for name in missing:
        yield Failure(
            name, f"missing required property '{name}'{_LOCATION_HINT if name == 'location' else ''}"
        )
    yield from _check_object("", schema.inputs, own)


def _check_object(parent: str, fields: Mapping[str, Field], values: Mapping[str, Any]) -> Iterator[Failure]:
    for name, field in fields.items():
        path = f"{parent}.{name}" if parent else name
        if name in values:
            yield from _check_value(path, field.shape, values[name])
        elif field.required:
            yield Failure(path, f"missing required property '{path}'")
    for name in values.keys() - fields.keys():
        path = f"{parent}.{name}" if parent else name
        yield Failure(path, f"unknown property '{path}'{_suggestion(name, fields)}")


def _check_value(path: str, shape: ObjectSchema, value: Any) -> Iterator[Failure]:
    if value == UNKNOWN or shape.kind == "any":
        return
    if shape.kind not in _FITS[type(value)]:
        yield Failure(path, f"'{path}' should be of type '{shape.kind}' but got {_WORDS[type(value)]}")
    elif isinstance(value, list) and shape.item:
        for index, one in enumerate(value):
            yield from _check_value(f"{path}[{index}]", shape.item, one)
    elif isinstance(value, dict) and shape.members:
        yield from _check_object(path, shape.members, value)


def _suggestion(name: str, fields: Mapping[str, Field]) -> str:
    close = get_close_matches(name, list(fields), n=1)
    return f". Did you mean '{close[0]}'?" if close else ""
