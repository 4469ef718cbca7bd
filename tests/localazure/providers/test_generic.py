"""The types that are data alone: each through the same life."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from estate import Estate, error_of

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer


@dataclass(frozen=True)
class Case:
    """A type, a body it takes, a required path, a name it refuses, and what Azure computes."""

    type: str
    body: dict[str, Any]
    required: str
    bad_name: str
    computed: tuple[str, ...]
    unique: str = ""
    secret_action: str = ""


CASES = [
    Case(
        "Microsoft.Storage/storageAccounts",
        {"sku": {"name": "Standard_LRS"}, "kind": "StorageV2"},
        "sku",
        "Has-Capitals",
        ("primaryEndpoints", "primaryLocation", "creationTime"),
        unique="StorageAccountAlreadyTaken",
        secret_action="listKeys",
    ),
    Case(
        "Microsoft.Insights/components",
        {"kind": "web", "properties": {"Application_Type": "web"}},
        "kind",
        "ends-with-dot.",
        ("AppId", "InstrumentationKey", "ConnectionString"),
    ),
    Case(
        "Microsoft.OperationalInsights/workspaces",
        {},
        "",
        "ab",
        ("customerId", "createdDate"),
        secret_action="sharedKeys",
    ),
    Case(
        "Microsoft.ManagedIdentity/userAssignedIdentities",
        {},
        "",
        "-a-",
        ("principalId", "clientId", "tenantId"),
    ),
    Case(
        "Microsoft.ContainerRegistry/registries",
        {"sku": {"name": "Basic"}, "properties": {"adminUserEnabled": True}},
        "sku",
        "with-dash",
        ("loginServer", "creationDate"),
        unique="AlreadyInUse",
        secret_action="listCredentials",
    ),
    Case(
        "Microsoft.KeyVault/vaults",
        {
            "properties": {
                "tenantId": "72f988bf-0000-4000-8000-00000000cafe",
                "sku": {"family": "A", "name": "standard"},
            }
        },
        "properties",
        "double--hyphen",
        ("vaultUri", "softDeleteRetentionInDays"),
        unique="VaultAlreadyExists",
    ),
    Case(
        "Microsoft.CognitiveServices/accounts",
        {"kind": "ContentSafety", "sku": {"name": "S0"}},
        "kind",
        "a",
        ("endpoint", "dateCreated"),
        secret_action="listKeys",
    ),
]
BY_TYPE = pytest.mark.parametrize("case", CASES, ids=lambda case: case.type)


def path_of(estate: Estate, case: Case) -> str:
    return f"{case.type}/x{estate.tag}"


@BY_TYPE
def test_what_azure_computes_stays(estate: Estate, case: Case) -> None:
    made = estate.put(path_of(estate, case), case.body)

    updated = estate.put(path_of(estate, case), case.body | {"tags": {"a": "b"}})

    assert set(case.computed) <= set(made["properties"])
    assert {name: updated["properties"][name] for name in case.computed} == {
        name: made["properties"][name] for name in case.computed
    }


@BY_TYPE
def test_tags_are_patched(estate: Estate, case: Case) -> None:
    made = estate.put(path_of(estate, case), case.body)

    patched = estate.arm.send("PATCH", made["id"], {"tags": {"owner": "me"}})

    assert patched["tags"] == {"owner": "me"}
    assert patched["properties"] == made["properties"]


@BY_TYPE
def test_deleted_is_gone(estate: Estate, case: Case) -> None:
    made = estate.put(path_of(estate, case), case.body)

    estate.arm.send("DELETE", made["id"])

    assert estate.arm.refused("GET", made["id"]).status_code == 404


@BY_TYPE
def test_bad_names_are_refused(estate: Estate, case: Case) -> None:
    refusal = estate.put_refused(f"{case.type}/{case.bad_name}", case.body)

    assert refusal.status_code == 400
    assert case.bad_name in str(refusal)


@pytest.mark.parametrize("case", [case for case in CASES if case.required], ids=lambda case: case.type)
def test_what_is_required_is_named(estate: Estate, case: Case) -> None:
    body = {name: value for name, value in case.body.items() if name != case.required}

    assert f"'{case.required}" in str(estate.put_refused(path_of(estate, case), body))


@pytest.mark.parametrize("case", [case for case in CASES if case.unique], ids=lambda case: case.type)
def test_names_unique_in_all_of_azure(estate: Estate, local_azure: LocalAzureServer, case: Case) -> None:
    estate.put(path_of(estate, case), case.body)

    with Estate(local_azure) as other:
        refusal = other.put_refused(path_of(estate, case), case.body)

    assert refusal.status_code == 409
    assert error_of(refusal)["code"] == case.unique


@pytest.mark.parametrize("case", [case for case in CASES if case.secret_action], ids=lambda case: case.type)
def test_secrets_only_leave_through_their_action(estate: Estate, case: Case) -> None:
    made = estate.put(path_of(estate, case), case.body)

    secrets = estate.post(f"{path_of(estate, case)}/{case.secret_action}")

    values = [value for value in _strings(secrets) if len(value) >= 32 and not value.endswith("+00:00")]
    assert values
    assert not any(value in str(made) for value in values)


def _strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for below in value.values() for text in _strings(below)]
    if isinstance(value, list):
        return [text for below in value for text in _strings(below)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize(
    ("properties", "path"),
    [
        ({"supportsHttpsTrafficOnly": "yes"}, "properties.supportsHttpsTrafficOnly"),
        ({"accessTier": "Lukewarm"}, "properties.accessTier"),
        ({"networkAcls": []}, "properties.networkAcls"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused(estate: Estate, properties: dict[str, Any], path: str) -> None:
    body = {"sku": {"name": "Standard_LRS"}, "kind": "StorageV2", "properties": properties}

    refusal = estate.put_refused(f"Microsoft.Storage/storageAccounts/x{estate.tag}", body)

    assert error_of(refusal)["code"] == "InvalidRequestContent"
    assert f"Path '{path}'" in error_of(refusal)["message"]


@BY_TYPE
def test_properties_that_are_no_object_are_refused(estate: Estate, case: Case) -> None:
    refusal = estate.put_refused(path_of(estate, case), case.body | {"properties": "none"})

    assert "Path 'properties'" in str(refusal)


def test_true_is_no_number(estate: Estate) -> None:
    body = {"properties": {"retentionInDays": True}}

    refusal = estate.put_refused(f"Microsoft.OperationalInsights/workspaces/x{estate.tag}", body)

    assert "to type integer" in str(refusal)


def test_what_a_type_does_not_have_is_ignored(estate: Estate) -> None:
    made = estate.put(
        f"Microsoft.Storage/storageAccounts/x{estate.tag}",
        {"sku": {"name": "Standard_LRS"}, "kind": "StorageV2", "properties": {"noSuchThing": True}},
    )

    assert "noSuchThing" not in made["properties"]


def test_a_key_is_regenerated_by_name(estate: Estate) -> None:
    account = estate.storage_account()
    first = keys_of(estate.arm.send("POST", f"{account}/listKeys", {}))

    after = keys_of(estate.arm.send("POST", f"{account}/regenerateKey", {"keyName": "key1"}))

    assert after["key2"] == first["key2"]
    assert after["key1"] != first["key1"]
    assert "'key9'" in str(estate.arm.refused("POST", f"{account}/regenerateKey", {"keyName": "key9"}))


def keys_of(answer: dict[str, Any]) -> dict[str, str]:
    return {key["keyName"]: key["value"] for key in answer["keys"]}


@pytest.mark.parametrize("namespace", ["Microsoft.Storage", "Microsoft.KeyVault"])
def test_name_availability(estate: Estate, namespace: str) -> None:
    made = estate.storage_account() if namespace == "Microsoft.Storage" else estate.key_vault()
    path = f"{estate.subscription}/providers/{namespace}/checkNameAvailability"

    taken = estate.arm.send("POST", path, {"name": made.rpartition("/")[2]})
    free = estate.arm.send("POST", path, {"name": f"free{estate.tag}"})

    assert (taken["nameAvailable"], taken["reason"]) == (False, "AlreadyExists")
    assert free == {"nameAvailable": True}


def test_a_component_needs_the_log_workspace_it_names(estate: Estate) -> None:
    missing = estate.id("Microsoft.OperationalInsights/workspaces/nowhere")
    body = {"kind": "web", "properties": {"Application_Type": "web", "WorkspaceResourceId": missing}}

    assert missing in str(estate.put_refused(f"Microsoft.Insights/components/x{estate.tag}", body))


def test_a_component_keeps_the_log_workspace_it_names(estate: Estate) -> None:
    logs = estate.put(f"Microsoft.OperationalInsights/workspaces/x{estate.tag}", {})
    body = {"kind": "web", "properties": {"Application_Type": "web", "WorkspaceResourceId": logs["id"]}}

    component = estate.put(f"Microsoft.Insights/components/x{estate.tag}", body)

    assert component["properties"]["WorkspaceResourceId"] == logs["id"]


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


def test_writing_again_ends_what_was_being_made(estate: Estate) -> None:
    path = f"Microsoft.CognitiveServices/accounts/x{estate.tag}"
    body = {"kind": "ContentSafety", "sku": {"name": "S0"}}
    estate.begin(path, body)

    again = estate.put(path, body)

    assert again["properties"]["provisioningState"] == "Succeeded"


def test_an_unknown_assigned_identity_has_no_ids(estate: Estate) -> None:
    nobody = estate.id("Microsoft.ManagedIdentity/userAssignedIdentities/nobody")
    body = {
        "sku": {"name": "Standard_LRS"},
        "kind": "StorageV2",
        "identity": {"type": "UserAssigned", "userAssignedIdentities": {nobody: {}}},
    }

    account = estate.put(f"Microsoft.Storage/storageAccounts/x{estate.tag}", body)

    assert account["identity"] == {"type": "UserAssigned", "userAssignedIdentities": {nobody: {}}}


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


def test_a_registry_without_admin_has_no_credentials(estate: Estate) -> None:
    path = f"Microsoft.ContainerRegistry/registries/x{estate.tag}"
    estate.put(path, {"sku": {"name": "Basic"}})

    assert "Admin user is disabled" in str(
        estate.arm.refused("POST", estate.id(f"{path}/listCredentials"), {})
    )
