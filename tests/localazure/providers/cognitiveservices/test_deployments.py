"""accounts/deployments: how they are made, changed, paused and deleted, and what Azure refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from estate import Arm, error_of
from foundry_builders import (
    LLAMA,
    NEWEST,
    SCOUT,
    begun,
    deploy,
    deployment,
    foundry_account,
    refused,
)

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer
    from estate import Estate


@pytest.fixture
def account(estate: Estate) -> str:
    return foundry_account(estate)


def test_a_deployment_is_accepted_and_followed_at_its_operation(estate: Estate, account: str) -> None:
    made = begun(estate, f"{account}/deployments/chat", deployment(LLAMA))
    first = estate.arm.raw("GET", made.headers["Azure-AsyncOperation"]).json()
    last = estate.arm.raw("GET", made.headers["Azure-AsyncOperation"]).json()

    assert (made.status_code, made.json()["properties"]["provisioningState"]) == (201, "Accepted")
    assert made.headers["Retry-After"] == "1"
    assert "Location" not in made.headers
    assert (first["status"], last["status"]) == ("InProgress", "Succeeded")
    assert estate.get(f"{account}/deployments/chat")["properties"]["provisioningState"] == "Succeeded"


def test_it_gets_the_default_version_the_default_capacity_and_their_rate_limits(
    estate: Estate, account: str
) -> None:
    gpt_oss = {"format": "OpenAI-OSS", "name": "gpt-oss-120b", "version": "1"}

    by_default = deploy(estate, account, "chat", deployment(LLAMA))
    of_the_row = deploy(estate, account, "oss", deployment(gpt_oss))

    assert by_default["properties"]["model"] == LLAMA | {"version": "3"}
    assert by_default["sku"] == {"name": "GlobalStandard", "capacity": 1}
    assert of_the_row["sku"]["capacity"] == of_the_row["properties"]["currentCapacity"] == 500
    limits = {limit["key"]: limit["count"] for limit in of_the_row["properties"]["rateLimits"]}
    assert limits == {"request": 500, "token": 500_000}


def test_a_version_is_taken_where_no_source_lists_them_all(estate: Estate, account: str) -> None:
    made = deploy(estate, account, "chat", deployment(LLAMA | {"version": "9"}))

    assert made["properties"]["model"]["version"] == "9"


def test_one_model_can_be_deployed_many_times(estate: Estate, account: str) -> None:
    for name in ("blue", "green"):
        deploy(estate, account, name, deployment(LLAMA))

    assert [row["name"] for row in estate.get(f"{account}/deployments")["value"]] == ["blue", "green"]


def test_a_patch_scales_it_and_is_followed_at_its_location(estate: Estate, account: str) -> None:
    deploy(estate, account, "chat", deployment(LLAMA, capacity=2))
    path = estate.id(f"{account}/deployments/chat")

    answer = estate.arm.raw("PATCH", path, {"sku": {"name": "GlobalStandard", "capacity": 5}}, NEWEST)
    going = estate.arm.raw("GET", answer.headers["Location"])
    over = estate.arm.raw("GET", answer.headers["Location"])

    assert answer.status_code == 202
    assert "Azure-AsyncOperation" not in answer.headers
    assert (going.status_code, over.status_code) == (202, 200)
    assert estate.get(f"{account}/deployments/chat")["properties"]["currentCapacity"] == 5


def test_a_delete_is_followed_at_its_location(estate: Estate, account: str) -> None:
    deploy(estate, account, "chat", deployment(LLAMA))

    answer = estate.arm.raw("DELETE", estate.id(f"{account}/deployments/chat"), None, NEWEST)
    going = estate.arm.raw("GET", answer.headers["Location"])
    over = estate.arm.raw("GET", answer.headers["Location"])

    assert (answer.status_code, going.status_code, over.status_code) == (202, 202, 204)
    assert estate.get(f"{account}/deployments")["value"] == []


@pytest.mark.azure_verified  # recording cs-Deployment
def test_in_an_account_of_kind_openai_all_is_there_at_once(estate: Estate) -> None:
    account = f"Microsoft.CognitiveServices/accounts/oai-{estate.tag}"
    estate.put(account, {"kind": "OpenAI", "sku": {"name": "S0"}, "properties": {}}, version=NEWEST)
    gpt = {"format": "OpenAI", "name": "gpt-35-turbo", "version": "0125"}

    made = begun(estate, f"{account}/deployments/chat", deployment(gpt, "Standard", capacity=1))
    gone = estate.arm.raw("DELETE", estate.id(f"{account}/deployments/chat"), None, NEWEST)

    assert (made.status_code, made.json()["properties"]["provisioningState"]) == (201, "Succeeded")
    assert "Azure-AsyncOperation" not in made.headers
    assert gone.status_code == 200


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        (
            deployment({"format": "Microsoft", "name": "Phi-4", "version": "8"}),  # the registry's
            "DeploymentModelNotSupported",
            "The model 'Format:Microsoft,Name:Phi-4,Version:8' of account deployment is not supported.",
        ),
        (
            deployment(LLAMA, "DataZoneStandard"),
            "InvalidResourceProperties",
            "The specified SKU 'DataZoneStandard' of account deployment is not supported by the model",
        ),
        (
            deployment(
                {"format": "Microsoft", "name": "Phi-4-reasoning"}, capacity=2
            ),  # Phi: 1, public READMEs
            "InvalidCapacity",
            "The specified capacity '2' of account deployment should be at least 1 and no more than 1.",
        ),
        (
            deployment({"format": "OpenAI", "name": "gpt-35-turbo", "version": "0613"}, "Standard"),
            "ServiceModelDeprecated",
            "The model 'Format:OpenAI,Name:gpt-35-turbo,Version:0613' has been deprecated since 04/30/2025 00:00:00.",
        ),
        (
            deployment(LLAMA, spilloverDeploymentName="lost"),
            "InvalidResourceProperties",
            "The spillover deployment 'lost' does not exist in account",
        ),
    ],
)
def test_what_azure_does_not_deploy_it_says(
    estate: Estate, account: str, body: dict[str, Any], code: str, message: str
) -> None:
    refusal = refused(estate, account, body)

    assert refusal.status_code == 400
    assert error_of(refusal)["code"] == code
    assert error_of(refusal)["message"].startswith(message)


def test_a_sku_is_refused_where_the_region_lacks_it(estate: Estate) -> None:
    path = f"Microsoft.CognitiveServices/accounts/asia-{estate.tag}"
    body = {"kind": "AIServices", "sku": {"name": "S0"}, "properties": {}, "location": "southeastasia"}
    estate.arm.send("PUT", estate.id(path), body, version=NEWEST)

    refusal = refused(estate, path, deployment(SCOUT))

    assert refusal.status_code == 400
    assert error_of(refusal) == {
        "code": "InvalidResourceProperties",
        "message": "The specified SKU 'GlobalStandard' for model 'Llama-4-Scout-17B-16E-Instruct 1' is not supported "
        "in this region 'southeastasia'.",
    }


def test_a_partners_model_is_not_for_an_account_of_kind_openai(estate: Estate) -> None:
    account = f"Microsoft.CognitiveServices/accounts/oai-{estate.tag}"
    estate.put(account, {"kind": "OpenAI", "sku": {"name": "S0"}, "properties": {}}, version=NEWEST)

    assert error_of(refused(estate, account, deployment(LLAMA)))["code"] == "DeploymentModelNotSupported"


def test_traffic_spills_over_to_a_deployment_that_is_there(estate: Estate, account: str) -> None:
    deploy(estate, account, "paygo", deployment(LLAMA))

    made = deploy(estate, account, "chat", deployment(LLAMA, spilloverDeploymentName="paygo"))

    assert made["properties"]["spilloverDeploymentName"] == "paygo"


def test_an_account_has_32_deployments_at_most(estate: Estate) -> None:
    account = f"Microsoft.CognitiveServices/accounts/oai-{estate.tag}"
    estate.put(account, {"kind": "OpenAI", "sku": {"name": "S0"}, "properties": {}}, version=NEWEST)
    body = deployment({"format": "OpenAI", "name": "gpt-4o-mini"}, capacity=1)
    for number in range(32):
        deploy(estate, account, f"d{number}", body)

    refusal = refused(estate, account, body, "d32")

    assert refusal.status_code == 400
    assert error_of(refusal) == {
        "code": "DeploymentLimitExceeded",
        "message": "The account already has 32 deployments, the most it can have.",
    }
    assert deploy(estate, account, "d31", body)["name"] == "d31"


def test_it_is_paused_and_resumed_from_2025_12_01_on(estate: Estate, account: str) -> None:
    deploy(estate, account, "chat", deployment(LLAMA))
    path = f"{account}/deployments/chat"

    untouched = estate.get(path, version=NEWEST)["properties"]
    paused = estate.post(f"{path}/pause", version=NEWEST)["properties"]["deploymentState"]
    scaled = deploy(estate, account, "chat", deployment(LLAMA, capacity=2))["properties"]["deploymentState"]
    resumed = estate.post(f"{path}/resume", version=NEWEST)["properties"]["deploymentState"]

    assert "deploymentState" not in untouched  # recording cs-Deployment
    assert (paused, scaled, resumed) == ("Paused", "Paused", "Running")
    assert "deploymentState" not in estate.get(path, version="2025-06-01")["properties"]


def test_provisioned_ones_are_not_paused(local_azure: LocalAzureServer, estate: Estate, account: str) -> None:
    gpt = {"format": "OpenAI", "name": "gpt-5-unlisted", "version": "1"}
    deploy(estate, account, "ptu", deployment(gpt, "GlobalProvisionedManaged", capacity=50))

    refusal = estate.arm.refused("POST", estate.id(f"{account}/deployments/ptu/pause"), {}, version=NEWEST)

    assert "cannot be paused" in str(refusal)


def test_its_skus_are_the_bounds_of_its_model(estate: Estate, account: str) -> None:
    deploy(
        estate,
        account,
        "oss",
        deployment({"format": "OpenAI-OSS", "name": "gpt-oss-120b", "version": "1"}, capacity=7),
    )

    (sku,) = estate.get(f"{account}/deployments/oss/skus", version=NEWEST)["value"]

    assert sku["resourceType"] == "Microsoft.CognitiveServices/accounts/deployments"
    assert (sku["capacity"]["maximum"], sku["capacity"]["default"]) == (1_000_000, 500)


def test_only_who_may_write_deployments_makes_one(
    local_azure: LocalAzureServer, estate: Estate, account: str
) -> None:
    reader = Arm(local_azure, "reader")

    refusal = reader.refused(
        "PUT", estate.id(f"{account}/deployments/chat"), deployment(LLAMA), version=NEWEST
    )
    reader.close()

    assert refusal.status_code == 403
    assert "Microsoft.CognitiveServices/accounts/deployments/write" in str(refusal)


def test_a_capacity_in_quotes_is_a_number_as_the_azure_cli_sends_it(estate: Estate, account: str) -> None:
    body = deployment(LLAMA, capacity="5")
    assert deploy(estate, account, "chat", body)["sku"] == {"name": "GlobalStandard", "capacity": 5}
