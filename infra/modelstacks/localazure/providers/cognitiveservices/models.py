"""The models that a region offers for deployment: rows of `models.json`, written as Azure lists them."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from modelstacks.localazure.arm import locations
from modelstacks.localazure.arm.resource_type import Read
from modelstacks.localazure.providers.cognitiveservices.names import API_VERSIONS, NAMESPACE

if TYPE_CHECKING:
    from modelstacks.localazure.arm.resource_type import Call, Json

_SINCE_2026 = ("modelCatalogAssetId", "replacementConfig")
"""Seen in recording cs-Models (2026-05-15-preview), not yet in azd-ProvisionValidationQuota (2025-06-01)."""
_SYSTEM = {"createdBy": "Microsoft", "createdByType": "Application"}
_PER_MINUTE = {"request": 10, "token": 60}


@cache
def rows() -> tuple[Json, ...]:
    """Return every known model as it stands in the file."""
    text = (resources.files(__package__) / "models.json").read_text(encoding="utf-8")
    return tuple(json.loads(text)["models"])


@cache
def formats() -> frozenset[str]:
    """Return the publishers' formats that deployments name, in small letters."""
    text = (resources.files(__package__) / "models.json").read_text(encoding="utf-8")
    return frozenset(name.lower() for name in json.loads(text)["formats"])


def find(model_format: str, name: str, version: str = "") -> Json | None:
    """Return the row of a model; without a *version*, that of the default one."""
    for row in rows():
        same = (row["format"].lower(), row["name"].lower()) == (model_format.lower(), name.lower())
        if same and (row["version"] == version or (not version and row.get("default"))):
            return row
    return None


def limits_of(row: Json | None, capacity: int) -> list[Json]:
    """Return the rate limits of a deployment with that *capacity* (thousands of tokens a minute)."""
    rates = (row or {}).get("rates") or {"request": 1, "token": 1000}
    return [
        {"key": key, "renewalPeriod": _PER_MINUTE[key], "count": count * capacity}
        for key, count in rates.items()
    ]


def _list(call: Call) -> Json:
    region = locations.canonical(call.query["location"])
    place = f"{call.id}/providers/{NAMESPACE}/locations/{_written(region)}"
    return {"value": [_item(row, place, _written(region), call.api_version) for row in rows()]}


def _written(region: str) -> str:
    """Return the region as this list has it: `EastUS2`."""
    row = next((row for row in locations.rows() if row["name"] == region), None)
    return row["displayName"].replace(" ", "") if row else region


def _item(row: Json, place: str, region: str, api_version: str) -> Json:
    name = f"{row['format']}.{row['name']}.{row['version']}"
    return {
        "id": f"{place}/models/{name}",
        "type": f"{NAMESPACE}/locations/models",
        "name": name,
        "location": region,
        "kind": row.get("kind", "OpenAI"),
        "skuName": "S0",
        "model": shown(row, api_version),
    }


def shown(row: Json, api_version: str) -> Json:
    """Return a model as lists show it at *api_version*."""
    made = {"createdAt": row["created"], "lastModifiedAt": row["created"]}
    model: Json = {
        "format": row["format"],
        "name": row["name"],
        "version": row["version"],
        "isDefaultVersion": bool(row.get("default")),
        "skus": [_sku(row, sku) for sku in row["skus"]],
        "maxCapacity": row.get("max_capacity", 3),
        "capabilities": row["capabilities"],
        "deprecation": _deprecation(row, api_version),
        "lifecycleStatus": row["status"],
        "systemData": _SYSTEM | made | {"lastModifiedBy": "Microsoft", "lastModifiedByType": "Application"},
    }
    optional = ("description", "finetuneCapabilities", *(_SINCE_2026 if api_version >= "2026" else ()))
    return model | {name: row[name] for name in optional if name in row}


def _deprecation(row: Json, api_version: str) -> Json:
    dates = {"inference": row["retires"]} | ({"fineTune": row["fine_tune"]} if "fine_tune" in row else {})
    return dates | ({"deprecationStatus": "Planned"} if api_version >= "2026" else {})


def _sku(row: Json, sku: Json) -> Json:
    rates = [
        {"key": key, "renewalPeriod": _PER_MINUTE[key], "count": count} for key, count in _rates(row, sku)
    ]
    optional: dict[str, Any] = {"rateLimits": rates, "costs": sku.get("costs")}
    return {
        "name": sku["name"],
        "usageName": sku["usage"],
        "capacity": sku["capacity"],
        "deprecationDate": row["retires"],
        **{name: value for name, value in optional.items() if value},
    }


def _rates(row: Json, sku: Json) -> list[tuple[str, int]]:
    return list((row.get("rates") or {}).items()) if not sku["name"].startswith("Provisioned") else []


READS = (Read("locations/{location}/models", _list, API_VERSIONS, f"{NAMESPACE}/locations/models/read"),)
