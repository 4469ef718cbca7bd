"""Microsoft.MarketplaceOrdering: the legal terms of an offer's plan, read, accepted and cancelled."""

from __future__ import annotations

import json

from modelstacks.localazure.arm.resource_type import Call, Json, Provider, Read

NAMESPACE = "Microsoft.MarketplaceOrdering"
API_VERSIONS = ("2015-06-01", "2021-01-01")
_PLAN = "agreements/{publisher}/offers/{offer}/plans/{plan}"
_RIGHTS = f"{NAMESPACE}/agreements/offers/plans"
_OFFER_TYPE_PLAN = "offerTypes/{type}/publishers/{publisher}/offers/{offer}/plans/{plan}/agreements/current"


def _key(call: Call) -> str:
    plan = ".".join(call.query[part].lower() for part in ("publisher", "offer", "plan"))
    return f"marketplaceordering.accepted/{str(call.id).lower()}/{plan}"


def _get(call: Call) -> Json:
    accepted = json.loads(call.azure.store.get_value(_key(call)) or "false")
    publisher, offer, plan = (call.query[part] for part in ("publisher", "offer", "plan"))
    return {
        "id": f"{call.id}/providers/{NAMESPACE}/agreements/{publisher}/offers/{offer}/plans/{plan}",
        "name": plan,
        "type": f"{NAMESPACE}/agreements",
        "properties": {"publisher": publisher, "product": offer, "plan": plan, "accepted": accepted},
    }


def _set(call: Call, accepted: bool) -> Json:
    call.azure.store.put_value(_key(call), json.dumps(accepted))
    return _get(call)


def _sign(call: Call) -> Json:
    return _set(call, accepted=True)


def _cancel(call: Call) -> Json:
    return _set(call, accepted=False)


PROVIDER = Provider(
    NAMESPACE,
    reads=(
        Read(_PLAN, _get, API_VERSIONS, f"{_RIGHTS}/read"),
        Read(f"{_PLAN}/sign", _sign, API_VERSIONS, f"{_RIGHTS}/sign/action", method="POST"),
        Read(f"{_PLAN}/cancel", _cancel, API_VERSIONS, f"{_RIGHTS}/cancel/action", method="POST"),
        Read(
            _OFFER_TYPE_PLAN,
            _get,
            API_VERSIONS,
            f"{NAMESPACE}/offerTypes/publishers/offers/plans/agreements/read",
        ),
    ),
)
