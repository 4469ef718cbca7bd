"""What the questions about Foundry accounts bring back from a running local Azure."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from estate import Estate
from examined import OURS
from foundry_builders import LLAMA, MISTRAL, NEWEST, deploy, deployment, foundry_account
from modelstacks.azure.session import open_arm
from modelstacks.modes.foundry.asks.accounts import AskAccount, AskAccountSkus, Deployed
from modelstacks.modes.foundry.asks.caller import AskCaller
from modelstacks.modes.foundry.asks.models import AskCapacity, AskRegionModels
from modelstacks.modes.foundry.asks.names import AskKeptAccounts, AskSubdomain
from modelstacks.modes.foundry.asks.policies import AskPolicies, Evaluated, ToEvaluate
from modelstacks.modes.foundry.asks.quota import ACCOUNT_COUNT, AskModelQuota
from modelstacks.modes.foundry.offered import GLOBAL, chosen
from modelstacks.preflight.asked_azure import AskedAzure
from modelstacks.preflight.facts import Absent, Ask, Unverified
from modelstacks.spec import load_deployments
from spec_builders import CATALOG

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from azure_fixtures import LocalAzureServer

pytestmark = pytest.mark.parametrize("azure", ["sandbox"], indirect=True)

OSS = {"format": "OpenAI-OSS", "name": "gpt-oss-120b", "version": "1"}
OSS_QUOTA = "AIServices.GlobalStandard.gpt-oss-120b"


@pytest.fixture
def estate(azure: LocalAzureServer) -> Iterator[Estate]:
    with Estate(azure) as estate:
        yield estate


def answer(estate: Estate, folder: Path, ask: Ask[Any]) -> Any:
    """Ask for a file with the account `ai-TAG` of the estate's region."""
    path = folder / "deployments.yaml"
    path.write_text(
        f"subscription: {estate.azure.subscription}\nresource_group: {estate.group.rpartition('/')[2]}\n"
        f"accounts: {{{estate.region}: ai-{estate.tag}}}\n"
        "deployments: {chat: {model: Mistral-Large-3, mode: foundry}}\n"
    )
    spec = load_deployments(path, {})

    async def ask_azure() -> Any:
        async with open_arm(estate.azure.env("owner")) as arm:
            return await ask.fetch(AskedAzure(arm, spec, CATALOG, OURS))

    return asyncio.run(ask_azure())


def put_ours(estate: Estate, account: str, name: str, model: dict[str, Any], capacity: int) -> None:
    deploy(estate, account, name, deployment(model, capacity=capacity) | {"tags": OURS})


def test_our_own_deployments_share_of_the_quota_is_free(estate: Estate, tmp_path: Path) -> None:
    account = foundry_account(estate)
    free = answer(estate, tmp_path, AskModelQuota(estate.region))
    put_ours(estate, account, "ours", MISTRAL, 30)
    deploy(estate, account, "theirs", deployment(LLAMA, capacity=20))
    after = answer(estate, tmp_path, AskModelQuota(estate.region))
    changed = {name: (after[name].own, quota.free - after[name].free) for name, quota in free.items()}
    assert {name: both for name, both in changed.items() if any(both)} == {
        "AIServices.GlobalStandard.Mistral-Large-3": (30, 0),
        "AIServices.GlobalStandard.Llama-3.3-70B-Instruct": (0, 20),
    }
    assert after[ACCOUNT_COUNT].used >= 1


def test_what_all_regions_share_is_listed_once_with_our_share_of_all_accounts(
    estate: Estate, tmp_path: Path
) -> None:
    put_ours(estate, foundry_account(estate), "ours", OSS, 50)
    quotas = answer(estate, tmp_path, AskModelQuota(GLOBAL))
    assert list(quotas) == [OSS_QUOTA]
    assert quotas[OSS_QUOTA].own == 50


def test_a_regions_models_are_those_for_accounts_of_this_kind(estate: Estate, tmp_path: Path) -> None:
    models = answer(estate, tmp_path, AskRegionModels(estate.region))
    assert len({(each.name, each.version) for each in models}) == len(models)
    oss = chosen(OSS["name"], "1", models)
    assert oss is not None
    assert (oss.format, oss.skus["GlobalStandard"].usage_name, oss.ends) == ("OpenAI-OSS", OSS_QUOTA, None)


def test_capacity_is_asked_for_the_version_that_would_be_deployed(estate: Estate, tmp_path: Path) -> None:
    left = answer(estate, tmp_path, AskCapacity("Microsoft", "Phi-4", None, (estate.region,)))
    assert left[estate.region, "GlobalStandard"] > 0


def test_azure_takes_no_publisher_with_a_blank(estate: Estate, tmp_path: Path) -> None:
    left = answer(estate, tmp_path, AskCapacity("Mistral AI", "Mistral-Large-3", None, (estate.region,)))
    assert isinstance(left, Unverified)
    assert left.obstacle == "nobody"


def test_an_account_is_read_with_what_is_deployed_in_it(estate: Estate, tmp_path: Path) -> None:
    ask = AskAccount(f"ai-{estate.tag}")
    assert answer(estate, tmp_path, ask) == Absent()
    account = foundry_account(estate, disableLocalAuth=True)
    put_ours(estate, account, "Ours", MISTRAL, 1)
    deploy(estate, account, "theirs", deployment(LLAMA, capacity=1))
    found = answer(estate, tmp_path, ask)
    assert (found.region, found.kind, found.subdomain) == (estate.region, "AIServices", f"ai-{estate.tag}")
    assert (found.has_keys, found.has_projects, found.ours) == (False, True, False)
    assert found.deployed == {"ours": Deployed(1, ours=True), "theirs": Deployed(1)}


def test_a_subdomain_is_taken_until_its_deleted_account_is_purged(estate: Estate, tmp_path: Path) -> None:
    name = f"ai-{estate.tag}"
    assert answer(estate, tmp_path, AskSubdomain(name)).available
    estate.delete(foundry_account(estate), version=NEWEST)
    assert "already used" in answer(estate, tmp_path, AskSubdomain(name)).reason
    kept = answer(estate, tmp_path, AskKeptAccounts())
    group = estate.group.rpartition("/")[2]
    assert [each for each in kept if each.subdomain == name and each.resource_group == group]


def test_accounts_can_be_made_in_every_region_of_the_list(
    estate: Estate, local_azure_with: Callable[[str], LocalAzureServer], tmp_path: Path
) -> None:
    """A trial subscription may make none of kind OpenAI, which is another's refusal."""
    assert answer(estate, tmp_path, AskAccountSkus())[estate.region] is None
    with Estate(local_azure_with("free-trial")) as on_trial:
        assert set(answer(on_trial, tmp_path, AskAccountSkus()).values()) == {None}


def test_policies_are_asked_where_there_is_an_account(estate: Estate, tmp_path: Path) -> None:
    ask = AskPolicies(f"ai-{estate.tag}", (ToEvaluate("chat", "Mistral AI", "Mistral-Large-3", None, None),))
    assert answer(estate, tmp_path, ask) == Absent()
    foundry_account(estate)
    assert answer(estate, tmp_path, ask) == {"chat": Evaluated("Compliant")}


def test_who_asks_is_told_by_the_token(estate: Estate, tmp_path: Path) -> None:
    owner = estate.azure.scenario.principal("owner")
    assert owner is not None
    found = answer(estate, tmp_path, AskCaller())
    assert (found.object_id, found.is_user) == (owner.object_id, False)


@pytest.mark.parametrize(
    ("path", "status", "ask", "without"),
    [
        ("locations/global/usages", 404, AskModelQuota(GLOBAL), {}),
        ("locations/global/usages", 400, AskModelQuota(GLOBAL), {}),
        ("evaluateDeploymentPolicies", 404, AskPolicies("ai-TAG", ()), Absent()),
    ],
)
def test_what_azure_may_not_offer_is_not_missed(
    estate: Estate, tmp_path: Path, path: str, status: int, ask: Ask[Any], without: object
) -> None:
    foundry_account(estate)
    fault = estate.azure.control("POST", "faults", {"path": path, "status": status})["id"]
    asked = replace(ask, account=f"ai-{estate.tag}") if isinstance(ask, AskPolicies) else ask
    assert answer(estate, tmp_path, asked) == without
    estate.azure.control("DELETE", f"faults/{fault}")
