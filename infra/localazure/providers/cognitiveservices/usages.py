"""usages of a region, of `global` and of an account: what is taken of the subscription's quota."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure.arm.locations import canonical
from localazure.arm.resource_type import Read
from localazure.providers.cognitiveservices import models, offered
from localazure.providers.cognitiveservices.names import ACCOUNTS, API_VERSIONS, NAMESPACE
from localazure.providers.cognitiveservices.quota import ACCOUNT_COUNT, GLOBAL, Pool

if TYPE_CHECKING:
    from localazure.arm.resource_type import Call, Json
    from localazure.providers.cognitiveservices.quota import Quota

_SCOPED = "2026"
"""From then on (assumed date) usages say what they are counted in: in the types of azure-mgmt-cognitiveservices 15, not in 14's."""


def _usages(call: Call) -> Json:
    """GET locations/…/usages, all of them whatever `$filter` says of `name.value`."""
    region = canonical(call.query["location"])
    wanted = _wanted(call.query.get("$filter", ""))
    shown = _shown(call, Pool(call.azure, call.id.subscription_id, region))
    return {"value": [usage for usage in shown if wanted in ("", usage["name"]["value"])]}


def _wanted(condition: str) -> str:
    """Return the value of `name.value eq '…'`, the one condition that is documented."""
    name, _, value = condition.partition(" eq ")
    return value.strip().strip("'") if name.strip().lower() == "name.value" else ""


def _of_account(call: Call) -> Json:
    """GET accounts/…/usages: of what its models take (that it is these is assumed)."""
    account = models.account_of(call)
    region = canonical(str(account.body["location"]))
    keys = {
        sku["usage"]
        for model in offered.every()
        if account.body["kind"] in models.kinds_of(model)
        for sku in model["skus"]
        if offered.is_offered(sku, region)
    }
    shown = _shown(call, Pool(call.azure, call.id.subscription_id, region))
    return {"value": [usage for usage in shown if usage["name"]["value"] in keys]}


def _shown(call: Call, pool: Pool) -> list[Json]:
    used = pool.used()
    counted = [(quota, used[key]) for key, quota in pool.quotas().items()]
    return [_usage(call, pool.region, quota, taken) for quota, taken in counted]


def _usage(call: Call, region: str, quota: Quota, used: int) -> Json:
    name = {"value": quota.key, "localizedValue": quota.label}
    usage = {"name": name, "currentValue": used, "limit": quota.limit, "unit": "Count"}
    if call.api_version < _SCOPED or quota.key == ACCOUNT_COUNT:
        return usage
    where = (
        {"scopeId": GLOBAL, "scopeType": "Global"}
        if quota.is_global
        else {"scopeId": region, "scopeType": "Regional"}
    )
    return usage | where


READS = (
    Read("locations/{location}/usages", _usages, API_VERSIONS, f"{NAMESPACE}/locations/usages/read"),
    Read(
        "accounts/{account}/usages",
        _of_account,
        API_VERSIONS,
        f"{ACCOUNTS}/usages/read",
        scope="resourceGroup",
    ),
)
