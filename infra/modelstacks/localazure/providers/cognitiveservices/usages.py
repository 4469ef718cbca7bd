"""locations/…/usages: what a subscription's accounts and deployments take of its quota in a region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.localazure.arm.locations import canonical
from modelstacks.localazure.arm.resource_type import Read
from modelstacks.localazure.providers.cognitiveservices import models
from modelstacks.localazure.providers.cognitiveservices.names import (
    ACCOUNTS,
    API_VERSIONS,
    DEPLOYMENTS,
    NAMESPACE,
)

if TYPE_CHECKING:
    from modelstacks.localazure.arm.resource_type import Call, Json, Resource

_ACCOUNTS_PER_REGION = 200
_TOKENS = 1000
"""Thousands of tokens a minute of each model and SKU; the numbers of real subscriptions differ (assumed)."""


def _usages(call: Call) -> Json:
    region = canonical(call.query["location"])
    accounts = [each for each in call.azure.store.of_type(ACCOUNTS, str(call.id)) if _is_in(each, region)]
    used = _used(call, accounts)
    rows = [_row(key, label, used.get(key, 0), limit) for key, (label, limit) in _limits().items()]
    count = _row("AccountCount", "Maximum Resources per Region", len(accounts), _ACCOUNTS_PER_REGION)
    return {"value": [*rows, count]}


def _is_in(account: Resource, region: str) -> bool:
    return canonical(str(account.body["location"])) == region


def _limits() -> dict[str, tuple[str, int]]:
    """Return what is counted: by the name in the models' SKUs, its label and how much there is."""
    found: dict[str, tuple[str, int]] = {}
    for row in models.rows():
        for sku in row["skus"]:
            managed = sku["name"].startswith("Provisioned")
            label = f"Tokens Per Minute (thousands) - {row['name']} - {sku['name']}"
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
    row = models.find(model["format"], model["name"], model["version"])
    named = {each["name"]: each["usage"] for each in (row or {}).get("skus", ())}
    return str(named.get(sku) or f"{model['format']}.{sku}.{model['name']}")


def _row(value: str, label: str, used: int, limit: int) -> Json:
    name = {"value": value, "localizedValue": label}
    return {"name": name, "currentValue": used, "limit": limit, "unit": "Count"}


READS = (Read("locations/{location}/usages", _usages, API_VERSIONS, f"{NAMESPACE}/locations/usages/read"),)
