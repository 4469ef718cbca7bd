"""Deployments in Foundry accounts find quota, and their capacity is one that the model can have."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from modelstacks.modes.foundry.asks.in_accounts import (
    MODE,
    account_needs,
    capacity_ask,
    capacity_needs,
    deployed_now,
    listed_model,
    model_needs,
)
from modelstacks.modes.foundry.asks.quota import AskModelQuota
from modelstacks.modes.foundry.offered import GLOBAL
from modelstacks.modes.foundry.sources import LIMITS, MODELS, QUOTA_MESSAGE
from modelstacks.modes.foundry.spec import keys_of
from modelstacks.placement import possible_in
from modelstacks.preflight._core import Finding, check
from modelstacks.suggestions import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from modelstacks.catalog import Catalog
    from modelstacks.modes.foundry.asks.accounts import AskAccount
    from modelstacks.modes.foundry.asks.models import AskCapacity
    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.placed_spec import PlacedSpec
    from modelstacks.spec import Deployment, Spec

MORE = (
    "Ask for more (https://aka.ms/oai/quotaincrease), lower `capacity`, set another `sku`, or add a region with an account "
    "under `accounts`."
)


def _regions(deployment: Deployment, placed: PlacedSpec) -> tuple[str, ...]:
    """Those whose quota decides: where it goes, or all that it could have gone to."""
    decision = placed.placement.decisions.get(deployment.name)
    if decision is None:
        return deployment.regions
    return (decision.region,) if decision.mode == MODE else ()


def _quota_needs(spec: Spec, _catalog: Catalog) -> Iterator[AskModelQuota]:
    for deployment in possible_in(MODE, spec):
        yield from map(AskModelQuota, (*deployment.regions, GLOBAL))


@check("foundry-quota", "error", needs=_quota_needs, source=QUOTA_MESSAGE)
def foundry_quota(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """All deployments in Foundry accounts together find quota, in their region and in what all regions share."""
    for deployment in possible_in(MODE, placed.spec):
        for region in _regions(deployment, placed):
            facts.get(AskModelQuota(region))
            facts.get(AskModelQuota(GLOBAL))
    causes: dict[tuple[str, ...], list[str]] = {}
    for name, rejected in placed.placement.unplaced.items():
        reasons = [each.reason for each in rejected if (each.mode, each.cause) == (MODE, "quota")]
        if reasons:
            causes.setdefault(tuple(dict.fromkeys(reasons)), []).append(name)
    for why, names in causes.items():
        yield Finding(f"Too little quota in Foundry accounts: {'; '.join(why)}.", MORE, tuple(names))
    yield from _overdrawn(placed, facts)


def _overdrawn(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """What was decided before, and no longer fits."""
    taken: Counter[tuple[str, str]] = Counter()
    names: dict[tuple[str, str], tuple[str, ...]] = {}
    for deployment, decision in placed.deployments(MODE):
        shared = facts.get(AskModelQuota(GLOBAL)) or {}
        usage = str(decision.details.get("usage", ""))
        place = (GLOBAL if usage in shared else decision.region, usage)
        taken[place] += int(decision.details["capacity"])
        names[place] = (*names.get(place, ()), deployment.name)
    for (region, usage), needed in taken.items():
        quota = (facts.get(AskModelQuota(region)) or {}).get(usage)
        if quota and needed > quota.free:
            where = "in all regions together" if region == GLOBAL else f"in {region}"
            yield Finding(
                f"Too little quota in Foundry accounts: {quota.free} of {usage} are free {where}, {needed} needed.",
                MORE,
                names[region, usage],
            )


@check("foundry-capacity", "error", needs=model_needs, source=MODELS)
def foundry_capacity(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """The capacity of each deployment is one that the model can have with its SKU."""
    for deployment, decision in placed.deployments(MODE):
        model = listed_model(facts, deployment, decision)
        name, capacity = str(decision.details["sku"]), int(decision.details["capacity"])
        sku = model.skus.get(name) if model else None
        if sku and not sku.takes(capacity):
            yield Finding(
                f"{deployment.name} asks for a capacity of {capacity}; {deployment.model.name} with {name} in "
                f"{decision.region} takes {sku.rule}.",
                "Set `capacity` accordingly.",
                (deployment.name,),
            )


@check("foundry-capacity-unknown", "warning", needs=model_needs, source=MODELS)
def foundry_capacity_unknown(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """The file or Azure's list says how much capacity each deployment gets."""
    for deployment, decision in placed.deployments(MODE):
        model = listed_model(facts, deployment, decision)
        sku = model.skus.get(str(decision.details["sku"])) if model else None
        says = sku and (sku.default or sku.minimum or sku.allowed)
        if sku and not says and keys_of(deployment).capacity is None:
            yield Finding(
                f"Azure's list names no capacity for {deployment.model.name}: {deployment.name} gets "
                f"{decision.details['capacity']}, which may be too little to answer at all.",
                "Set `capacity`; the unit is the model's own, often a thousand tokens a minute.",
                (deployment.name,),
            )


def _left_needs(spec: Spec, catalog: Catalog) -> Iterable[AskCapacity | AskAccount]:
    yield from capacity_needs(spec, catalog)
    yield from account_needs(spec, catalog)


# A warning: what is left changes from hour to hour, and what Azure answers without any was not found.
@check("foundry-capacity-left", "warning", needs=_left_needs, source=LIMITS)
def foundry_capacity_left(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """Quota is no capacity: Azure has as much left of each model where it goes."""
    more: Counter[tuple[AskCapacity, str, str]] = Counter()
    names: dict[tuple[AskCapacity, str, str], tuple[str, ...]] = {}
    for deployment, decision in placed.deployments(MODE):
        ask, now = capacity_ask(deployment, placed.spec), deployed_now(facts, decision)
        if ask is not None and now is not None:
            place = (ask, decision.region, str(decision.details["sku"]))
            more[place] += max(0, int(decision.details["capacity"]) - now)
            names[place] = (*names.get(place, ()), deployment.name)
    for (ask, region, sku), needed in more.items():
        left = (facts.get(ask) or {}).get((region, sku))
        if left is not None and needed > left:
            yield Finding(
                f"Azure has {left} of {ask.name} with {sku} left in {region}, {needed} more needed; quota alone is no "
                "capacity.",
                _somewhere_else(facts, ask, sku, needed),
                names[ask, region, sku],
            )


def _somewhere_else(facts: Facts, ask: AskCapacity, sku: str, needed: int) -> str:
    left = facts.get(ask) or {}
    found = sorted(region for (region, name), free in left.items() if name == sku and free >= needed)
    if not found:
        return f"Lower `capacity`, or set another `sku`: no region has that much with {sku}."
    return f"Lower `capacity`, or add an account in a region that has it: {listed(found)}."
