"""What Azure offers in the account's region: the model, its version and SKU, and for how long."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from modelstacks.modes.foundry.asks.in_accounts import (
    MODE,
    capacity_ask,
    capacity_needs,
    deployed_now,
    listed_model,
    model_needs,
)
from modelstacks.modes.foundry.asks.models import AskRegionModels
from modelstacks.modes.foundry.sources import DEPRECATED, LIFECYCLE, SKU_MESSAGE
from modelstacks.preflight._core import Finding, check
from modelstacks.suggestions import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.catalog import Catalog
    from modelstacks.modes.foundry.asks.accounts import AskAccount
    from modelstacks.modes.foundry.asks.models import AskCapacity
    from modelstacks.modes.foundry.offered import OfferedModel
    from modelstacks.placement import Decision
    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.placed_spec import PlacedSpec
    from modelstacks.spec import Deployment, Spec

ENDING = {"Deprecating": "is deprecating", "Deprecated": "is deprecated"}
"""What takes no new deployments any more, in Azure's words."""
NOTICE = timedelta(days=60)


def _offer_needs(spec: Spec, catalog: Catalog) -> Iterator[AskRegionModels | AskAccount | AskCapacity]:
    yield from model_needs(spec, catalog)
    yield from capacity_needs(spec, catalog)


@check("foundry-offer", "error", needs=_offer_needs, source=SKU_MESSAGE)
def foundry_offer(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """Each model, in its version and with its SKU, is offered in a region where there is an account."""
    for deployment in placed.spec.deployments:
        decision = placed.placement.decisions.get(deployment.name)
        reasons = _gone(facts, deployment, decision) if decision else _rejected(placed, deployment.name)
        if reasons:
            where = _offered_in(placed, facts, deployment)
            yield Finding(
                f"{'; '.join(reasons)}.{_versions(facts, deployment)} {where}",
                "Add one of these regions with its account under `accounts`, or change `sku` or `version`.",
                (deployment.name,),
            )


def _rejected(placed: PlacedSpec, name: str) -> tuple[str, ...]:
    found = placed.placement.unplaced.get(name, ())
    reasons = (each.reason for each in found if (each.mode, each.cause) == (MODE, "region"))
    return tuple(dict.fromkeys(reasons))


def _gone(facts: Facts, deployment: Deployment, decision: Decision) -> tuple[str, ...]:
    """What was decided before, and is offered no more; what runs goes on running."""
    if decision.mode != MODE or facts.get(AskRegionModels(decision.region)) is None:
        return ()
    model, sku = listed_model(facts, deployment, decision), str(decision.details["sku"])
    if deployed_now(facts, decision) != 0 or (model and sku in model.skus):
        return ()
    version = f" {decision.version}" if decision.version else ""
    with_sku = f" with {sku}" if model else ""
    return (f"{decision.region} does not offer {deployment.model.name}{version}{with_sku}",)


def _versions(facts: Facts, deployment: Deployment) -> str:
    """The versions that there are instead of one that is not."""
    offer = deployment.model.foundry
    if offer is None or not deployment.version:
        return ""
    for region in deployment.regions:
        models = facts.get(AskRegionModels(region)) or ()
        versions = [each.version for each in models if each.name.lower() == offer.name.lower()]
        if versions and deployment.version not in versions:
            return f" Versions there: {', '.join(versions)}."
    return ""


def _offered_in(placed: PlacedSpec, facts: Facts, deployment: Deployment) -> str:
    """Where it is offered, as Azure says, else as the rows know it; nearest first."""
    ask, offer = capacity_ask(deployment, placed.spec), deployment.model.foundry
    if ask is None or offer is None:
        return ""
    left = facts.get(ask) or {}
    said = {region for region, _ in left}
    hinted = {region for sku in offer.skus.values() if sku.regions != "all" for region in sku.regions or ()}
    regions = placed.catalog.nearest_first(tuple(said or hinted), deployment.regions[0])
    if not regions:
        return "No list says where it is offered."
    basis = "by Azure's list" if said else f"by the catalogue's rows of {offer.read}: a hint"
    return f"It is offered in, nearest first: {listed(regions)} ({basis})."


@check("foundry-model-ended", "error", needs=model_needs, source=DEPRECATED)
def foundry_model_ended(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """No deployment is to be made of a model that takes no new ones, and none is left of one that is retired."""
    for deployment, decision in placed.deployments(MODE):
        model = listed_model(facts, deployment, decision)
        if model is None:
            continue
        if model.lifecycle in ENDING and deployed_now(facts, decision) == 0:
            yield Finding(
                f"{model.name} {model.version} {ENDING[model.lifecycle]} in {decision.region}{_until(model)}: Azure takes no "
                "new deployments of it.",
                _successor(deployment, model),
                (deployment.name,),
            )
        elif model.ends and model.ends <= placed.today and not deployment.accept_retired:
            yield Finding(
                f"{model.name} {model.version} is retired since {model.ends}: a deployment of it answers 404.",
                f"{_successor(deployment, model)} Or set accept_retired: true.",
                (deployment.name,),
            )


@check("foundry-model-ending", "warning", needs=model_needs, source=LIFECYCLE)
def foundry_model_ending(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """No deployment's model is about to end."""
    for deployment, decision in placed.deployments(MODE):
        model = listed_model(facts, deployment, decision)
        if model is None or (model.ends and model.ends <= placed.today):
            continue
        soon = model.ends is not None and model.ends <= placed.today + NOTICE
        runs_on = model.lifecycle in ENDING and deployed_now(facts, decision)
        if soon or runs_on or model.lifecycle == "Legacy":
            state = ENDING.get(
                str(model.lifecycle), "is legacy" if model.lifecycle == "Legacy" else "ends soon"
            )
            yield Finding(
                f"{model.name} {model.version} {state}{_until(model)}.",
                _successor(deployment, model),
                (deployment.name,),
            )


def _until(model: OfferedModel) -> str:
    return f", and answers until {model.ends}" if model.ends else ""


def _successor(deployment: Deployment, model: OfferedModel) -> str:
    """What Azure itself says comes before the rows."""
    if model.replacement:
        return f"Move to {model.replacement}, which Azure names as its replacement."
    names = deployment.model.lifecycle.replacements
    if names:
        return f"Move to {' or '.join(names)}."
    return "Choose another model (`modelstacks models --not-retired`)."
