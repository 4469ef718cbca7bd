"""The types that are data alone: each through the same life."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import requests

from estate import Estate, error_of

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer

pytestmark = pytest.mark.slow


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


def test_a_new_storage_account_answers_200(estate: Estate) -> None:
    """Azure's SDK takes 200 and 202 of it, and no 201."""
    made = requests.put(
        f"{estate.azure.url}{estate.id(f'Microsoft.Storage/storageAccounts/x{estate.tag}')}?api-version=2024-01-01",
        json={"location": "eastus2", "sku": {"name": "Standard_LRS"}, "kind": "StorageV2"},
        headers={"Authorization": f"Bearer {estate.azure.token()}"},
        verify=estate.azure.ca,
        timeout=10,
    )
    assert made.status_code == 200


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
