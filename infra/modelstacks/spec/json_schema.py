"""The specs as JSON Schema, for editors: the keys, their types and defaults, and what is known of their values.

What values mean together is beyond it (`rules`). Draft 7, which every editor's YAML plug-in reads.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import GenerateJsonSchema

from modelstacks.durations import write_duration
from modelstacks.spec.kinds import part_at
from modelstacks.spec.parent_rules import REGION
from modelstacks.spec.rules import GUID
from modelstacks.spec.schemas import DeploymentSchema, HubSchema
from modelstacks.yaml_source import VARIABLE

if TYPE_CHECKING:
    from modelstacks.catalog import Catalog
    from modelstacks.spec.kinds import FileKind
    from modelstacks.spec.schema_base import Schema

HEIRS: tuple[type[Schema], ...] = (DeploymentSchema, HubSchema)
DIALECT = "http://json-schema.org/draft-07/schema#"
A_VARIABLE = {"type": "string", "pattern": VARIABLE.pattern.replace("?P<name>", "")}
"""`${NAME}` may stand in any text: what comes from the environment is judged by `modelstacks check`."""


class _AsWritten(GenerateJsonSchema):
    """Defaults as a file says them."""

    def encode_default(self, dft: Any) -> Any:
        """Return a time as `1h30m`, where pydantic would take ISO 8601."""
        return write_duration(dft) if isinstance(dft, timedelta) else super().encode_default(dft)


def json_schema(kind: FileKind, catalog: Catalog) -> dict[str, Any]:
    """Return the schema of the files of a kind.

    The keys of every mode that is installed are in it. Names of *catalog* are examples, no closed list: a file can bring
    rows of its own.
    """
    file: type[Schema] = part_at(kind.schema)()
    schema = {"$defs": {}} | file.model_json_schema(schema_generator=_AsWritten)
    for heir in HEIRS:
        if heir.__name__ in schema["$defs"]:
            _put_own_first(schema["$defs"][heir.__name__], heir)
    for name, mapping in {file.__name__: schema, **schema["$defs"]}.items():
        for key, value in mapping["properties"].items():
            value |= _known(name, key, catalog)
    return {"$schema": DIALECT, "title": kind.file, **_plain(schema)}


def _put_own_first(mapping: dict[str, Any], heir: type[Schema]) -> None:
    """Order the keys of *mapping* as people look for them: `model` before the probes of its container."""
    keys = sorted(mapping["properties"], key=lambda key: key not in heir.__annotations__)
    mapping["properties"] = {key: mapping["properties"][key] for key in keys}


def _known(mapping: str, key: str, catalog: Catalog) -> dict[str, Any]:
    """What the catalogue and our rules know of the values of a key."""
    regions = [region.name for region in catalog.regions]
    match mapping, key:
        case _, "subscription":
            return {"pattern": f"^{GUID.pattern}$"}
        case _, "region":
            return {"examples": regions}
        case "FleetSchema", "regions":
            return {"items": {"type": "string", "examples": regions}}
        case "FleetSchema", "subscriptions":
            return {"additionalProperties": {"type": "string", "pattern": f"^{GUID.pattern}$"}}
        case "DeploymentsSchema", "workspaces":
            return {"propertyNames": {"pattern": f"^{REGION.pattern}$", "examples": regions}}
        case "DeploymentSchema", "model":
            return {"examples": [name for model in catalog.models for name in (model.name, *model.aliases)]}
        case "DeploymentSchema", "instance_type":
            return {"examples": [sku.name for sku in catalog.skus]}
    return {}


def _plain(node: Any) -> Any:
    """Without the titles, which only repeat the keys, and with `${NAME}` wherever a text has rules."""
    if isinstance(node, list):
        return [_plain(each) for each in node]
    if not isinstance(node, dict):
        return node
    plain = {
        key: _plain(value) for key, value in node.items() if key != "title" or not isinstance(value, str)
    }
    rules = {
        key: plain.pop(key) for key in ("enum", "pattern") if plain.get("type") == "string" and key in plain
    }
    return {**plain, "anyOf": [rules, A_VARIABLE]} if rules else plain
