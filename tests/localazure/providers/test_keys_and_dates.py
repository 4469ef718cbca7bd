"""Keys and dates that plain types answer: whole answers, what changes with a write and what stays."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from estate import error_of

if TYPE_CHECKING:
    from estate import Estate

STORAGE = {"sku": {"name": "Standard_LRS"}, "kind": "StorageV2"}
COMPONENT = {"kind": "web", "properties": {"Application_Type": "web"}}
TENANT = "72f988bf-0000-4000-8000-00000000cafe"


def _version(path: str) -> str:
    """Return the api-version of a type that is not asked at its namespace's."""
    return "2022-10-01" if "autoscaleSettings" in path else ""


def test_a_storage_key_made_anew_has_a_date_of_its_own(estate: Estate) -> None:
    account = estate.storage_account()
    first = estate.arm.send("POST", f"{account}/listKeys", {})["keys"]

    answered = estate.arm.send("POST", f"{account}/regenerateKey", {"keyName": "key2"})["keys"]

    assert answered == estate.arm.send("POST", f"{account}/listKeys", {})["keys"]
    assert [(key["keyName"], key["permissions"]) for key in answered] == [("key1", "FULL"), ("key2", "FULL")]
    assert answered[0] == first[0]
    assert answered[1]["creationTime"] > first[1]["creationTime"]
    assert answered[1]["value"] != first[1]["value"]
    refusal = estate.arm.refused("POST", f"{account}/regenerateKey", {"keyName": "kerb1"})
    assert (refusal.status_code, error_of(refusal)["code"]) == (400, "InvalidKeyName")


def test_both_keys_of_a_log_workspace_are_told_by_either_name(estate: Estate) -> None:
    path = f"Microsoft.OperationalInsights/workspaces/x{estate.tag}"
    made = estate.put(path, {})
    shared = estate.post(f"{path}/sharedKeys")

    again = estate.put(path, {"tags": {"a": "b"}})

    assert shared.keys() == {"primarySharedKey", "secondarySharedKey"}
    assert shared["primarySharedKey"] != shared["secondarySharedKey"]
    assert estate.post(f"{path}/listKeys") == shared
    assert again["properties"]["sku"] == made["properties"]["sku"]
    made_at = datetime.fromisoformat(made["properties"]["createdDate"])
    reset = datetime.fromisoformat(made["properties"]["workspaceCapping"]["quotaNextResetTime"])
    assert timedelta(days=1) <= reset - made_at < timedelta(days=1, minutes=1)


def test_a_log_workspace_is_deleted_without_waiting(estate: Estate) -> None:
    path = estate.put(f"Microsoft.OperationalInsights/workspaces/x{estate.tag}", {})["id"]

    gone = estate.arm.raw("DELETE", path)

    assert (gone.status_code, gone.headers["Retry-After"]) == (202, "0")
    assert estate.arm.raw("GET", path).json()["properties"]["provisioningState"] == "Deleting"


def test_a_registrys_credentials_are_its_name_and_two_passwords(estate: Estate) -> None:
    path = f"Microsoft.ContainerRegistry/registries/X{estate.tag}"
    made = estate.put(path, {"sku": {"name": "Premium"}, "properties": {"adminUserEnabled": True}})

    credentials = estate.post(f"{path}/listCredentials")

    host = estate.azure.url.removeprefix("https://")
    assert made["sku"] == {"name": "Premium", "tier": "Premium"}
    assert made["properties"]["loginServer"] == f"{host}/containerregistry/x{estate.tag}"
    assert credentials["username"] == f"X{estate.tag}"
    assert [password["name"] for password in credentials["passwords"]] == ["password", "password2"]
    assert len({password["value"] for password in credentials["passwords"]}) == 2
    estate.put(path, {"sku": {"name": "Premium"}, "properties": {"adminUserEnabled": False}})
    refusal = estate.arm.refused("POST", estate.id(f"{path}/listCredentials"), {})
    assert (refusal.status_code, error_of(refusal)["code"]) == (400, "UnAuthorizedForCredentialOperations")


@pytest.mark.parametrize(
    ("path", "body", "missing"),
    [
        ("Microsoft.Storage/storageAccounts/st{}", {"kind": "StorageV2"}, "sku.name"),
        ("Microsoft.Storage/storageAccounts/st{}", STORAGE | {"sku": None}, "sku.name"),
        ("Microsoft.Storage/storageAccounts/st{}", {"sku": {"name": "Standard_LRS"}}, "kind"),
        ("Microsoft.ContainerRegistry/registries/cr{}", {"sku": None}, "sku.name"),
        ("Microsoft.Insights/components/appi-{}", {"kind": "web"}, "properties.Application_Type"),
        ("Microsoft.Insights/components/appi-{}", {"properties": COMPONENT["properties"]}, "kind"),
        (
            "Microsoft.Insights/components/appi-{}",
            COMPONENT | {"properties": None},
            "properties.Application_Type",
        ),
        ("Microsoft.Insights/autoscaleSettings/as-{}", {"properties": {}}, "properties.profiles"),
        ("Microsoft.KeyVault/vaults/kv-{}", {"properties": None}, "properties.tenantId"),
        ("Microsoft.KeyVault/vaults/kv-{}", {"properties": {"tenantId": TENANT}}, "properties.sku.family"),
        (
            "Microsoft.KeyVault/vaults/kv-{}",
            {"properties": {"tenantId": TENANT, "sku": {"family": "A"}}},
            "properties.sku.name",
        ),
    ],
)
def test_each_thing_a_type_needs_is_named(
    estate: Estate, path: str, body: dict[str, Any], missing: str
) -> None:
    refusal = estate.put_refused(path.format(estate.tag), body, version=_version(path))

    assert refusal.status_code == 400
    assert error_of(refusal) == {
        "code": "BadRequest",
        "message": f"The required property '{missing}' is missing.",
    }


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        (
            "Microsoft.Storage/storageAccounts/Big{}",
            STORAGE,
            (
                "AccountNameInvalid",
                (
                    "Big{} is not a valid storage account name. Storage account name must be between 3 and 24 "
                    "characters in length and use numbers and lower-case letters only."
                ),
            ),
        ),
        (
            "Microsoft.KeyVault/vaults/1{}",
            {},
            (
                "VaultNameNotValid",
                (
                    "The vault name '1{}' is invalid. A vault's name must be between 3-24 alphanumeric characters. The "
                    "name must begin with a letter, end with a letter or digit, and not contain consecutive hyphens. "
                    "Follow this link for more information: https://go.microsoft.com/fwlink/?linkid=2147742"
                ),
            ),
        ),
        (
            "Microsoft.Insights/components/{}.",
            COMPONENT,
            ("InvalidResourceName", "Resource name '{}.' is invalid."),
        ),
        (
            "Microsoft.Insights/autoscaleSettings/{}%3A",
            {"properties": {"profiles": []}},
            ("InvalidResourceName", "Resource name '{}:' is invalid."),
        ),
        (
            "Microsoft.OperationalInsights/workspaces/-{}",
            {},
            ("InvalidResourceName", "Workspace name '-{}' is invalid."),
        ),
        (
            "Microsoft.ContainerRegistry/registries/c-{}",
            {"sku": {"name": "Basic"}},
            ("InvalidResourceName", "Registry name 'c-{}' is invalid."),
        ),
        (
            "Microsoft.ManagedIdentity/userAssignedIdentities/-{}",
            {},
            ("InvalidResourceName", "Identity name '-{}' is invalid."),
        ),
    ],
)
def test_a_name_is_refused_in_its_providers_words(
    estate: Estate, path: str, body: dict[str, Any], words: tuple[str, str]
) -> None:
    refusal = estate.put_refused(path.format(estate.tag), body, version=_version(path))

    code, message = words
    assert refusal.status_code == 400
    assert error_of(refusal) == {"code": code, "message": message.format(estate.tag)}
