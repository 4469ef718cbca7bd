"""Check 2: the resource providers that the spec uses are registered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.azure.by_mode import endpoints_of
from modelstacks.preflight._core import Finding, check
from modelstacks.preflight.asked_azure import ML
from modelstacks.preflight.asks.subscription import AskProviders
from modelstacks.preflight.by_mode import preflight_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from modelstacks.catalog import Catalog
    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.placed_spec import PlacedSpec
    from modelstacks.spec import Spec

FOR_MARKETPLACE = ("Microsoft.MarketplaceOrdering", "Microsoft.SaaS")
FOR_WORKSPACES = (
    "Microsoft.Insights",
    "Microsoft.KeyVault",
    "Microsoft.OperationalInsights",
    "Microsoft.Storage",
)


def _needs(_spec: Spec, _catalog: Catalog) -> Iterable[AskProviders]:
    return (AskProviders(),)


def needed_providers(placed: PlacedSpec) -> tuple[str, ...]:
    """Return the namespaces that must be registered for *placed*."""
    needed: list[tuple[str, ...]] = [(_namespace(decision.mode),) for _, decision in placed.deployments()]
    if placed.spec.places or placed.spec.workspaces_to_create:
        needed.insert(0, (ML,))
    if any(placed.buying()):
        needed.append(FOR_MARKETPLACE)
    needed += [
        preflight_of(decision.mode).providers(deployment) for deployment, decision in placed.deployments()
    ]
    if placed.spec.workspaces_to_create:
        needed.append(FOR_WORKSPACES)
    return tuple(dict.fromkeys(namespace for namespaces in needed for namespace in namespaces))


def _namespace(mode: str) -> str:
    """Where its endpoints lie."""
    return endpoints_of(mode).type.partition("/")[0]


@check(
    "providers-registered",
    "error",
    needs=_needs,
    source="https://aka.ms/rps-not-found; https://github.com/MicrosoftLearning/mslearn-azure-ml/issues/106",
)
def providers_registered(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """Every resource provider that the spec uses is registered in the subscription."""
    states = facts.get(AskProviders())
    if states is None:
        return
    for namespace in needed_providers(placed):
        state = states.get(namespace.lower(), "NotRegistered")
        if state.lower() != "registered":
            yield Finding(
                f"The resource provider {namespace} is not registered in the subscription (it is {state}).",
                f"Run: az provider register --namespace {namespace} --subscription {placed.spec.subscription}",
            )
