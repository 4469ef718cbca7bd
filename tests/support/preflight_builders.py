"""Answers of a friendly Azure, and what one check, or all of them, find of a few deployments."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from foundry_answers import friendly_account
from modelstacks.azure.observed_endpoint import ListedEndpoint
from modelstacks.azure.tags import stack_tags
from modelstacks.placement import family_key, place
from modelstacks.preflight.asks.endpoints import AskEndpoints
from modelstacks.preflight.asks.marketplace import AskCountry, AskSubscribed
from modelstacks.preflight.asks.names import AskGlobalName, AskNameFree, NameState
from modelstacks.preflight.asks.permissions import AskPermissions, PermissionSet
from modelstacks.preflight.asks.quota import AskUsages
from modelstacks.preflight.asks.registry import AskModelVersion, AskRegistryModel, RegistryModel
from modelstacks.preflight.asks.soft_deleted import AskDeletedAccounts, AskDeletedVaults, AskDeletedWorkspaces
from modelstacks.preflight.asks.subscription import AskProviders, AskSubscription, SubscriptionState
from modelstacks.preflight.asks.workspaces import AskWorkspace, WorkspaceState
from modelstacks.preflight.checks import all_checks
from modelstacks.preflight.facts import Ask, Facts
from modelstacks.preflight.placed_spec import PlacedSpec
from modelstacks.preflight.runner import asks_of, placement_facts, run_checks
from modelstacks.preflight.usage import Usage
from spec_builders import CATALOG, SUBSCRIPTION, spec_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from modelstacks.preflight.report import Report, Reported
    from modelstacks.spec import Deployment, DeploymentsSpec

TODAY = date(2026, 11, 20)
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-models"
OWN_TAGS = stack_tags("modelstacks-models", "dev")
NAMESPACES = (
    "Microsoft.Cdn",
    "Microsoft.Insights",
    "Microsoft.KeyVault",
    "Microsoft.MachineLearningServices",
    "Microsoft.MarketplaceOrdering",
    "Microsoft.OperationalInsights",
    "Microsoft.PolicyInsights",
    "Microsoft.SaaS",
    "Microsoft.Storage",
)
ENTERPRISE = SubscriptionState("Models", "Enabled", "EnterpriseAgreement_2014-09-01", "Off")


def usages(free: int = 1000, **fields: int) -> dict[str, Usage]:
    """Every VM family with that many cores free, none in use."""
    return {family_key(sku.family): Usage(limit=free, used=0, **fields) for sku in CATALOG.skus}


def friendly(ask: Ask[Any]) -> Any:
    """What an Azure answers in which nothing is in the way."""
    answer = friendly_account(ask)
    if answer is not None:
        return answer
    match ask:
        case AskSubscription():
            return ENTERPRISE
        case AskProviders():
            return {namespace.lower(): "Registered" for namespace in NAMESPACES}
        case AskPermissions():
            return (PermissionSet(("*",), (), ("*",)),)
        case AskWorkspace(name):
            return WorkspaceState(name.removeprefix("ws-"), "Project", ours=True)
        case AskUsages():
            return usages()
        case AskRegistryModel():
            return RegistryModel(latest_version="8", recommended_skus=None, shared_quota_allowed=None)
        case AskSubscribed() | AskEndpoints():
            return ()
        case AskDeletedVaults() | AskDeletedWorkspaces():
            return frozenset()
        case AskDeletedAccounts():
            return {}
        case AskNameFree() | AskModelVersion():
            return True
        case AskGlobalName():
            return NameState(free=True)
        case AskCountry():
            return "SE"
        case _:
            raise AssertionError(f"no friendly answer to {ask!r}")


def facts_for(spec: DeploymentsSpec, answers: Mapping[Any, Any]) -> Facts:
    """Friendly answers to every question of every check, with *answers* instead where given."""
    asks = asks_of(all_checks(), spec, CATALOG)
    return Facts({ask: answers[ask] if ask in answers else friendly(ask) for ask in asks})


def placed_of(spec: DeploymentsSpec, facts: Facts) -> PlacedSpec:
    placement = place(spec, CATALOG, placement_facts(CATALOG, facts, TODAY))
    return PlacedSpec(spec, CATALOG, TODAY, placement, OWN_TAGS)


def report_on(
    deployments: Iterable[Deployment], answers: Mapping[Any, Any] | None = None, **spec_fields: Any
) -> Report:
    """What all checks find."""
    spec = spec_of(deployments, **spec_fields)
    facts = facts_for(spec, answers or {})
    return run_checks(placed_of(spec, facts), facts, all_checks())


def found_by(
    check: str, *deployments: Deployment, answers: Mapping[Any, Any] | None = None, **spec_fields: Any
) -> list[Reported]:
    """What one check finds."""
    report = report_on(deployments, answers, **spec_fields)
    return [finding for finding in report.findings if check in finding.check.split(", ")]


def endpoint(
    name: str = "other",
    *,
    mode: str = "managed",
    workspace: str = "ws-else",
    group: str = GROUP,
    ours: bool = False,
    model_ids: tuple[str, ...] = (),
) -> ListedEndpoint:
    """Somebody else's online endpoint in swedencentral."""
    collection = "serverlessEndpoints" if mode == "serverless" else "onlineEndpoints"
    return ListedEndpoint(
        f"{group}/providers/Microsoft.MachineLearningServices/workspaces/{workspace}/{collection}/{name}",
        mode=mode,
        region="swedencentral",
        tags=OWN_TAGS if ours else {},
        model_ids=model_ids,
    )
