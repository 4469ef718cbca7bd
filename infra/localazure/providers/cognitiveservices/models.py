"""The models that a region or an account offers for deployment, written as Azure lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localazure.arm import locations
from localazure.arm.ids import ResourceId
from localazure.arm.refusals import resource_not_found
from localazure.arm.resource_type import Read
from localazure.providers.cognitiveservices import offered
from localazure.providers.cognitiveservices.names import ACCOUNTS, API_VERSIONS, NAMESPACE

if TYPE_CHECKING:
    from localazure.arm.resource_type import Call, Json, LocalAzure, Resource

_SINCE_2026 = ("modelCatalogAssetId", "replacementConfig")
"""Seen in recording cs-Models (2026-05-15-preview), not yet in azd-ProvisionValidationQuota (2025-06-01)."""
_SYSTEM = {"createdBy": "Microsoft", "createdByType": "Application"}
_PER_MINUTE = {"request": 10, "token": 60}


def limits_of(model: Json | None, capacity: int) -> list[Json]:
    """Return the rate limits of a deployment with that *capacity* (thousands of tokens a minute)."""
    rates = model["rates"] if model else {"request": 1, "token": 1000}
    return [
        {"key": key, "renewalPeriod": _PER_MINUTE[key], "count": count * capacity}
        for key, count in rates.items()
    ]


def kinds_of(model: Json) -> tuple[str, ...]:
    """Return the kinds of accounts that it can be deployed in: OpenAI's models are listed for both."""
    return (model["format"], "AIServices") if model["format"] == offered.OPENAI else ("AIServices",)


def _list(call: Call) -> Json:
    region = locations.canonical(call.query["location"])
    place = f"{call.id}/providers/{NAMESPACE}/locations/{written(region)}"
    items = [
        _item(place, written(region), kind, shown(call.azure, model, region, call.api_version))
        for model in in_region(region)
        for kind in kinds_of(model)
    ]
    return {"value": items}


def in_region(region: str) -> list[Json]:
    """Return the models that have a SKU in *region*."""
    return [
        model for model in offered.every() if any(offered.is_offered(sku, region) for sku in model["skus"])
    ]


def _of_account(call: Call) -> Json:
    """GET accounts/…/models: those of its region and kind, without the frame that a region's list puts around them."""
    account = account_of(call)
    region = locations.canonical(str(account.body["location"]))
    models = [model for model in in_region(region) if account.body["kind"] in kinds_of(model)]
    return {"value": [shown(call.azure, model, region, call.api_version) for model in models]}


def account_of(call: Call) -> Resource:
    """Return the account that a route names. Raises ArmError."""
    id_ = ResourceId(str(call.id), ACCOUNTS, (call.query["account"],))
    account = call.azure.store.find(id_)
    if account is None:
        raise resource_not_found(id_)
    return account


def written(region: str) -> str:
    """Return the region as these lists have it: `EastUS2`."""
    known = next((each for each in locations.every() if each["name"] == region), None)
    return known["displayName"].replace(" ", "") if known else region


def _item(place: str, region: str, kind: str, model: Json) -> Json:
    name = f"{model['format']}.{model['name']}.{model['version']}"
    return {
        "id": f"{place}/models/{name}",
        "type": f"{NAMESPACE}/locations/models",
        "name": name,
        "location": region,
        "kind": kind,
        "skuName": "S0",
        "model": model,
    }


def shown(azure: LocalAzure, model: Json, region: str, api_version: str) -> Json:
    """Return a model as lists show it at *api_version*, with the SKUs that *region* has."""
    dates = {"createdAt": model["created"], "lastModifiedAt": model["created"]}
    body: Json = {
        "format": model["format"],
        "name": model["name"],
        "version": model["version"],
        "isDefaultVersion": bool(model.get("default")),
        "skus": [_sku(model, sku) for sku in model["skus"] if offered.is_offered(sku, region)],
        "maxCapacity": model.get("max_capacity", 3),
        "capabilities": model["capabilities"],
        "deprecation": _deprecation(model, api_version),
        "lifecycleStatus": offered.status_of(azure, model),
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
    return list(model["rates"].items()) if not sku["name"].startswith("Provisioned") else []


READS = (
    Read("locations/{location}/models", _list, API_VERSIONS, f"{NAMESPACE}/locations/models/read"),
    Read(
        "accounts/{account}/models",
        _of_account,
        API_VERSIONS,
        f"{ACCOUNTS}/models/read",
        scope="resourceGroup",
    ),
)
