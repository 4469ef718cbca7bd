"""Microsoft.MarketplaceOrdering: the legal terms of an offer's plan, read, accepted and cancelled."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from localazure.arm.errors import ArmError
from localazure.arm.resource_type import Call, Json, Provider, Read
from localazure.providers.api_versions import served

if TYPE_CHECKING:
    from localazure.arm.resource_type import LocalAzure

NAMESPACE = "Microsoft.MarketplaceOrdering"
API_VERSIONS = served(NAMESPACE)
_PLAN = "agreements/{publisher}/offers/{offer}/plans/{plan}"
_CURRENT = "offerTypes/{type}/publishers/{publisher}/offers/{offer}/plans/{plan}/agreements/current"
_RIGHTS = f"{NAMESPACE}/agreements/offers/plans"
_CURRENT_RIGHTS = f"{NAMESPACE}/offerTypes/publishers/offers/plans/agreements"
_LINKS = "https://store.example.com"  # reserved name: terms of the local Azure are nobody's


def _key(subscription: str) -> str:
    return f"marketplaceordering.accepted/{subscription.lower()}"


def _accepted(azure: LocalAzure, subscription: str) -> dict[str, str]:
    """Return when which plans were accepted, by `publisher/offer/plan`."""
    found: dict[str, str] = json.loads(azure.store.get_value(_key(subscription)) or "{}")
    return found


@dataclass(frozen=True)
class Terms:
    """The terms of a plan, accepted or not by one subscription (its id)."""

    subscription: str
    publisher: str
    offer: str
    plan: str

    @classmethod
    def of(cls, call: Call) -> Terms:
        """Return the terms that the route names."""
        return cls(str(call.id), *(call.query[part] for part in ("publisher", "offer", "plan")))

    @classmethod
    def accepted_by(cls, azure: LocalAzure, subscription: str) -> list[Terms]:
        """Return all that the subscription has accepted, by publisher, offer and plan."""
        return [cls(subscription, *key.split("/")) for key in sorted(_accepted(azure, subscription))]

    @property
    def _key(self) -> str:
        return f"{self.publisher}/{self.offer}/{self.plan}".lower()

    def accept(self, azure: LocalAzure, *, accepted: bool) -> None:
        """Write whether the subscription accepts the terms."""
        before = _accepted(azure, self.subscription)
        others = {key: when for key, when in before.items() if key != self._key}
        mine = {self._key: azure.clock.now().isoformat()} if accepted else {}
        azure.store.put_value(_key(self.subscription), json.dumps(others | mine))

    def properties(self, azure: LocalAzure) -> Json:
        """Return `properties` as Azure writes them; `retrieveDatetime` is there once the terms are accepted."""
        when = _accepted(azure, self.subscription).get(self._key)
        link = f"{_LINKS}/{self._key}"
        return {
            "publisher": self.publisher,
            "product": self.offer,
            "plan": self.plan,
            "licenseTextLink": f"{link}/license",
            "privacyPolicyLink": f"{link}/privacy",
            "marketplaceTermsLink": f"{link}/terms",
            "retrieveDatetime": when or "",
            "signature": self.signature,
            "accepted": when is not None,
        }

    @property
    def signature(self) -> str:
        """What a client that accepts the terms sends back; how Azure computes it is its own affair."""
        return sha256(self._key.encode()).hexdigest().upper()


def _agreements(call: Call) -> Json:
    """List what the subscription has accepted."""
    return {"value": [_agreement_body(call, terms) for terms in Terms.accepted_by(call.azure, str(call.id))]}


def _agreement(call: Call) -> Json:
    return _agreement_body(call, Terms.of(call))


def _agreement_body(call: Call, terms: Terms) -> Json:
    path = f"agreements/{terms.publisher}/offers/{terms.offer}/plans/{terms.plan}"
    return {
        "id": f"{call.id}/providers/{NAMESPACE}/{path}",
        "name": terms.plan,
        "type": f"{NAMESPACE}/agreements",
        "properties": terms.properties(call.azure),
    }


def _sign(call: Call) -> Json:
    Terms.of(call).accept(call.azure, accepted=True)
    return _agreement(call)


def _cancel(call: Call) -> Json:
    Terms.of(call).accept(call.azure, accepted=False)
    return _agreement(call)


def _current(call: Call) -> Json:
    terms = Terms.of(call)
    path = f"offerTypes/{call.query['type']}/publishers/{terms.publisher}/offers/{terms.offer}/plans/{terms.plan}"
    return {
        "id": f"{call.id}/providers/{NAMESPACE}/{path}/agreements/current",
        "name": "current",
        "type": f"{NAMESPACE}/offerTypes/publishers/offers/plans/agreements",
        "properties": terms.properties(call.azure),
    }


def _put_current(call: Call) -> Json:
    """Take back what GET answered, with `accepted` set; a signature that doesn't fit is refused."""
    terms, sent = Terms.of(call), call.body.get("properties") or {}
    if sent.get("signature", terms.signature) != terms.signature:
        message = "The signature does not match: retrieve the terms again."  # wording assumed
        raise ArmError(400, "BadRequest", message)
    terms.accept(call.azure, accepted=sent.get("accepted") is True)
    return _current(call)


PROVIDER = Provider(
    NAMESPACE,
    reads=(
        Read("agreements", _agreements, API_VERSIONS, f"{NAMESPACE}/agreements/read"),
        Read(_PLAN, _agreement, API_VERSIONS, f"{_RIGHTS}/read"),
        Read(f"{_PLAN}/sign", _sign, API_VERSIONS, f"{_RIGHTS}/sign/action", method="POST"),
        Read(f"{_PLAN}/cancel", _cancel, API_VERSIONS, f"{_RIGHTS}/cancel/action", method="POST"),
        Read(_CURRENT, _current, API_VERSIONS, f"{_CURRENT_RIGHTS}/read"),
        Read(_CURRENT, _put_current, API_VERSIONS, f"{_CURRENT_RIGHTS}/write", method="PUT"),
    ),
)
