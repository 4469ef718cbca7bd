"""What deployments in an account stand on: others that they spill over to, and policies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.modes.foundry.asks.in_accounts import MODE, account_needs, accounts_in, in_use, there
from modelstacks.modes.foundry.asks.policies import DENIED, FAILED, AskPolicies, ToEvaluate
from modelstacks.modes.foundry.sources import MARKETPLACE, POLICY, SPILLOVER
from modelstacks.modes.foundry.spec import AccountRef, keys_of
from modelstacks.placement import possible_in
from modelstacks.preflight._core import Finding, check, no_needs
from modelstacks.preflight.by_mode import preflight_of
from modelstacks.preflight.facts import Absent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.catalog import Catalog
    from modelstacks.modes.foundry.asks.policies import Evaluated
    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.placed_spec import PlacedSpec
    from modelstacks.spec import Deployment, Spec


@check("foundry-spillover", "error", needs=account_needs, source=SPILLOVER)
def foundry_spillover(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """Each deployment that others spill over to is in their account, or will be."""
    targets = {deployment.name: keys_of(deployment).spillover for deployment, _ in placed.deployments(MODE)}
    accounts = {name: ref for ref, names in in_use(placed).items() for name in names}
    for name, target in targets.items():
        if not target or accounts.get(target) == accounts[name]:
            continue
        account = there(facts, accounts[name])
        if target in accounts:
            yield Finding(
                f"{name} spills over to {target}, which goes to another account, {accounts[target].name}.",
                f"Let both go to one region (`regions: [{accounts[name].region}]`), or set another `spillover`.",
                (name,),
            )
        elif account is None or target.lower() not in account.deployed:
            yield Finding(
                f"{name} spills over to {target}, and the account {accounts[name].name} has no deployment of that name.",
                "Correct `spillover`, or add that deployment to the file.",
                (name,),
            )


def policy_asks(spec: Spec) -> dict[AskPolicies, AccountRef]:
    """Return one question for each account: about all deployments that may go there."""
    wanted: dict[AccountRef, tuple[ToEvaluate, ...]] = {}
    for ref in accounts_in(spec):
        seen = (each for each in possible_in(MODE, spec) if ref.region in each.regions)
        wanted[ref] = tuple(_to_evaluate(each) for each in seen)
    return {AskPolicies(ref.name, each): ref for ref, each in wanted.items() if each}


def _to_evaluate(deployment: Deployment) -> ToEvaluate:
    offer = deployment.model.foundry
    assert offer is not None, "a model without an offer has no way into an account"
    version = deployment.version or offer.default_version
    return ToEvaluate(deployment.name, offer.format, offer.name, version, keys_of(deployment).content_filter)


def _policy_needs(spec: Spec, _catalog: Catalog) -> Iterator[AskPolicies]:
    yield from policy_asks(spec)


@check("foundry-policy", "error", needs=_policy_needs, source=POLICY)
def foundry_policy(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """No policy denies a deployment, as far as Azure evaluates them beforehand (where the account is there)."""
    for ask, name, result in _evaluated(placed, facts, DENIED):
        by = f" by {', '.join(result.assignments)}" if result.assignments else ""
        yield Finding(
            f"Azure Policy denies {name} in the account {ask.account}{by}. {result.message}".rstrip(),
            "Choose a model that the policy allows, or ask whoever assigned it for an exemption.",
            (name,),
        )


@check("foundry-policy-unsure", "warning", needs=_policy_needs, source=POLICY)
def foundry_policy_unsure(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """Azure could evaluate its policies for each deployment."""
    for ask, name, result in _evaluated(placed, facts, FAILED):
        yield Finding(
            f"What Azure Policy says of {name} in the account {ask.account} could not be evaluated. {result.message}".rstrip(),
            "Be ready for a refusal with RequestDisallowedByPolicy.",
            (name,),
        )


def _evaluated(
    placed: PlacedSpec, facts: Facts, outcome: str
) -> Iterator[tuple[AskPolicies, str, Evaluated]]:
    """Where each deployment goes, not where it might have gone."""
    for ask, ref in policy_asks(placed.spec).items():
        for name in in_use(placed).get(ref, ()):
            results = facts.get(ask)
            if results is None or isinstance(results, Absent):
                continue
            if name in results and results[name].outcome == outcome:
                yield ask, name, results[name]


@check("foundry-marketplace", "note", needs=no_needs, source=MARKETPLACE)
def foundry_marketplace(placed: PlacedSpec, _facts: Facts) -> Iterator[Finding]:
    """A note tells what is bought in the Marketplace while it is deployed."""
    bought: dict[tuple[str, str], tuple[str, ...]] = {}
    for deployment, _ in placed.deployments(MODE):
        if preflight_of(MODE).buys(deployment):
            key = (deployment.model.name, deployment.model.publisher)
            bought[key] = (*bought.get(key, ()), deployment.name)
    for (model, publisher), names in bought.items():
        yield Finding(
            f"{model} is sold by {publisher} through the Marketplace: Azure subscribes to its offer, and accepts its terms, "
            "while it deploys it.",
            "Nothing to do, if you agree with the offer's terms and price.",
            names,
        )
