"""Check 6: what is bought in the Marketplace, by the model's own need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.preflight._core import Finding, check
from modelstacks.preflight.facts import AskCountry, AskSubscribed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from modelstacks.catalog import Catalog
    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.plan import Plan
    from modelstacks.spec import Deployment, Wanted

SUBSCRIBED = "subscribed"


def subscribed_needs(spec: Wanted, _catalog: Catalog) -> Iterable[AskSubscribed]:
    """The subscriptions of every workspace that a deployment could go to."""
    return (AskSubscribed(ref.name) for ref in spec.places.values())


def is_subscribed(facts: Facts, workspace: str, model_id: str) -> bool | None:
    """Say whether *workspace* is subscribed to the model's offer; None: not verified."""
    rows = facts.get(AskSubscribed(workspace))
    if rows is None:
        return None
    return any(row.model_id.lower() == model_id.lower() and row.status.lower() == SUBSCRIBED for row in rows)


@check("marketplace-subscription", "error", needs=subscribed_needs)
def marketplace_subscription(plan: Plan, facts: Facts) -> Iterator[Finding]:
    """No needed Marketplace subscription is suspended."""
    seen: dict[tuple[str, str, str], list[Deployment]] = {}
    for row, decision in plan.needing_marketplace():
        for subscription in facts.get(AskSubscribed(decision.workspace)) or ():
            same = subscription.model_id.lower() == row.model.id.lower()
            if same and subscription.status.lower() != SUBSCRIBED:
                seen.setdefault((subscription.name, decision.workspace, subscription.status), []).append(row)
    for (name, workspace, status), rows in seen.items():
        yield Finding(
            f"The Marketplace subscription {name} of {workspace} is {status}: its endpoints do not work.",
            "Look at it in the Azure portal under SaaS, delete it and subscribe again.",
            tuple(row.name for row in rows),
        )


@check("marketplace-need", "note", needs=subscribed_needs)
def marketplace_need(plan: Plan, facts: Facts) -> Iterator[Finding]:
    """Which offers will be bought, once for each workspace."""
    offers: dict[tuple[str, str], list[Deployment]] = {}
    for row, decision in plan.needing_marketplace():
        if is_subscribed(facts, decision.workspace, row.model.id) is False:
            offers.setdefault((decision.workspace, row.model.name), []).append(row)
    for (workspace, model), rows in offers.items():
        market = rows[0].model.marketplace
        offer = f"{market.publisher_id}/{market.offer_id}" if market.offer_id else "offer id not known"
        mode = plan.placement.decisions[rows[0].name].mode
        sure = ", assumed: no source says" if rows[0].model.subscription_need_is_assumed(mode) else ""
        yield Finding(
            f"{model} is sold through the Marketplace ({offer}{sure}): {workspace} will be subscribed to it.",
            "Nothing to do, if you agree with the offer's terms and price.",
            tuple(row.name for row in rows),
        )


def _country_needs(spec: Wanted, _catalog: Catalog) -> Iterable[AskCountry]:
    return (AskCountry() for row in spec.deployments if row.model.billing_countries)


# A warning: the tenant's country is not always the one that is billed, which ARM does not tell.
@check("marketplace-country", "warning", needs=_country_needs)
def marketplace_country(plan: Plan, facts: Facts) -> Iterator[Finding]:
    """Each offer to be bought is sold in the tenant's country, where the rows list the countries."""
    unsold: dict[tuple[str, str], tuple[str, ...]] = {}
    for row, _ in plan.needing_marketplace():
        countries = row.model.billing_countries
        if not countries:
            continue
        country = facts.get(AskCountry())
        if isinstance(country, str) and country.upper() not in countries:
            words = f"{row.model.name} is sold in {', '.join(countries)}"
            unsold[words, country] = (*unsold.get((words, country), ()), row.name)
    for (words, country), names in unsold.items():
        yield Finding(
            f"{words}; your tenant is in {country}.",
            "Use a subscription that is billed in one of these countries, or be ready for a refusal.",
            names,
        )
