"""Check 2: the resource providers that the spec uses are registered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.preflight._core import Finding, check
from modelstacks.preflight.facts import AskProviders

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from modelstacks.catalog import Catalog
    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.plan import Plan
    from modelstacks.spec import DeploymentsSpec

ALWAYS = ("Microsoft.MachineLearningServices",)
FOR_MARKETPLACE = ("Microsoft.MarketplaceOrdering", "Microsoft.SaaS")
FOR_WORKSPACES = (
    "Microsoft.Insights",
    "Microsoft.KeyVault",
    "Microsoft.OperationalInsights",
    "Microsoft.Storage",
)


def _needs(_spec: DeploymentsSpec, _catalog: Catalog) -> Iterable[AskProviders]:
    return (AskProviders(),)


def needed_providers(plan: Plan) -> tuple[str, ...]:
    """Return the namespaces that must be registered for *plan*."""
    creates = any(ref.create for ref in plan.spec.workspaces.values())
    buys = any(True for _ in plan.needing_marketplace())
    return ALWAYS + (FOR_MARKETPLACE if buys else ()) + (FOR_WORKSPACES if creates else ())


@check("providers-registered", "error", needs=_needs)
def providers_registered(plan: Plan, facts: Facts) -> Iterator[Finding]:
    """Every resource provider that the spec uses is registered in the subscription."""
    states = facts.get(AskProviders())
    if states is None:
        return
    for namespace in needed_providers(plan):
        state = states.get(namespace.lower(), "NotRegistered")
        if state.lower() != "registered":
            yield Finding(
                f"The resource provider {namespace} is not registered in the subscription (it is {state}).",
                f"Run: az provider register --namespace {namespace} --subscription {plan.spec.subscription}",
            )
