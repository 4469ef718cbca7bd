"""Each question is answered to whoever holds its rights, and refused where one of them is missing: the local Azure's RBAC."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from estate import COHERE, PHI, Estate
from examined import OURS
from granted import NOBODY, assign, grant
from modelstacks.azure.api_versions import COGNITIVE_SERVICES
from modelstacks.azure.session import run_with_arm
from modelstacks.errors import AzureError
from modelstacks.modes.foundry.asks.accounts import AskAccount, AskAccountSkus
from modelstacks.modes.foundry.asks.caller import AskCaller
from modelstacks.modes.foundry.asks.models import AskCapacity, AskRegionModels
from modelstacks.modes.foundry.asks.names import AskKeptAccounts, AskSubdomain
from modelstacks.modes.foundry.asks.policies import AskPolicies, ToEvaluate
from modelstacks.modes.foundry.asks.quota import AskModelQuota
from modelstacks.preflight.asked_azure import AskedAzure
from modelstacks.preflight.asks import all_asks
from modelstacks.preflight.asks.deployed import AskDeployed, AskServed
from modelstacks.preflight.asks.endpoints import AskEndpoints
from modelstacks.preflight.asks.marketplace import AskCountry, AskSubscribed
from modelstacks.preflight.asks.names import KEY_VAULT, STORAGE_ACCOUNT, AskGlobalName, AskNameFree
from modelstacks.preflight.asks.permissions import AskPermissions
from modelstacks.preflight.asks.quota import AskUsages
from modelstacks.preflight.asks.registry import AskModelVersion, AskRegistryModel
from modelstacks.preflight.asks.soft_deleted import (
    AskDeletedAccounts,
    AskDeletedVaults,
    AskDeletedWorkspaces,
)
from modelstacks.preflight.asks.subscription import AskProviders, AskSubscription
from modelstacks.preflight.asks.workspaces import AskWorkspace
from modelstacks.spec import load_deployments
from spec_builders import CATALOG

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from azure_fixtures import LocalAzureServer
    from modelstacks.azure.arm import Arm
    from modelstacks.preflight.facts import Ask
    from modelstacks.spec import DeploymentsSpec


@pytest.fixture
def estate(azure: LocalAzureServer) -> Iterator[Estate]:
    """A project in which everything is that questions are about, and a role for who asks them."""
    with Estate(azure) as estate:
        project = estate.project()
        estate.subscribe(project, COHERE)
        estate.serverless(project, PHI)
        endpoint = estate.online(project)
        estate.put(endpoint, {"properties": {"authMode": "Key"}, "tags": OURS})
        estate.deployment(endpoint)
        account = {"kind": "AIServices", "sku": {"name": "S0"}, "location": estate.region, "properties": {}}
        path = f"{estate.group}/providers/Microsoft.CognitiveServices/accounts/ai-{estate.tag}"
        estate.arm.send("PUT", path, account, version=COGNITIVE_SERVICES)
        assign(estate)
        yield estate


def questions(estate: Estate) -> list[Ask[Any]]:
    """One of each kind, two of those about names: of one that is taken, each of a type."""
    return [
        AskSubscription(),
        AskProviders(),
        AskPermissions(estate.group),
        AskWorkspace("chat"),
        AskUsages(estate.region),
        AskSubscribed("chat"),
        AskCountry(),
        AskEndpoints(estate.region),
        AskDeployed("managed", estate.group.rpartition("/")[2]),
        AskServed("managed", None),
        AskNameFree(estate.region, "chat", "chat"),
        AskGlobalName(STORAGE_ACCOUNT, f"st{estate.tag}"),
        AskGlobalName(KEY_VAULT, f"kv-{estate.tag}"),
        AskDeletedVaults(),
        AskDeletedAccounts(),
        AskDeletedWorkspaces(),
        AskRegistryModel("azureml", "Phi-4"),
        AskModelVersion("azureml", "Phi-4", "8"),
        *about_accounts(estate),
    ]


def about_accounts(estate: Estate) -> list[Ask[Any]]:
    account = f"ai-{estate.tag}"
    return [
        AskRegionModels(estate.region),
        AskModelQuota(estate.region),
        AskCapacity("Microsoft", "Phi-4", None, (estate.region,)),
        AskAccount(account),
        AskAccountSkus(),
        AskSubdomain(account),
        AskKeptAccounts(),
        AskPolicies(account, (ToEvaluate("phi", "Microsoft", "Phi-4", None, None),)),
        AskCaller(),
    ]


def spec_in(estate: Estate, folder: Path) -> DeploymentsSpec:
    path = folder / "deployments.yaml"
    path.write_text(
        f"subscription: {estate.azure.subscription}\nresource_group: {estate.group.rpartition('/')[2]}\n"
        f"workspaces: {{{estate.region}: chat}}\naccounts: {{{estate.region}: ai-{estate.tag}}}\n"
        "deployments: {phi: {model: Phi-4}}\n"
    )
    return load_deployments(path, {})


async def is_answered(
    estate: Estate, asked: Callable[[], AskedAzure], ask: Ask[Any], actions: tuple[str, ...]
) -> bool:
    """Ask Azure as one who holds *actions* alone; nothing is known of earlier answers."""
    grant(estate, actions)
    try:
        await ask.fetch(asked())
    except AzureError as err:
        if err.code != "AuthorizationFailed":
            raise
        return False
    return True


@pytest.mark.parametrize("azure", ["sandbox"], indirect=True)
def test_the_rights_of_a_question_are_those_that_its_requests_take(estate: Estate, tmp_path: Path) -> None:
    asks, spec, environ = questions(estate), spec_in(estate, tmp_path), estate.azure.env(NOBODY)
    assert {type(ask) for ask in asks} == set(all_asks())

    async def ask_all(arm: Arm) -> tuple[list[Ask[Any]], set[str]]:
        """Return what is refused with all its rights, and which rights are missed where they are missing."""

        def asked() -> AskedAzure:
            return AskedAzure(arm, spec, CATALOG, OURS, environ["REGISTRY_DISCOVERY_ENDPOINT_URL"])

        async def is_refused(ask: Ask[Any], without: str) -> bool:
            held = tuple(right for right in ask.rights if right != without)
            return not await is_answered(estate, asked, ask, held)

        refused = [ask for ask in asks if await is_refused(ask, "")]
        return refused, {right for ask in asks for right in ask.rights if await is_refused(ask, right)}

    refused, needed = run_with_arm(ask_all, environ)
    assert refused == []
    assert needed == {right for ask in all_asks() for right in ask.rights}


@pytest.mark.parametrize(
    ("group", "place"), [("rg-models", "the resource group rg-models"), (None, "the subscription")]
)
def test_a_question_about_endpoints_names_where_it_looks(group: str | None, place: str) -> None:
    assert str(AskServed("managed", group)) == f"what the managed endpoints in {place} serve"
    assert str(AskDeployed("serverless", group)) == f"the serverless endpoints in {place}"
