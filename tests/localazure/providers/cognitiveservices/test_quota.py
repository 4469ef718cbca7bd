"""The quota of models: taken by deployments, given back by their end, one region's or all regions'."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from estate import Estate, error_of
from foundry_builders import (
    LLAMA,
    MISTRAL,
    deploy,
    deployment,
    foundry_account,
    refused,
    usages,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from azure_fixtures import LocalAzureServer

KEY = "AIServices.GlobalStandard.Mistral-Large-3"
LABEL = "Tokens Per Minute (thousands) - Mistral-Large-3 - GlobalStandard"
GPT_OSS = {"format": "OpenAI-OSS", "name": "gpt-oss-120b", "version": "1"}
OSS_KEY = "AIServices.GlobalStandard.gpt-oss-120b"


def taken(estate: Estate, key: str = KEY, region: str = "") -> Any:
    return usages(estate, region)[key]["currentValue"]


def test_a_deployment_takes_quota_and_gives_it_back(estate: Estate) -> None:
    account, before = foundry_account(estate), taken(estate)

    deploy(estate, account, "chat", deployment(MISTRAL, capacity=30))
    with_one = taken(estate)
    deploy(estate, account, "chat", deployment(MISTRAL, capacity=10))
    scaled = taken(estate)
    estate.delete(f"{account}/deployments/chat")

    assert (with_one - before, scaled - before, taken(estate) - before) == (30, 10, 0)


def test_what_an_account_that_goes_with_its_group_took_is_free_again(local_azure: LocalAzureServer) -> None:
    with Estate(local_azure) as passing:
        before = taken(passing)
        deploy(passing, foundry_account(passing), "chat", deployment(MISTRAL, capacity=30))
    with Estate(local_azure) as later:
        assert taken(later) == before


def test_more_than_is_left_is_refused_in_todays_words(
    local_azure_with: Callable[[str], LocalAzureServer],
) -> None:
    with Estate(local_azure_with("sandbox")) as estate:
        account = foundry_account(estate)
        deploy(estate, account, "chat", deployment(MISTRAL, capacity=990))

        refusal = refused(estate, account, deployment(MISTRAL, capacity=20), "more")
        grown = refused(estate, account, deployment(MISTRAL, capacity=1200), "chat")
        fits = deploy(estate, account, "chat", deployment(MISTRAL, capacity=1000))

    assert refusal.status_code == 400
    assert error_of(refusal) == {
        "code": "InsufficientQuota",
        "message": f"This operation require 20 new capacity in quota {LABEL}, which is bigger than the current "
        f"available capacity 10. The current quota usage is 990 and the quota limit is 1000 for quota {LABEL}.",
    }
    assert "require 210 new capacity" in str(grown)
    assert fits["sku"]["capacity"] == 1000


def test_models_can_share_one_quota(estate: Estate) -> None:
    before = taken(estate, "AIServices.GlobalStandard.MaaS")

    deploy(
        estate,
        foundry_account(estate),
        "phi",
        deployment({"format": "Microsoft", "name": "Phi-4-reasoning"}, capacity=1),
    )

    assert taken(estate, "AIServices.GlobalStandard.MaaS") == before + 1


def test_a_global_quota_is_the_same_in_every_region(estate: Estate) -> None:
    before = taken(estate, OSS_KEY, "global")

    deploy(estate, foundry_account(estate), "oss", deployment(GPT_OSS, capacity=5))

    everywhere = {taken(estate, OSS_KEY, region) for region in ("global", "eastus", estate.region)}
    assert everywhere == {before + 5}
    assert usages(estate)[OSS_KEY]["scopeType"] == "Global"
    assert KEY not in usages(estate, "global")


def test_a_regional_quota_is_one_regions(estate: Estate) -> None:
    elsewhere = taken(estate, KEY, "eastus")

    deploy(estate, foundry_account(estate), "chat", deployment(MISTRAL, capacity=5))

    assert taken(estate, KEY, "eastus") == elsewhere
    assert usages(estate)[KEY]["scopeType"] == "Regional"
    assert "scopeType" not in usages(estate, version="2025-06-01")[KEY]


def test_accounts_are_counted_too(local_azure_with: Callable[[str], LocalAzureServer]) -> None:
    with Estate(local_azure_with("sandbox")) as estate:
        for number in range(100):
            body = {"kind": "ContentSafety", "sku": {"name": "S0"}, "properties": {}}
            estate.put(f"Microsoft.CognitiveServices/accounts/a{number}", body)

        refusal = estate.put_refused("Microsoft.CognitiveServices/accounts/a100", body)
        tagged = estate.put("Microsoft.CognitiveServices/accounts/a99", body | {"tags": {"a": "b"}})

    assert tagged["tags"] == {"a": "b"}
    assert "the quota limit is 100 for quota Maximum Resources per Region" in str(refusal)


def test_an_accounts_usages_are_those_of_its_models(estate: Estate) -> None:
    account = foundry_account(estate)

    rows = {row["name"]["value"] for row in estate.get(f"{account}/usages")["value"]}

    assert KEY in rows
    assert "AccountCount" not in rows


def test_an_accounts_usages_are_those_of_its_regions_models(local_azure: LocalAzureServer) -> None:
    some_have, all_have = "AIServices.GlobalStandard.Ministral-3B", "OpenAI.GlobalStandard.gpt-4o"
    shown = {}
    for region in ("swedencentral", "qatarcentral"):
        with Estate(local_azure, region) as estate:
            path = f"{foundry_account(estate)}/usages"
            shown[region] = {row["name"]["value"] for row in estate.get(path)["value"]}

    assert {some_have, all_have} <= shown["swedencentral"]
    assert {some_have, all_have} & shown["qatarcentral"] == {all_have}


def test_usages_are_filtered_by_name(estate: Estate) -> None:
    path = f"{estate.subscription}/providers/Microsoft.CognitiveServices/locations/eastus/usages"

    found = estate.arm.send("GET", path, version="2025-06-01", **{"$filter": f"name.value eq '{KEY}'"})

    assert [row["name"]["value"] for row in found["value"]] == [KEY]


@pytest.mark.parametrize("model", [LLAMA, {"format": "OpenAI", "name": "gpt-4o"}])
def test_in_foundry_no_quota_no_model_has_any(
    local_azure_with: Callable[[str], LocalAzureServer], model: dict[str, str]
) -> None:
    with Estate(local_azure_with("foundry-no-quota")) as estate:
        refusal = refused(estate, foundry_account(estate), deployment(model, capacity=1))

    assert error_of(refusal)["code"] == "InsufficientQuota"
    assert "the quota limit is 0" in str(refusal)
