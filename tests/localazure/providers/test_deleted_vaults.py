"""Soft-deleted vaults and the secrets of vaults: whole answers and refusals, in process."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from localazure.providers.keyvault.vaults import SOFT_DELETED
from open_azure import GROUP, START, SUBSCRIPTION

if TYPE_CHECKING:
    from localazure.arm.errors import ArmError
    from open_azure import OpenAzure

VERSION = {"api-version": "2024-11-01"}
DELETED = f"{SUBSCRIPTION}/providers/Microsoft.KeyVault"
TENANT = "72f988bf-0000-4000-8000-00000000cafe"
SKU = {"family": "A", "name": "standard"}


def vault(name: str) -> str:
    return f"{GROUP}/providers/Microsoft.KeyVault/vaults/{name}"


def make(azure: OpenAzure, name: str, location: str = "swedencentral", **properties: Any) -> Any:
    body = {"location": location, "properties": {"tenantId": TENANT, "sku": SKU} | properties}
    return azure.ask("PUT", vault(name), body, query=VERSION).body


def gone(azure: OpenAzure, name: str, **properties: Any) -> None:
    make(azure, name, **properties)
    azure.ask("DELETE", vault(name), query=VERSION)


def refused(azure: OpenAzure, method: str, path: str, body: Any = None) -> ArmError:
    return azure.refused(method, path, body, query=VERSION)


def names(azure: OpenAzure) -> list[str]:
    listed = azure.ask("GET", f"{DELETED}/deletedVaults", query=VERSION).body["value"]
    return [row["name"] for row in listed]


def test_all_that_a_deleted_vault_says(whole: OpenAzure) -> None:
    gone(whole, "kv-one", location="Sweden Central")
    gone(whole, "kv-two", softDeleteRetentionInDays=7)

    for location, name in (("swedencentral", "kv-one"), ("Sweden Central", "KV-ONE")):
        shown = whole.ask("GET", f"{DELETED}/locations/{location}/deletedVaults/{name}", query=VERSION).body
        assert shown == {
            "id": f"{DELETED}/locations/swedencentral/deletedVaults/kv-one",
            "name": "kv-one",
            "type": "Microsoft.KeyVault/deletedVaults",
            "properties": {
                "vaultId": vault("kv-one"),
                "location": "swedencentral",
                "deletionDate": START.isoformat(),
                "scheduledPurgeDate": (START + timedelta(days=90)).isoformat(),
                "tags": {},
            },
        }
    assert names(whole) == ["kv-one", "kv-two"]
    whole.wait(7 * 24 * 3600 - 1)
    assert names(whole) == ["kv-one", "kv-two"]
    whole.wait(1)
    assert names(whole) == ["kv-one"]


def test_the_list_is_the_subscriptions_own(whole: OpenAzure) -> None:
    gone(whole, "kv-one")

    found = [len(SOFT_DELETED.below(whole, scope)) for scope in (SUBSCRIPTION.upper(), SUBSCRIPTION[:-1])]

    assert found == [1, 0]


def test_one_vault_is_purged_and_the_others_stay(whole: OpenAzure) -> None:
    for name in ("kv-one", "kv-two", "kv-three"):
        gone(whole, name)

    purged = whole.ask("POST", f"{DELETED}/locations/swedencentral/deletedVaults/KV-two/purge", query=VERSION)

    assert (purged.status, purged.body) == (200, None)
    assert names(whole) == ["kv-one", "kv-three"]
    recovered = make(whole, "KV-three", createMode="recover")
    assert recovered["properties"]["provisioningState"] == "Succeeded"
    assert names(whole) == ["kv-one"]


@pytest.mark.parametrize("action", ["", "/purge"])
@pytest.mark.parametrize(("location", "name"), [("eastus2", "kv-one"), ("swedencentral", "kv-none")])
def test_an_absent_deleted_vault_is_named(whole: OpenAzure, location: str, name: str, action: str) -> None:
    gone(whole, "kv-one")

    path = f"{DELETED}/locations/{location}/deletedVaults/{name}{action}"
    refusal = refused(whole, "POST" if action else "GET", path)

    assert (refusal.status, refusal.code) == (404, "DeletedVaultNotFound")
    assert refusal.message == f"The specified deleted vault '{name}' does not exist."


@pytest.mark.parametrize(("protected", "purged"), [(True, False), (False, True), (None, True)])
def test_only_a_protected_vault_is_not_purged(whole: OpenAzure, protected: bool | None, purged: bool) -> None:
    gone(whole, "kv-one", **({} if protected is None else {"enablePurgeProtection": protected}))
    path = f"{DELETED}/locations/swedencentral/deletedVaults/kv-one/purge"

    if purged:
        assert whole.ask("POST", path, query=VERSION).status == 200
    else:
        refusal = refused(whole, "POST", path)
        assert (refusal.status, refusal.code) == (400, "MethodNotAllowed")
        assert refusal.message == (
            "Operation \"purge\" is not allowed because purge protection is enabled for vault 'kv-one'."
        )


def test_a_vault_is_recovered_with_what_it_had(whole: OpenAzure) -> None:
    had: dict[str, Any] = {
        "enabledForDeployment": True,
        "softDeleteRetentionInDays": 30,
        "enableRbacAuthorization": True,
    }
    before = make(whole, "kv-one", **had)
    whole.ask("PATCH", vault("kv-one"), {"tags": {"owner": "team"}}, query=VERSION)
    whole.ask("DELETE", vault("kv-one"), query=VERSION)
    shown = whole.ask("GET", f"{DELETED}/locations/swedencentral/deletedVaults/kv-one", query=VERSION).body

    recovered = make(whole, "kv-one", createMode="recover", enabledForDeployment=False)

    assert shown["properties"]["tags"] == {"owner": "team"}
    assert recovered["properties"] == before["properties"]
    assert recovered["tags"] == {"owner": "team"}
    assert make(whole, "kv-one", createMode="recover", **had)["properties"] == before["properties"]


@pytest.mark.parametrize(
    ("mode", "status", "code", "words"),
    [
        (
            "default",
            409,
            "ConflictError",
            "A vault with the same name already exists in deleted state. You need to",
        ),
        (None, 409, "ConflictError", "either recover or purge existing key vault."),
        (
            "recover",
            404,
            "SoftDeletedVaultDoesNotExist",
            "A soft deleted vault with the given name 'kv-other' does not exist.",
        ),
    ],
)
def test_a_vaults_name_is_made_or_recovered(
    whole: OpenAzure, mode: str | None, status: int, code: str, words: str
) -> None:
    gone(whole, "kv-one")
    properties = {"tenantId": TENANT, "sku": SKU} | ({"createMode": mode} if mode else {})
    name = "kv-other" if mode == "recover" else "KV-one"

    refusal = refused(whole, "PUT", vault(name), {"location": "swedencentral", "properties": properties})

    assert (refusal.status, refusal.code) == (status, code)
    assert words in refusal.message


@pytest.mark.parametrize(
    ("name", "free"), [("KV-gone", False), ("kv-Here", False), ("kv-free", True), (None, True)]
)
def test_a_name_is_taken_while_its_vault_is_kept(whole: OpenAzure, name: str | None, free: bool) -> None:
    gone(whole, "kv-gone")
    make(whole, "kv-here")

    asked = {"name": name} if name else {}
    answer = whole.ask("POST", f"{DELETED}/checkNameAvailability", asked, query=VERSION).body

    message = (
        f"The vault name '{name}' is already in use. Vault names are globally unique so it is possible that the name is "
        "already taken."
    )
    taken = {"nameAvailable": False, "reason": "AlreadyExists", "message": message}
    assert answer == ({"nameAvailable": True} if free else taken)


def test_a_secrets_version_changes_with_its_value(whole: OpenAzure) -> None:
    make(whole, "kv-one")
    path = f"{vault('kv-one')}/secrets/token"
    written = []
    for sent in (
        {"contentType": "text"},
        {"value": "hush", "attributes": {"enabled": False}},
        {"attributes": {"enabled": True, "exp": 1}},
        {"value": ""},
    ):
        whole.wait(10)
        written.append(whole.ask("PUT", path, {"properties": sent}, query=VERSION).body["properties"])

    uri = f"{whole.url}/keyvault/kv-one/secrets/token"
    versions = [each["secretUriWithVersion"].removeprefix(f"{uri}/") for each in written]
    began = int(START.timestamp()) + 10
    assert versions[0] == ""
    assert versions[1] == versions[2] != versions[3]
    assert [len(each) for each in versions] == [0, 32, 32, 32]
    assert {each["secretUri"] for each in written} == {uri}
    assert not any("value" in each for each in written)
    assert [each["attributes"] for each in written] == [
        {"enabled": True, "created": began, "updated": began},
        {"enabled": False, "created": began, "updated": began + 10},
        {"enabled": True, "exp": 1, "created": began, "updated": began + 20},
        {"enabled": True, "created": began, "updated": began + 30},
    ]


@pytest.mark.parametrize("name", ["under_score", "dot.ted", "a" * 128])
def test_a_secrets_name_is_letters_digits_and_hyphens(whole: OpenAzure, name: str) -> None:
    make(whole, "kv-one")

    refusal = refused(whole, "PUT", f"{vault('kv-one')}/secrets/{name}", {"properties": {"value": "x"}})

    assert (refusal.status, refusal.code) == (400, "BadRequest")
    assert refusal.message == f"The secret name '{name}' is invalid."
