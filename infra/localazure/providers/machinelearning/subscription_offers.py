"""What the subscription's offer type (its quota id) allows, by the catalogue; an unknown type allows all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure import catalogue

if TYPE_CHECKING:
    from localazure.arm.resource_type import LocalAzure
    from localazure.catalogue import OfferType
    from localazure.scenarios import Subscription


def _subscription(azure: LocalAzure, id_: str | None) -> Subscription | None:
    key = (id_ or "").lower()
    return next((each for each in azure.scenario.subscriptions if each.id.lower() == key), None)


def _offer(subscription: Subscription | None) -> OfferType | None:
    return catalogue.load().find_offer(subscription.quota_id) if subscription else None


def is_paid(azure: LocalAzure, subscription_id: str | None) -> bool:
    """Say whether somebody pays for the subscription: free, trial and student ones can't deploy serverless."""
    offer = _offer(_subscription(azure, subscription_id))
    return offer is None or offer.paid


def may_buy(azure: LocalAzure, subscription_id: str | None) -> bool:
    """Say whether Marketplace purchases are open to the subscription; a spending limit forbids them, too."""
    subscription = _subscription(azure, subscription_id)
    offer = _offer(subscription)
    limited = subscription is not None and subscription.spending_limit == "On"
    return not limited and (offer is None or offer.marketplace is not False)


def may_share(azure: LocalAzure, subscription_id: str | None) -> bool:
    """Say whether the subscription may use Azure's shared quota: Enterprise Agreements only."""
    offer = _offer(_subscription(azure, subscription_id))
    return offer is None or offer.shared_quota is not False
