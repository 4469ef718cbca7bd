"""The reference of a spec's keys, from its JSON Schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS = {"string": "text", "integer": "a whole number", "number": "a number", "boolean": "`true` or `false`"}


def spec_page(file: str, schema: dict[str, Any]) -> str:
    """Return the page of a file: one section for each mapping in it, from the outermost on."""
    about = schema["description"].partition(": ")[2]
    head = f"# {file}\n\n{about[:1].upper()}{about[1:]} `modelstacks schema` prints this for editors.\n\n"
    return head + "".join(_sections("", schema, schema))


def _sections(path: str, mapping: dict[str, Any], schema: dict[str, Any]) -> Iterator[str]:
    if path:
        yield f"## `{path}`\n\n{mapping.get('description', '').partition(chr(10) * 2)[0]}\n\n".replace(
            "\n\n\n\n", "\n\n"
        )
    yield "| key | takes | default | what |\n| --- | --- | --- | --- |\n"
    inner = {}
    for key, value in mapping["properties"].items():
        below = f"{path}.{key}".lstrip(".")
        target, at = _mapping_in(value, below, schema)
        if target:
            inner[at] = target
        needed = "needed" if key in mapping.get("required", ()) else _default(value)
        cells = (f"`{key}`", _takes(value, at), needed, value.get("description", ""))
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n"
    yield "\n"
    for at, target in inner.items():
        yield from _sections(at, target, schema)


def _mapping_in(
    value: dict[str, Any], path: str, schema: dict[str, Any]
) -> tuple[dict[str, Any] | None, str]:
    """The mapping that a value is or holds, and where in the file."""
    if "$ref" in value:
        return schema["$defs"][value["$ref"].rpartition("/")[2]], path
    if isinstance(value.get("additionalProperties"), dict):
        return _mapping_in(
            value["additionalProperties"],
            f"{path}.{'REGION' if 'propertyNames' in value else 'NAME'}",
            schema,
        )
    if isinstance(value.get("items"), dict):
        return _mapping_in(value["items"], path, schema)
    found = (_mapping_in(arm, path, schema) for arm in value.get("anyOf", ()))
    return next((each for each in found if each[0]), (None, path))


def _takes(value: dict[str, Any], path: str) -> str:
    if "$ref" in value:
        return f"a mapping: [`{path}`](#{''.join(c for c in path.lower() if c.isalnum() or c in '-_')})"
    if "enum" in value:
        return " or ".join(f"`{each}`" for each in value["enum"])
    if "anyOf" in value:
        arms = [
            arm
            for arm in value["anyOf"]
            if arm.get("type") != "null" and "$" not in arm.get("pattern", "")[:2]
        ]
        words = dict.fromkeys(_takes({"type": value.get("type"), **arm}, path) for arm in arms)
        return ", or ".join(words)
    if value.get("type") == "array":
        return f"a list of {_takes(value['items'], path)}"
    if value.get("type") == "object":
        inner = value["additionalProperties"]
        return "a mapping of names to text" if inner.get("type") == "string" else _takes(inner, path)
    return WORDS[value["type"]] + _limits(value)


def _limits(value: dict[str, Any]) -> str:
    least, most = value.get("minimum"), value.get("maximum")
    if most is not None:
        return f" from {least} to {most}"
    return "" if least is None else f", {least} or more"


def _default(value: dict[str, Any]) -> str:
    shown = value.get("default")
    return (
        ""
        if shown is None or shown in ([], {}) or isinstance(shown, dict)
        else f"`{json.dumps(shown)}`".replace('"', "")
    )
