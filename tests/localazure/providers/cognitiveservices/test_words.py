"""What is refused, whole: status, code and words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from estate import error_of
from foundry_builders import (
    ACCOUNTS,
    LLAMA,
    NEWEST,
    account_body,
    deploy,
    deployment,
    foundry_account,
    refused,
)

if TYPE_CHECKING:
    from azure.core.exceptions import HttpResponseError

    from estate import Estate

GPT = {"format": "OpenAI", "name": "gpt-4o"}
LOST = "For more details please go to https://aka.ms/ARMResourceNotFoundFix"


@pytest.fixture
def account(estate: Estate) -> str:
    return foundry_account(estate)


def words(refusal: HttpResponseError) -> tuple[int | None, str, str]:
    said = error_of(refusal)
    return refusal.status_code, said["code"], said["message"]


def capacity_of(asked: Any, bounds: str) -> str:
    return f"The specified capacity '{asked}' of account deployment should be {bounds}."


@pytest.mark.parametrize(
    ("model", "sku", "asked", "bounds"),
    [
        (GPT, "ProvisionedManaged", 10, "at least 50 and no more than 30000"),
        (GPT, "ProvisionedManaged", 75, "a multiple of 50"),
        (GPT, "ProvisionedManaged", 30050, "at least 50 and no more than 30000"),
        (LLAMA, "GlobalStandard", True, "at least 1 and no more than 1000000"),
        (LLAMA, "GlobalStandard", "many", "at least 1 and no more than 1000000"),
        (LLAMA, "GlobalStandard", 1_000_001, "at least 1 and no more than 1000000"),
        ({"format": "OpenAI", "name": "gpt-unlisted"}, "Standard", 0, "at least 1"),
    ],
)
def test_a_capacity_has_the_bounds_of_its_model(
    estate: Estate, account: str, model: dict[str, str], sku: str, asked: Any, bounds: str
) -> None:
    refusal = refused(estate, account, deployment(model, sku, capacity=asked))

    assert words(refusal) == (400, "InvalidCapacity", capacity_of(asked, bounds))


def test_without_a_default_the_least_is_asked_for(estate: Estate, account: str) -> None:
    label = "Provisioned Managed Throughput Unit"

    for body in (
        deployment(GPT, "ProvisionedManaged"),
        deployment(GPT, "ProvisionedManaged", capacity=50),
    ):
        assert words(refused(estate, account, body)) == (
            400,
            "InsufficientQuota",
            (
                f"This operation require 50 new capacity in quota {label}, which is bigger than the current available "
                f"capacity 0. The current quota usage is 0 and the quota limit is 0 for quota {label}."
            ),
        )


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        (
            {"properties": {}},
            "InvalidResourceProperties",
            "A deployment needs a model's format and name.",
        ),
        (
            deployment({"format": "OpenAI"}),
            "InvalidResourceProperties",
            "A deployment needs a model's format and name.",
        ),
        (
            deployment({"name": "gpt-4o"}),
            "InvalidResourceProperties",
            "A deployment needs a model's format and name.",
        ),
        (
            deployment({"format": "Nobody", "name": "x", "publisher": "me", "version": "2"}),
            "DeploymentModelNotSupported",
            "The model 'Publisher:me,Format:Nobody,Name:x,Version:2' of account deployment is not supported.",
        ),
        (
            deployment(LLAMA, ""),
            "InvalidResourceProperties",
            "The specified SKU '' of account deployment is not supported by the model 'Llama-3.3-70B-Instruct' version: '3'.",
        ),
        (
            deployment({"format": "openai", "name": "GPT-4", "version": "0125-Preview"}, "Standard"),
            "ServiceModelDeprecated",
            "The model 'Format:OpenAI,Name:gpt-4,Version:0125-Preview' has been deprecated since ",
        ),
    ],
)
def test_a_deployment_that_is_none(
    estate: Estate, account: str, body: dict[str, Any], code: str, message: str
) -> None:
    status, said, text = words(refused(estate, account, body))

    assert (status, said) == (400, code)
    assert text.startswith(message)


def test_whom_traffic_cannot_spill_over_to(estate: Estate, account: str) -> None:
    refusal = refused(estate, account, deployment(LLAMA, spilloverDeploymentName="lost"))

    message = f"The spillover deployment 'lost' does not exist in account '{estate.name('ai')}'."
    assert words(refusal) == (400, "InvalidResourceProperties", message)


def test_a_provisioned_deployment_is_neither_paused_nor_resumed(estate: Estate, account: str) -> None:
    unlisted = {"format": "OpenAI", "name": "gpt-unlisted"}
    deploy(estate, account, "ptu", deployment(unlisted, "GlobalProvisionedManaged", capacity=50))

    for action in ("pause", "resume"):
        path = estate.id(f"{account}/deployments/ptu/{action}")
        assert words(estate.arm.refused("POST", path, {}, version=NEWEST)) == (
            400,
            "InvalidResourceProperties",
            "A deployment with SKU 'GlobalProvisionedManaged' cannot be paused or resumed.",
        )


def test_an_older_api_version_cannot_pause(estate: Estate, account: str) -> None:
    deploy(estate, account, "chat", deployment(LLAMA))
    path = estate.id(f"{account}/deployments/chat/pause")

    status, code, message = words(estate.arm.refused("POST", path, {}, version="2025-10-01-preview"))
    first = estate.arm.raw("POST", path, {}, "2025-12-01")

    assert (status, code) == (400, "NoRegisteredProviderFound")
    assert message.endswith(
        "for type 'accounts/deployments/pause'. The supported api-versions are '2025-12-01, 2026-01-15-preview, "
        "2026-03-01, 2026-03-15-preview, 2026-05-01, 2026-05-15-preview, 2026-07-01'."
    )
    assert first.json()["properties"]["deploymentState"] == "Paused"


def test_policies_are_asked_by_a_preview_alone(estate: Estate, account: str) -> None:
    path = estate.id(f"{account}/evaluateDeploymentPolicies")

    refusal = estate.arm.refused("POST", path, {}, version=NEWEST)
    nothing = estate.arm.raw("POST", path, {}, "2026-05-15-preview")

    assert "The supported api-versions are '2026-05-15-preview'." in words(refusal)[2]
    assert (nothing.status_code, nothing.json()) == (200, {"results": {}})


@pytest.mark.parametrize("read", ["deployments/lost/skus", "models", "skus", "usages"])
def test_what_is_read_of_what_is_not_there(estate: Estate, account: str, read: str) -> None:
    below = read.startswith("deployments")
    path = f"{account}/{read}" if below else f"{ACCOUNTS}/lost/{read}"

    refusal = estate.arm.refused("GET", estate.id(path), version=NEWEST)

    lost = f"{account}/deployments/lost" if below else f"{ACCOUNTS}/lost"
    group = estate.group.rsplit("/", 1)[1]
    assert words(refusal) == (
        404,
        "ResourceNotFound",
        f"The Resource '{lost}' under resource group '{group}' was not found. {LOST}",
    )


@pytest.mark.parametrize("sent", [{"keyName": "Key3"}, {}])
def test_a_key_that_no_account_has(estate: Estate, account: str, sent: dict[str, str]) -> None:
    refusal = estate.arm.refused("POST", estate.id(f"{account}/regenerateKey"), sent, version=NEWEST)

    asked = sent.get("keyName", "").lower()
    assert words(refusal) == (400, "InvalidKeyName", f"The key name '{asked}' is invalid.")


@pytest.mark.parametrize(
    ("name", "lacking", "code", "message"),
    [
        ("-x", "", "InvalidResourceName", "Account name '-x' is invalid."),
        ("x" * 65, "", "InvalidResourceName", f"Account name '{'x' * 65}' is invalid."),
        (
            "good",
            "location",
            "LocationRequired",
            "The location property is required for this definition.",
        ),
        ("good", "kind", "BadRequest", "The required property 'kind' is missing."),
        ("good", "sku", "BadRequest", "The required property 'sku.name' is missing."),
    ],
)
def test_an_account_that_is_none(estate: Estate, name: str, lacking: str, code: str, message: str) -> None:
    body = {"location": estate.region} | account_body()
    sent = {key: value for key, value in body.items() if key != lacking}

    refusal = estate.arm.refused("PUT", estate.id(f"{ACCOUNTS}/{name}"), sent, version=NEWEST)

    assert words(refusal) == (400, code, message)


def test_a_deleted_accounts_name_is_taken_until_it_is_restored(estate: Estate, account: str) -> None:
    estate.delete(account, version=NEWEST)

    assert words(estate.put_refused(account, account_body(), version=NEWEST)) == (
        409,
        "FlagMustBeSetForRestore",
        (
            f"An existing resource with ID '{estate.id(account)}' has been soft-deleted. To restore the resource, you "
            "must specify 'restore' to be 'true' in the property. If you don't want to restore existing resource, "
            "please purge it first."
        ),
    )


@pytest.mark.parametrize("name", ["x", "0", "a-b", "x" * 63])
def test_a_subdomain_may_be_any_label_and_stays_its_accounts(estate: Estate, name: str) -> None:
    path = f"{ACCOUNTS}/{estate.name('labels')}"
    body = account_body(customSubDomainName=f"{name}{estate.tag}"[-63:])

    made = estate.put(path, body, version=NEWEST)
    again = estate.put(path, body, version=NEWEST)

    assert made["properties"]["customSubDomainName"] == again["properties"]["customSubDomainName"]


@pytest.mark.parametrize("lacking", ["category", "authType"])
def test_a_connection_needs_both(estate: Estate, account: str, lacking: str) -> None:
    properties = {"category": "ApiKey", "authType": "ApiKey"}
    del properties[lacking]

    refusal = estate.put_refused(f"{account}/connections/c1", {"properties": properties}, version=NEWEST)

    assert words(refusal) == (400, "ValidationError", "A connection needs category and authType.")


def test_an_account_without_projects_says_which_property(estate: Estate) -> None:
    account = foundry_account(estate, allowProjectManagement=False)

    refusal = estate.put_refused(f"{account}/projects/p1", {"properties": {}}, version=NEWEST)

    message = (
        f"Account '{estate.name('ai')}' does not allow projects: its allowProjectManagement is not true."
    )
    assert words(refusal) == (400, "BadRequest", message)
