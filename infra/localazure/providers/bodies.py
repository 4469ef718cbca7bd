"""What a body of a resource type may hold, read from `bodies.json`: the published types, as data."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, TypeAlias

from localazure.arm.errors import ArmError

if TYPE_CHECKING:
    from localazure.arm.resource_type import Json

Kind: TypeAlias = "str | list[str]"
"""A JSON type's name (`any`: not looked at), or the only values allowed."""

_PYTHON_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "object": dict,
    "array": list,
    "any": object,
}


@cache
def _types() -> dict[str, dict[str, dict[str, Kind]]]:
    text = (resources.files(__package__) / "bodies.json").read_text(encoding="utf-8")
    types: dict[str, dict[str, dict[str, Kind]]] = json.loads(text)["types"]
    return types


def check(type_name: str, body: Json) -> Json:
    """Return *body* without the fields that *type_name* does not have, as a deserializer ignores them.

    Raises ArmError 400 where a value has the wrong type or is none of those allowed.
    """
    fields = _types()[type_name]
    checked = _known(fields["top"], body, "")
    checked["properties"] = _known(fields["properties"], body.get("properties") or {}, "properties.")
    return checked


def has_field(type_name: str, field: str) -> bool:
    """Say whether bodies of *type_name* have the top-level *field*: some types have no `systemData`."""
    return field in _types()[type_name]["top"]


def _known(fields: dict[str, Kind], values: Json, path: str) -> Json:
    if not isinstance(values, dict):
        raise _refusal(path.rstrip("."), values, "object")
    known = {
        name: _converted(fields[name], value)
        for name, value in values.items()
        if name in fields and value is not None
    }
    for name, value in known.items():
        if not _fits(fields[name], value):
            raise _refusal(path + name, value, fields[name])
    return known


def _converted(kind: Kind, value: Any) -> Any:
    """Return "true" and "false" as what they say: azure-ai-ml's template sends texts, and Azure takes them."""
    if kind == "boolean" and isinstance(value, str):
        return {"true": True, "false": False}.get(value.lower(), value)
    return value


def _fits(kind: Kind, value: Any) -> bool:
    if isinstance(kind, list):
        return isinstance(value, str) and value.lower() in {allowed.lower() for allowed in kind}
    if kind == "integer" and isinstance(value, bool):
        return False
    return isinstance(value, _PYTHON_TYPES[kind])


def _refusal(path: str, value: Any, kind: Kind) -> ArmError:
    expected = kind if isinstance(kind, str) else " or ".join(kind)
    return ArmError(  # wording assumed
        400,
        "InvalidRequestContent",
        f"The request content was invalid and could not be deserialized: 'Error converting value {value!r} to type "
        f"{expected}. Path '{path}'.'.",
    )
