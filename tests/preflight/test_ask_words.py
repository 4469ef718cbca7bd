"""What a question is called where its answer could not be had: the report says "… could not be read"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from modelstacks.modes.foundry.asks.accounts import AskAccount, AskAccountSkus
from modelstacks.modes.foundry.asks.caller import AskCaller
from modelstacks.modes.foundry.asks.models import AskCapacity, AskRegionModels
from modelstacks.modes.foundry.asks.names import AskKeptAccounts, AskSubdomain
from modelstacks.modes.foundry.asks.policies import AskPolicies
from modelstacks.modes.foundry.asks.quota import AskModelQuota
from modelstacks.modes.foundry.offered import GLOBAL
from modelstacks.preflight.asked_azure import DISCOVERY_URL, discovery_url
from modelstacks.preflight.asks.endpoints import AskEndpoints
from modelstacks.preflight.asks.marketplace import AskCountry, AskSubscribed
from modelstacks.preflight.asks.names import KEY_VAULT, AskGlobalName, AskNameFree
from modelstacks.preflight.asks.permissions import AskPermissions
from modelstacks.preflight.asks.quota import AskUsages
from modelstacks.preflight.asks.registry import AskModelVersion, AskRegistryModel
from modelstacks.preflight.asks.soft_deleted import AskDeletedAccounts, AskDeletedVaults, AskDeletedWorkspaces
from modelstacks.preflight.asks.subscription import AskProviders, AskSubscription
from modelstacks.preflight.asks.workspaces import AskWorkspace

if TYPE_CHECKING:
    from modelstacks.preflight.facts import Ask


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (AskSubscription(), "the subscription"),
        (AskProviders(), "the registered resource providers"),
        (AskPermissions("/subscriptions/s"), "your permissions at /subscriptions/s"),
        (AskWorkspace("ws"), "the workspace ws"),
        (AskUsages("eastus2"), "the core quota in eastus2"),
        (AskSubscribed("ws"), "the Marketplace subscriptions of ws"),
        (AskCountry(), "the country of the tenant"),
        (AskEndpoints("eastus2"), "the endpoints in eastus2"),
        (AskNameFree("eastus2", "ws", "chat"), "whether the name chat is free in eastus2"),
        (AskGlobalName(KEY_VAULT, "kv"), "whether the name kv is free for a Microsoft.KeyVault/vaults"),
        (AskDeletedVaults(), "the soft-deleted key vaults"),
        (AskDeletedAccounts(), "the soft-deleted Azure AI services accounts"),
        (AskDeletedWorkspaces(), "the soft-deleted workspaces"),
        (AskRegistryModel("azureml", "Phi-4"), "the model Phi-4 in the registry azureml"),
        (AskModelVersion("azureml", "Phi-4", "8"), "whether the registry azureml has version 8 of Phi-4"),
        (AskRegionModels("eastus2"), "the models for Foundry accounts in eastus2"),
        (AskModelQuota("eastus2"), "the models' quota in eastus2"),
        (AskModelQuota(GLOBAL), "the models' quota that all regions share"),
        (AskCapacity("Microsoft", "Phi-4", None, ("eastus2",)), "how much of Phi-4 Azure has left"),
        (AskAccount("ai"), "the Foundry account ai"),
        (AskAccountSkus(), "where Foundry accounts can be made"),
        (AskSubdomain("ai"), "whether the subdomain ai is free"),
        (AskKeptAccounts(), "the deleted accounts that Azure keeps"),
        (AskPolicies("ai", ()), "what Azure Policy says of deployments in ai"),
        (AskCaller(), "who you are in Entra"),
    ],
    ids=lambda each: "" if isinstance(each, str) else type(each).__name__,
)
def test_a_question_says_what_it_is_about(ask: Ask[Any], words: str) -> None:
    assert str(ask) == words


@pytest.mark.parametrize("slash", ["", "/"])
def test_the_registries_address_may_end_in_a_slash(slash: str) -> None:
    assert discovery_url({"REGISTRY_DISCOVERY_ENDPOINT_URL": f"https://own{slash}"}) == "https://own"
    assert discovery_url({}) == DISCOVERY_URL
