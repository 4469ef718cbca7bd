"""Cognitive Services: accounts by their kind, deployments, models, usages, projects and connections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from estate import Estate

ACCOUNT = "Microsoft.CognitiveServices/accounts/mind"
NEWEST = "2026-05-15-preview"
MODEL = {"format": "OpenAI", "name": "gpt-4o", "version": "2024-11-20"}


@pytest.fixture
def account(estate: Estate) -> str:
    """An account that can hold deployments."""
    estate.put(ACCOUNT, {"kind": "OpenAI", "sku": {"name": "S0"}, "properties": {}}, version=NEWEST)
    return ACCOUNT


def deployed(estate: Estate, **sku: Any) -> Any:
    body = {"sku": {"name": "GlobalStandard", "capacity": 3, **sku}, "properties": {"model": MODEL}}
    return estate.arm.send("PUT", estate.id(f"{ACCOUNT}/deployments/chat"), body, version=NEWEST)


@pytest.mark.azure_verified  # recording cs-Deployment
def test_an_account_is_followed_at_its_results_and_shows_its_kind(estate: Estate) -> None:
    body = {"location": estate.region, "kind": "OpenAI", "sku": {"name": "S0"}, "properties": {}}

    made = estate.arm.raw("PUT", estate.id(ACCOUNT), body, NEWEST)
    status = estate.arm.raw("GET", made.headers["Azure-AsyncOperation"]).json()
    shown = estate.get(ACCOUNT, version=NEWEST)["properties"]

    assert made.status_code == 201
    assert made.headers["ETag"] == made.json()["etag"]
    assert "/operationResults/" in made.headers["Azure-AsyncOperation"]
    assert made.headers["Azure-AsyncOperation"].endswith("api-version=2017-04-18")
    assert "percentComplete" not in status
    assert shown["endpoints"].keys() >= {"OpenAI Language Model Instance API", "Token Service API"}
    assert (shown["apiProperties"], shown["isMigrated"], shown["allowProjectManagement"]) == (
        {},
        False,
        False,
    )
    assert shown["callRateLimit"]["rules"][0]["matchPatterns"][0].keys() == {"path", "method"}


@pytest.mark.azure_verified  # recording cs-Crud
def test_an_older_api_version_knows_no_projects(estate: Estate, account: str) -> None:
    assert "allowProjectManagement" not in estate.get(account, version="2023-05-01")["properties"]


@pytest.mark.azure_verified  # recording cs-Deployment
def test_a_deployment_is_there_at_once_with_its_limits(estate: Estate, account: str) -> None:
    made = deployed(estate)

    properties = made["properties"]
    assert (properties["provisioningState"], properties["currentCapacity"]) == ("Succeeded", 3)
    assert properties["versionUpgradeOption"] == "OnceNewDefaultVersionAvailable"
    assert properties["capabilities"]["chatCompletion"] == "true"
    assert {row["key"]: row["count"] for row in properties["rateLimits"]} == {"request": 3, "token": 3000}
    assert [row["name"] for row in estate.get(f"{account}/deployments", version=NEWEST)["value"]] == ["chat"]
    (sku,) = estate.get(f"{account}/deployments/chat/skus", version=NEWEST)["value"]
    assert sku["sku"] == {"name": "GlobalStandard"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"properties": {"model": MODEL | {"format": "Nobody"}}}, "DeploymentModelNotSupported"),
        ({"properties": {"model": {"format": "OpenAI"}}}, "InvalidResourceProperties"),
        ({"sku": {"name": "Standard", "capacity": 0}}, "InvalidCapacity"),
    ],
)
def test_deployments_azure_refuses(estate: Estate, account: str, change: Any, code: str) -> None:
    body = {"sku": {"name": "Standard", "capacity": 1}, "properties": {"model": MODEL}} | change

    refusal = estate.arm.refused("PUT", estate.id(f"{account}/deployments/x"), body, version=NEWEST)

    assert f"({code})" in str(refusal)


@pytest.mark.azure_verified  # recording cs-Usages
def test_usages_count_what_is_deployed_and_the_accounts(estate: Estate, account: str) -> None:
    deployed(estate)
    path = f"{estate.subscription}/providers/Microsoft.CognitiveServices/locations/{estate.region}/usages"

    rows = {row["name"]["value"]: row for row in estate.arm.send("GET", path, version="2025-06-01")["value"]}

    assert rows["OpenAI.GlobalStandard.gpt-4o"]["currentValue"] >= 3
    assert rows["AccountCount"]["unit"] == "Count"
    assert rows["AccountCount"]["currentValue"] >= 1


@pytest.mark.azure_verified  # recordings cs-Models, azd-ProvisionValidationQuota_Sub_DefaultCapacity
@pytest.mark.parametrize(("version", "named"), [("2025-06-01", False), (NEWEST, True)])
def test_a_regions_models_say_how_they_can_be_deployed(estate: Estate, version: str, named: bool) -> None:
    path = f"{estate.subscription}/providers/Microsoft.CognitiveServices/locations/eastus2/models"

    rows = estate.arm.send("GET", path, version=version)["value"]

    turbo = next(row for row in rows if row["name"] == "OpenAI.gpt-35-turbo.0125")
    assert (turbo["location"], turbo["skuName"]) == ("EastUS2", "S0")
    assert turbo["model"]["skus"][0]["usageName"] == "OpenAI.Standard.gpt-35-turbo"
    assert ("replacementConfig" in turbo["model"]) is named


def test_a_connection_needs_a_category(estate: Estate, account: str) -> None:
    refusal = estate.arm.refused(
        "PUT", estate.id(f"{account}/connections/c1"), {"properties": {}}, version=NEWEST
    )

    assert "A connection needs category and authType." in str(refusal)
