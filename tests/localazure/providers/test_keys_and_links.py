"""What single types do beyond the common life: keys, names, and references to one another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from estate import Estate


def test_a_key_is_regenerated_by_name(estate: Estate) -> None:
    account = estate.storage_account()
    first = keys_of(estate.arm.send("POST", f"{account}/listKeys", {}))

    after = keys_of(estate.arm.send("POST", f"{account}/regenerateKey", {"keyName": "key1"}))

    assert after["key2"] == first["key2"]
    assert after["key1"] != first["key1"]
    assert "'key9'" in str(estate.arm.refused("POST", f"{account}/regenerateKey", {"keyName": "key9"}))


def keys_of(answer: dict[str, Any]) -> dict[str, str]:
    return {key["keyName"]: key["value"] for key in answer["keys"]}


@pytest.mark.parametrize(
    ("namespace", "words"),
    [
        ("Microsoft.Storage", "The storage account named {} is already taken."),
        (
            "Microsoft.KeyVault",
            (
                "The vault name '{}' is already in use. Vault names are globally unique so it is possible that the name "
                "is already taken."
            ),
        ),
    ],
)
def test_name_availability(estate: Estate, namespace: str, words: str) -> None:
    made = estate.storage_account() if namespace == "Microsoft.Storage" else estate.key_vault()
    path = f"{estate.subscription}/providers/{namespace}/checkNameAvailability"
    name = made.rpartition("/")[2]

    taken = estate.arm.send("POST", path, {"name": name})
    free = estate.arm.send("POST", path, {"name": f"free{estate.tag}"})

    assert taken == {"nameAvailable": False, "reason": "AlreadyExists", "message": words.format(name)}
    assert free == {"nameAvailable": True}


def test_an_account_key_is_regenerated_by_name(estate: Estate) -> None:
    path = f"Microsoft.CognitiveServices/accounts/x{estate.tag}"
    estate.put(path, {"kind": "ContentSafety", "sku": {"name": "S0"}})
    first = estate.post(f"{path}/listKeys")

    after = estate.post(f"{path}/regenerateKey", {"keyName": "Key2"})

    assert after["key1"] == first["key1"]
    assert after["key2"] != first["key2"]
    assert "'key3'" in str(
        estate.arm.refused("POST", estate.id(f"{path}/regenerateKey"), {"keyName": "Key3"})
    )


def test_a_registry_without_admin_has_no_credentials(estate: Estate) -> None:
    path = f"Microsoft.ContainerRegistry/registries/x{estate.tag}"
    estate.put(path, {"sku": {"name": "Basic"}})

    assert "Admin user is disabled" in str(
        estate.arm.refused("POST", estate.id(f"{path}/listCredentials"), {})
    )


def test_a_component_needs_the_log_workspace_it_names(estate: Estate) -> None:
    missing = estate.id("Microsoft.OperationalInsights/workspaces/nowhere")
    body = {"kind": "web", "properties": {"Application_Type": "web", "WorkspaceResourceId": missing}}

    assert missing in str(estate.put_refused(f"Microsoft.Insights/components/x{estate.tag}", body))


def test_a_component_keeps_the_log_workspace_it_names(estate: Estate) -> None:
    logs = estate.put(f"Microsoft.OperationalInsights/workspaces/x{estate.tag}", {})
    body = {"kind": "web", "properties": {"Application_Type": "web", "WorkspaceResourceId": logs["id"]}}

    component = estate.put(f"Microsoft.Insights/components/x{estate.tag}", body)

    assert component["properties"]["WorkspaceResourceId"] == logs["id"]


def test_an_unknown_assigned_identity_has_no_ids(estate: Estate) -> None:
    nobody = estate.id("Microsoft.ManagedIdentity/userAssignedIdentities/nobody")
    body = {
        "sku": {"name": "Standard_LRS"},
        "kind": "StorageV2",
        "identity": {"type": "UserAssigned", "userAssignedIdentities": {nobody: {}}},
    }

    account = estate.put(f"Microsoft.Storage/storageAccounts/x{estate.tag}", body)

    assert account["identity"] == {"type": "UserAssigned", "userAssignedIdentities": {nobody: {}}}


@pytest.mark.azure_verified  # azure-ai-ml's test_uai_workspace_create_update_and_delete
def test_an_identitys_type_is_spelt_as_azure_does(estate: Estate) -> None:
    nobody = estate.id("Microsoft.ManagedIdentity/userAssignedIdentities/nobody")
    body = {
        "sku": {"name": "Standard_LRS"},
        "kind": "StorageV2",
        "identity": {"type": "Systemassigned,Userassigned", "userAssignedIdentities": {nobody: {}}},
    }

    account = estate.put(f"Microsoft.Storage/storageAccounts/x{estate.tag}", body)

    assert account["identity"]["type"] == "SystemAssigned,UserAssigned"
    assert account["identity"]["principalId"]
    assert account["identity"]["userAssignedIdentities"] == {nobody: {}}


def test_a_user_assigned_identity_lends_its_ids(estate: Estate) -> None:
    identity = estate.put(f"Microsoft.ManagedIdentity/userAssignedIdentities/x{estate.tag}", {})
    body = {
        "sku": {"name": "Standard_LRS"},
        "kind": "StorageV2",
        "identity": {"type": "SystemAssigned,UserAssigned", "userAssignedIdentities": {identity["id"]: {}}},
    }

    account = estate.put(f"Microsoft.Storage/storageAccounts/x{estate.tag}", body)

    lent = account["identity"]["userAssignedIdentities"][identity["id"]]
    assert lent["clientId"] == identity["properties"]["clientId"]
    assert account["identity"]["principalId"]


def test_writing_again_ends_what_was_being_made(estate: Estate) -> None:
    path = f"Microsoft.CognitiveServices/accounts/x{estate.tag}"
    body = {"kind": "ContentSafety", "sku": {"name": "S0"}}
    estate.begin(path, body)

    again = estate.put(path, body)

    assert again["properties"]["provisioningState"] == "Succeeded"
