"""Check 6: what is bought in the Marketplace, by the model's own need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.placement import as_modes_see
from modelstacks.preflight._core import Finding, check
from modelstacks.preflight.asks.marketplace import AskCountry, AskSubscribed
from modelstacks.preflight.sources import SERVERLESS, SOLD_IN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from modelstacks.catalog import Catalog, Model
    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.placed_spec import PlacedSpec
    from modelstacks.spec import Deployment, Spec

SUBSCRIBED = "subscribed"
UNLESS = (
    " If Azure refuses it with MarketplacePlanNotRequiredForModel, it needs none: say so in rows of your own "
    "(`rows:` in deployments.yaml; marketplace: {{{mode}: false}})."
)


def subscribed_needs(spec: Spec, _catalog: Catalog) -> Iterable[AskSubscribed]:
    """The subscriptions of every workspace that a deployment could go to."""
    return (AskSubscribed(ref.name) for ref in spec.places.values())


def is_subscribed(facts: Facts, workspace: str, model_id: str) -> bool | None:
    """Say whether *workspace* is subscribed to the model's offer; None: not verified."""
    subscriptions = facts.get(AskSubscribed(workspace))
    if subscriptions is None:
        return None
    return any(
        subscribed.model_id.lower() == model_id.lower() and subscribed.status.lower() == SUBSCRIBED
        for subscribed in subscriptions
    )


@check("marketplace-subscription", "error", needs=subscribed_needs, source=SERVERLESS)
def marketplace_subscription(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """No needed Marketplace subscription is suspended."""
    seen: dict[tuple[str, str, str], list[Deployment]] = {}
    for deployment, decision in placed.needing_marketplace():
        for subscription in facts.get(AskSubscribed(decision.workspace)) or ():
            same = subscription.model_id.lower() == deployment.model.id.lower()
            if same and subscription.status.lower() != SUBSCRIBED:
                seen.setdefault((subscription.name, decision.workspace, subscription.status), []).append(
                    deployment
                )
    for (name, workspace, status), deployments in seen.items():
        yield Finding(
            f"The Marketplace subscription {name} of {workspace} is {status}: its endpoints do not work.",
            "Look at it in the Azure portal under SaaS, delete it and subscribe again.",
            tuple(deployment.name for deployment in deployments),
        )


@check("marketplace-need", "note", needs=subscribed_needs, source=SERVERLESS)
def marketplace_need(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """Which offers will be bought, once for each workspace."""
    offers: dict[tuple[str, str], list[Deployment]] = {}
    for deployment, decision in placed.needing_marketplace():
        if is_subscribed(facts, decision.workspace, deployment.model.id) is False:
            offers.setdefault((decision.workspace, deployment.model.name), []).append(deployment)
    for (workspace, model), deployments in offers.items():
        market = deployments[0].model.marketplace
        offer = f"{market.publisher_id}/{market.offer_id}" if market.offer_id else "offer id not known"
        mode = placed.placement.decisions[deployments[0].name].mode
        assumed = deployments[0].model.subscription_need_is_assumed(mode)
        sure = ", assumed: no source says" if assumed else ""
        yield Finding(
            f"{model} is sold through the Marketplace ({offer}{sure}): {workspace} will be subscribed to it.",
            f"Nothing to do, if you agree with the offer's terms and price.{UNLESS.format(mode=mode) if assumed else ''}",
            tuple(deployment.name for deployment in deployments),
        )


def _country_needs(spec: Spec, catalog: Catalog) -> Iterable[AskCountry | AskSubscribed]:
    if any(_may_be_bought(deployment, spec) for deployment in spec.deployments):
        yield AskCountry()
        yield from subscribed_needs(spec, catalog)


def _may_be_bought(deployment: Deployment, spec: Spec) -> bool:
    """Whether a mode that it may get needs a subscription to an offer whose countries are known."""
    model = deployment.model
    modes = (mode for mode, _ in as_modes_see(deployment, spec))
    return bool(model.offer_countries) and any(map(model.needs_marketplace_subscription, modes))


# A warning: the tenant's country is not always the one that is billed, which ARM does not tell.
@check("marketplace-country", "warning", needs=_country_needs, source=SOLD_IN)
def marketplace_country(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """Each offer to be bought is sold in the tenant's country, where the rows list all its countries."""
    for model, country, names in _sold_elsewhere(placed, facts):
        if model.countries_are_known:
            yield Finding(
                f"{model.name} is sold in {', '.join(model.offer_countries)}; your tenant is in {country}.",
                "Use a subscription that is billed in one of these countries, or be ready for a refusal.",
                names,
            )


@check("marketplace-country-unknown", "note", needs=_country_needs, source=SOLD_IN)
def marketplace_country_unknown(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """A note tells where an offer's countries are a list of Microsoft's that the catalogue rows don't hold."""
    unknown: dict[str, tuple[str, ...]] = {}
    for model, country, names in _sold_elsewhere(placed, facts):
        if not model.countries_are_known:
            unknown[country] = (*unknown.get(country, ()), *names)
    for country, names in unknown.items():
        yield Finding(
            f"Whether these offers are sold in {country}, your tenant's country, is not known: the catalogue names a "
            "list of Microsoft's without what is in it.",
            f"Look there: {SOLD_IN}. To have it checked, give the countries in rows of your own "
            "(`rows:` in deployments.yaml; serverless_offer: {countries: [..]}).",
            names,
        )


def _sold_elsewhere(placed: PlacedSpec, facts: Facts) -> Iterator[tuple[Model, str, tuple[str, ...]]]:
    """The models to be bought whose rows don't name the tenant's country, each with it and its deployments."""
    found: dict[tuple[str, str], list[Deployment]] = {}
    for deployment, decision in placed.needing_marketplace():
        countries = deployment.model.offer_countries
        if not countries or is_subscribed(facts, decision.workspace, deployment.model.id):
            continue
        country = facts.get(AskCountry())
        if isinstance(country, str) and country.upper() not in countries:
            found.setdefault((deployment.model.name, country), []).append(deployment)
    for (_, country), deployments in found.items():
        yield deployments[0].model, country, tuple(deployment.name for deployment in deployments)
