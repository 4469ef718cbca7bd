"""Check 1: the subscription exists, is enabled, and its offer type may do what the spec wants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.preflight._core import Finding, check
from modelstacks.preflight.asks.subscription import AskSubscription, SubscriptionState
from modelstacks.preflight.by_mode import preflight_of
from modelstacks.preflight.facts import Absent
from modelstacks.preflight.sources import OFFERS, SUBSCRIPTION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from modelstacks.catalog import Catalog
    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.placed_spec import PlacedSpec
    from modelstacks.spec import Spec

ENABLED = "enabled"
PORTAL = "https://portal.azure.com/#blade/Microsoft_Azure_Billing/SubscriptionsBlade"


def _needs(_spec: Spec, _catalog: Catalog) -> Iterable[AskSubscription]:
    return (AskSubscription(),)


def _state(facts: Facts) -> SubscriptionState | None:
    answer = facts.get(AskSubscription())
    return None if isinstance(answer, Absent) else answer


@check("subscription-there", "error", needs=_needs, source=SUBSCRIPTION)
def subscription_there(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """The subscription exists, and the caller sees it."""
    if facts.get(AskSubscription()) == Absent():
        yield Finding(
            f"The subscription {placed.spec.subscription} is not there, or not for you; nothing else was looked at.",
            "Check the id and who you are: az account show; az account list --all --output table",
        )


@check("subscription-enabled", "error", needs=_needs, source=SUBSCRIPTION)
def subscription_enabled(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """The subscription is enabled."""
    state = _state(facts)
    if state and state.state.lower() != ENABLED:
        yield Finding(
            f"The subscription {state.name} ({placed.spec.subscription}) is {state.state}: nothing can be created.",
            f"Enable it ({PORTAL}), or set another `subscription`.",
        )


@check("subscription-paid", "error", needs=_needs, source=OFFERS)
def subscription_paid(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """Serverless deployments and Marketplace offers need a paid subscription without a spending limit."""
    state = _state(facts)
    if state is None:
        return
    offer = placed.catalog.find_offer(state.quota_id)
    paid_only = tuple(
        deployment.name
        for deployment, decision in placed.deployments()
        if preflight_of(decision.mode).needs_paid_subscription
    )
    bought = tuple(deployment.name for deployment, _ in placed.buying())
    kind = offer.name if offer else state.quota_id
    if offer and not offer.paid and (paid_only or bought):
        yield Finding(
            f"The subscription {state.name} is of type {kind} ({state.quota_id}), which forbids {offer.forbids}.",
            f"Use a paid subscription, or {'mode: managed with ' if paid_only else ''}a model that needs no Marketplace offer.",
            tuple(dict.fromkeys((*paid_only, *bought))),
        )
    elif state.spending_limit.lower() == "on" and bought:
        yield Finding(
            f"The subscription {state.name} ({kind}) has its spending limit on: it can buy no Marketplace offer.",
            f"Remove the spending limit ({PORTAL}), or use another subscription.",
            bought,
        )


@check("subscription-offer", "warning", needs=_needs, source=OFFERS)
def subscription_offer(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """The subscription's offer type is not known to hinder Marketplace purchases."""
    state = _state(facts)
    if state is None:
        return
    offer = placed.catalog.find_offer(state.quota_id)
    bought = tuple(deployment.name for deployment, _ in placed.buying())
    if offer and offer.paid and offer.forbids and bought:
        yield Finding(
            f"The subscription {state.name} is of type {offer.name}, which forbids {offer.forbids}.",
            "Ask your partner whether these offers are open to you, or be ready for a refusal at deployment.",
            bought,
        )
