"""Vaults and accounts whose names stay taken after they were deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import requests

from estate import Estate, error_of

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer

ACCOUNT = {"kind": "AIServices", "sku": {"name": "S0"}}


def vault_body(estate: Estate, **properties: Any) -> dict[str, Any]:
    sku = {"family": "A", "name": "standard"}
    return {"properties": {"tenantId": estate.azure.scenario.tenant.id, "sku": sku} | properties}


@pytest.fixture
def deleted(estate: Estate) -> str:
    """The path of a soft-deleted vault."""
    path = f"Microsoft.KeyVault/vaults/kv-{estate.tag}"
    estate.delete(estate.key_vault().partition("/providers/")[2])
    return path


def deleted_vault(estate: Estate, name: str = "") -> str:
    name = name or f"kv-{estate.tag}"
    return f"{estate.subscription}/providers/Microsoft.KeyVault/locations/swedencentral/deletedVaults/{name}"


def test_a_deleted_vaults_name_is_taken(estate: Estate, deleted: str) -> None:
    refusal = estate.put_refused(deleted, vault_body(estate))

    assert refusal.status_code == 409
    assert error_of(refusal)["code"] == "ConflictError"
    assert "already exists in deleted state" in error_of(refusal)["message"]


def test_a_deleted_vault_can_be_found_and_purged(estate: Estate, deleted: str) -> None:
    listed = estate.arm.send("GET", f"{estate.subscription}/providers/Microsoft.KeyVault/deletedVaults")
    found = estate.arm.send("GET", deleted_vault(estate))

    estate.arm.send("POST", f"{deleted_vault(estate)}/purge", {})

    assert found["properties"]["vaultId"] == estate.id(deleted)
    assert found["name"] in [entry["name"] for entry in listed["value"]]
    assert estate.put(deleted, vault_body(estate))["properties"]["provisioningState"] == "Succeeded"


@pytest.mark.usefixtures("deleted")
def test_purging_answers_as_the_azure_cli_takes_it(estate: Estate) -> None:
    """Its SDK takes 200 and 202, and no 204."""
    purged = requests.post(
        f"{estate.azure.url}{deleted_vault(estate)}/purge?api-version=2024-11-01",
        headers={"Authorization": f"Bearer {estate.azure.token()}"},
        verify=estate.azure.ca,
        timeout=10,
    )
    assert (purged.status_code, purged.content) == (200, b"")


def test_az_keyvault_list_deleted_asks_for_managed_hsms_too(estate: Estate) -> None:
    path = f"{estate.subscription}/providers/Microsoft.KeyVault/deletedManagedHSMs"
    assert estate.arm.send("GET", path) == {"value": []}


def test_a_deleted_vault_can_be_recovered(estate: Estate, deleted: str) -> None:
    recovered = estate.put(deleted, vault_body(estate, createMode="recover"))

    assert "createMode" not in recovered["properties"]
    assert "does not exist" in str(estate.arm.refused("GET", deleted_vault(estate)))


def test_a_recovered_vault_is_as_it_was(estate: Estate) -> None:
    path = f"Microsoft.KeyVault/vaults/kv-{estate.tag}"
    estate.put(path, {**vault_body(estate, enabledForDeployment=True), "tags": {"owner": "team"}})
    estate.delete(path)
    recovered = estate.put(path, vault_body(estate, createMode="recover"))
    assert recovered["tags"] == {"owner": "team"}
    assert recovered["properties"]["enabledForDeployment"] is True


def test_nothing_is_recovered_that_was_not_deleted(estate: Estate) -> None:
    refusal = estate.put_refused(
        f"Microsoft.KeyVault/vaults/kv-{estate.tag}", vault_body(estate, createMode="recover")
    )

    assert error_of(refusal)["code"] == "SoftDeletedVaultDoesNotExist"


def test_purge_protection_holds(estate: Estate) -> None:
    path = f"Microsoft.KeyVault/vaults/kv-{estate.tag}"
    estate.put(path, vault_body(estate, enablePurgeProtection=True))
    estate.delete(path)

    refusal = estate.arm.refused("POST", f"{deleted_vault(estate)}/purge", {})

    assert error_of(refusal)["code"] == "MethodNotAllowed"


def test_time_purges_too(fresh_local_azure: LocalAzureServer) -> None:
    with Estate(fresh_local_azure) as estate:
        path = f"Microsoft.KeyVault/vaults/kv-{estate.tag}"
        estate.put(path, vault_body(estate, softDeleteRetentionInDays=7))
        estate.delete(path)

        fresh_local_azure.control("POST", "clock/advance", {"by": "P7D"})

        assert estate.put(path, vault_body(estate))["name"] == f"kv-{estate.tag}"


@pytest.fixture
def account(estate: Estate) -> str:
    """The path of a soft-deleted account."""
    path = f"Microsoft.CognitiveServices/accounts/ai-{estate.tag}"
    estate.put(path, ACCOUNT)
    estate.delete(path)
    return path


def test_a_deleted_account_wants_to_be_restored(estate: Estate, account: str) -> None:
    refusal = estate.put_refused(account, ACCOUNT)

    restored = estate.put(account, ACCOUNT | {"properties": {"restore": True}})

    assert error_of(refusal)["code"] == "FlagMustBeSetForRestore"
    assert restored["properties"]["provisioningState"] == "Succeeded"


def test_a_deleted_account_can_be_purged(estate: Estate, account: str) -> None:
    group, name = estate.group.rpartition("/")[2], account.rpartition("/")[2]
    below = f"locations/swedencentral/resourceGroups/{group}/deletedAccounts/{name}"

    estate.arm.send("DELETE", f"{estate.subscription}/providers/Microsoft.CognitiveServices/{below}")

    assert estate.put(account, ACCOUNT)["kind"] == "AIServices"


def test_a_subdomain_has_one_owner(estate: Estate) -> None:
    body = ACCOUNT | {"properties": {"customSubDomainName": f"sub-{estate.tag}"}}
    estate.put(f"Microsoft.CognitiveServices/accounts/a1-{estate.tag}", body)

    refusal = estate.put_refused(f"Microsoft.CognitiveServices/accounts/a2-{estate.tag}", body)

    assert error_of(refusal)["code"] == "CustomDomainInUse"


def test_a_vaults_secret_keeps_its_value_to_itself(estate: Estate) -> None:
    vault = estate.key_vault()

    secret = estate.arm.send(
        "PUT", f"{vault}/secrets/token", {"properties": {"value": "hush", "contentType": "text"}}
    )
    again = estate.arm.send("PUT", f"{vault}/secrets/token", {"properties": {"contentType": "plain"}})

    assert "hush" not in str(secret)
    assert secret["properties"]["secretUri"].startswith(
        f"{estate.azure.url}/keyvault/kv-{estate.tag}/secrets/token"
    )
    assert again["properties"]["secretUriWithVersion"] == secret["properties"]["secretUriWithVersion"]
    assert again["properties"]["attributes"]["created"] == secret["properties"]["attributes"]["created"]


def test_a_deleted_account_can_be_seen_before_it_is_restored(estate: Estate) -> None:
    path = f"Microsoft.CognitiveServices/accounts/cs-{estate.tag}"
    body = {"kind": "ContentSafety", "sku": {"name": "S0"}}
    estate.put(path, body)
    gone = (
        f"{estate.subscription}/providers/Microsoft.CognitiveServices/locations/swedencentral"
        f"/resourceGroups/{estate.group.rpartition('/')[2]}/deletedAccounts/cs-{estate.tag}"
    )
    before = estate.arm.refused("GET", gone)

    estate.delete(path)

    assert before.status_code == 404
    assert estate.arm.send("GET", gone)["kind"] == "ContentSafety"
    estate.put(path, body | {"properties": {"restore": True}})
    assert estate.arm.refused("GET", gone).status_code == 404
