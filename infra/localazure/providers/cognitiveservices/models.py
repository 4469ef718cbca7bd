"""The models that a region offers for deployment: those of `models.json`, written as Azure lists them."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from localazure.arm import locations
from localazure.arm.resource_type import Read
from localazure.providers.cognitiveservices.names import API_VERSIONS, NAMESPACE

if TYPE_CHECKING:
    from localazure.arm.resource_type import Call, Json

_SINCE_2026 = ("modelCatalogAssetId", "replacementConfig")
"""Seen in recording cs-Models (2026-05-15-preview), not yet in azd-ProvisionValidationQuota (2025-06-01)."""
_SYSTEM = {"createdBy": "Microsoft", "createdByType": "Application"}
_PER_MINUTE = {"request": 10, "token": 60}


@cache
def every() -> tuple[Json, ...]:
    """Return every known model as it stands in the file."""
    text = (resources.files(__package__) / "models.json").read_text(encoding="utf-8")
    return tuple(json.loads(text)["models"])


@cache
def formats() -> frozenset[str]:
    """Return the publishers' formats that deployments name, in small letters."""
    text = (resources.files(__package__) / "models.json").read_text(encoding="utf-8")
    return frozenset(name.lower() for name in json.loads(text)["formats"])


def find(model_format: str, name: str, version: str = "") -> Json | None:
    """Return a model as it stands in the file; without a *version*, that of the default one."""
    for model in every():
        same = (model["format"].lower(), model["name"].lower()) == (model_format.lower(), name.lower())
        if same and (model["version"] == version or (not version and model.get("default"))):
            return model
    return None


def limits_of(model: Json | None, capacity: int) -> list[Json]:
    """Return the rate limits of a deployment with that *capacity* (thousands of tokens a minute)."""
    rates = (model or {}).get("rates") or {"request": 1, "token": 1000}
    return [
        {"key": key, "renewalPeriod": _PER_MINUTE[key], "count": count * capacity}
        for key, count in rates.items()
    ]


def _list(call: Call) -> Json:
    region = locations.canonical(call.query["location"])
    place = f"{call.id}/providers/{NAMESPACE}/locations/{_written(region)}"
    return {"value": [_item(model, place, _written(region), call.api_version) for model in every()]}


def _written(region: str) -> str:
    """Return the region as this list has it: `EastUS2`."""
    known = next((each for each in locations.every() if each["name"] == region), None)
    return known["displayName"].replace(" ", "") if known else region


def _item(model: Json, place: str, region: str, api_version: str) -> Json:
    name = f"{model['format']}.{model['name']}.{model['version']}"
    return {
        "id": f"{place}/models/{name}",
        "type": f"{NAMESPACE}/locations/models",
        "name": name,
        "location": region,
        "kind": model.get("kind", "OpenAI"),
        "skuName": "S0",
        "model": shown(model, api_version),
    }


def shown(model: Json, api_version: str) -> Json:
    """Return a model as lists show it at *api_version*."""
    dates = {"createdAt": model["created"], "lastModifiedAt": model["created"]}
    body: Json = {
        "format": model["format"],
        "name": model["name"],
        "version": model["version"],
        "isDefaultVersion": bool(model.get("default")),
        "skus": [_sku(model, sku) for sku in model["skus"]],
        "maxCapacity": model.get("max_capacity", 3),
        "capabilities": model["capabilities"],
        "deprecation": _deprecation(model, api_version),
        "lifecycleStatus": model["status"],
        "systemData": _SYSTEM | dates | {"lastModifiedBy": "Microsoft", "lastModifiedByType": "Application"},
    }
    optional = ("description", "finetuneCapabilities", *(_SINCE_2026 if api_version >= "2026" else ()))
    return body | {name: model[name] for name in optional if name in model}


def _deprecation(model: Json, api_version: str) -> Json:
    dates = {"inference": model["retires"]} | (
        {"fineTune": model["fine_tune"]} if "fine_tune" in model else {}
    )
    return dates | ({"deprecationStatus": "Planned"} if api_version >= "2026" else {})


def _sku(model: Json, sku: Json) -> Json:
    rates = [
        {"key": key, "renewalPeriod": _PER_MINUTE[key], "count": count} for key, count in _rates(model, sku)
    ]
    optional: dict[str, Any] = {"rateLimits": rates, "costs": sku.get("costs")}
    return {
        "name": sku["name"],
        "usageName": sku["usage"],
        "capacity": sku["capacity"],
        "deprecationDate": model["retires"],
        **{name: value for name, value in optional.items() if value},
    }


def _rates(model: Json, sku: Json) -> list[tuple[str, int]]:
    return list((model.get("rates") or {}).items()) if not sku["name"].startswith("Provisioned") else []


READS = (Read("locations/{location}/models", _list, API_VERSIONS, f"{NAMESPACE}/locations/models/read"),)
