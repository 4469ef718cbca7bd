"""What can be asked before an account is made: its subdomain, its SKU; and the SKUs of accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure.arm import locations
from localazure.arm.resource_type import Read
from localazure.providers.cognitiveservices import kinds, models, subdomains
from localazure.providers.cognitiveservices.names import ACCOUNTS, API_VERSIONS, NAMESPACE

if TYPE_CHECKING:
    from localazure.arm.resource_type import Call, Json


def _domain(call: Call) -> Json:
    """POST checkDomainAvailability (published example CheckDomainAvailability; of one in use the reason is assumed)."""
    name = str(call.body.get("subdomainName") or "")
    reason = None
    if not subdomains.is_valid(name):
        reason = f"Sub domain name '{name}' is not valid"
    elif subdomains.is_taken(call.azure, name):
        reason = subdomains.in_use(name)
    asked = {key: call.body[key] for key in ("type", "kind") if call.body.get(key)}
    said = {"isSubdomainAvailable": reason is None, "subdomainName": name}
    return asked | said | ({"reason": reason} if reason else {})


def _sku(call: Call) -> Json:
    """POST locations/…/checkSkuAvailability; reasons and messages are assumed."""
    kind, type_ = str(call.body.get("kind") or ""), call.body.get("type")
    return {"value": [_available(call, kind, type_, str(sku)) for sku in call.body.get("skus") or ()]}


def _available(call: Call, kind: str, type_: object, sku: str) -> Json:
    said: Json = {"kind": kind, "type": type_, "skuName": sku, "skuAvailable": True}
    if kinds.is_restricted(call.azure, call.id.subscription_id, kind):
        return said | {"skuAvailable": False, "reason": "QuotaId", "message": kinds.refusal(kind, sku)}
    if sku != kinds.SKU or kind not in kinds.every():
        message = f"The SKU '{sku}' of kind '{kind}' is not available in this region."
        return said | {"skuAvailable": False, "reason": "NotAvailableForSubscription", "message": message}
    return said


def _skus(call: Call) -> Json:
    """GET skus: one item for each kind and region."""
    return {
        "value": [
            _offered(call, kind, region) for kind in kinds.every() for region in locations.names(call.azure)
        ]
    }


def _offered(call: Call, kind: str, region: str) -> Json:
    """Return an item; what the offer type lacks is restricted by its quota id."""
    restriction = {
        "type": "Location",
        "values": [region],
        "restrictionInfo": {"locations": [region]},
        "reasonCode": "QuotaId",
    }
    is_restricted = kinds.is_restricted(call.azure, call.id.subscription_id, kind)
    return {
        "resourceType": "accounts",
        "name": kinds.SKU,
        "tier": "Standard",
        "kind": kind,
        "locations": [region],
        "restrictions": [restriction] if is_restricted else [],
    }


def _skus_of_account(call: Call) -> Json:
    """GET accounts/…/skus: those it can change to."""
    account = models.account_of(call)
    return {
        "value": [
            {"resourceType": ACCOUNTS, "sku": {"name": account.body["sku"]["name"], "tier": "Standard"}}
        ]
    }


READS = (
    Read(
        "checkDomainAvailability",
        _domain,
        API_VERSIONS,
        f"{NAMESPACE}/checkDomainAvailability/action",
        method="POST",
    ),
    Read(
        "locations/{location}/checkSkuAvailability",
        _sku,
        API_VERSIONS,
        f"{NAMESPACE}/locations/checkSkuAvailability/action",
        method="POST",
    ),
    Read("skus", _skus, API_VERSIONS, f"{NAMESPACE}/skus/read"),
    Read(
        "accounts/{account}/skus",
        _skus_of_account,
        API_VERSIONS,
        f"{ACCOUNTS}/skus/read",
        scope="resourceGroup",
    ),
)
