"""locations/…/usages: what a subscription's accounts and deployments take of its quota in a region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure.arm.locations import canonical
from localazure.arm.resource_type import Read
from localazure.providers.cognitiveservices import models
from localazure.providers.cognitiveservices.names import (
    ACCOUNTS,
    API_VERSIONS,
    DEPLOYMENTS,
    NAMESPACE,
)

if TYPE_CHECKING:
    from localazure.arm.resource_type import Call, Json, Resource

_ACCOUNTS_PER_REGION = 200
_TOKENS = 1000
"""Thousands of tokens a minute of each model and SKU; the numbers of real subscriptions differ (assumed)."""


def _usages(call: Call) -> Json:
    region = canonical(call.query["location"])
    accounts = [each for each in call.azure.store.of_type(ACCOUNTS, str(call.id)) if _is_in(each, region)]
    used = _used(call, accounts)
    usages = [_usage(key, label, used.get(key, 0), limit) for key, (label, limit) in _limits().items()]
    count = _usage("AccountCount", "Maximum Resources per Region", len(accounts), _ACCOUNTS_PER_REGION)
    return {"value": [*usages, count]}


def _is_in(account: Resource, region: str) -> bool:
    return canonical(str(account.body["location"])) == region


def _limits() -> dict[str, tuple[str, int]]:
    """Return what is counted: by the name in the models' SKUs, its label and how much there is."""
    found: dict[str, tuple[str, int]] = {}
    for model in models.every():
        for sku in model["skus"]:
            managed = sku["name"].startswith("Provisioned")
            label = f"Tokens Per Minute (thousands) - {model['name']} - {sku['name']}"
            found[sku["usage"]] = ("Provisioned Managed Throughput Unit", 0) if managed else (label, _TOKENS)
    return found


def _used(call: Call, accounts: list[Resource]) -> dict[str, int]:
    used: dict[str, int] = {}
    for account in accounts:
        for deployment in call.azure.store.of_type(DEPLOYMENTS, str(account.id)):
            key = _usage_name(deployment)
            used[key] = used.get(key, 0) + int(deployment.body["sku"]["capacity"])
    return used


def _usage_name(deployment: Resource) -> str:
    model, sku = deployment.properties["model"], deployment.body["sku"]["name"]
    known = models.find(model["format"], model["name"], model["version"])
    usage_names = {each["name"]: each["usage"] for each in (known or {}).get("skus", ())}
    return str(usage_names.get(sku) or f"{model['format']}.{sku}.{model['name']}")


def _usage(value: str, label: str, used: int, limit: int) -> Json:
    name = {"value": value, "localizedValue": label}
    return {"name": name, "currentValue": used, "limit": limit, "unit": "Count"}


READS = (Read("locations/{location}/usages", _usages, API_VERSIONS, f"{NAMESPACE}/locations/usages/read"),)
