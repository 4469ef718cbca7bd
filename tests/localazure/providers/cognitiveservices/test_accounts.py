"""Accounts: subdomains, soft delete, what nests in them, keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from estate import Arm, Estate, error_of
from foundry_builders import (
    ACCOUNTS,
    LLAMA,
    NEWEST,
    account_body,
    begun,
    deploy,
    deployment,
    foundry_account,
)

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer

OTHERS = "Microsoft.CognitiveServices"


def test_an_account_is_accepted_and_followed(estate: Estate) -> None:
    path = f"{ACCOUNTS}/new-{estate.tag}"

    made = begun(estate, path, {"location": estate.region} | account_body())
    status = estate.arm.raw("GET", made.headers["Azure-AsyncOperation"]).json()["status"]
    estate.arm.raw("GET", made.headers["Azure-AsyncOperation"])
    changed = estate.arm.raw("PATCH", estate.id(path), {"tags": {"a": "b"}}, NEWEST)
    going = estate.arm.raw("GET", changed.headers["Location"])
    after = estate.arm.raw("GET", changed.headers["Location"])

    assert (made.status_code, made.json()["properties"]["provisioningState"]) == (201, "Accepted")
    assert "Location" not in made.headers  # recording cs-Deployment
    assert status == "InProgress"
    assert (changed.status_code, going.status_code, after.status_code) == (202, 202, 200)
    assert after.json()["properties"]["provisioningState"] == "Succeeded"
    assert after.json()["tags"] == {"a": "b"}


@pytest.mark.parametrize("subdomain", ["ai_foundry", "-ai", "ai-", "a.b", "x" * 64])
def test_a_subdomain_is_a_label_of_dns(estate: Estate, subdomain: str) -> None:
    body = account_body(customSubDomainName=subdomain)

    refusal = estate.put_refused(f"{ACCOUNTS}/x-{estate.tag}", body, version=NEWEST)

    assert refusal.status_code == 400
    assert error_of(refusal) == {
        "code": "CustomDomainInvalid",
        "message": f"Sub domain name '{subdomain}' is not valid.",
    }


def test_a_subdomain_is_one_accounts_in_all_of_azure_a_deleted_ones_included(
    local_azure: LocalAzureServer, estate: Estate
) -> None:
    account, taken = foundry_account(estate), f"ai-{estate.tag}"
    body = account_body(customSubDomainName=taken.upper())

    with Estate(local_azure) as other:
        living = other.put_refused(f"{ACCOUNTS}/y-{other.tag}", body, version=NEWEST)
        estate.delete(account, version=NEWEST)
        deleted = other.put_refused(f"{ACCOUNTS}/y-{other.tag}", body, version=NEWEST)
        purge(estate, f"ai-{estate.tag}")
        assert other.put(f"{ACCOUNTS}/y-{other.tag}", body, version=NEWEST)["name"] == f"y-{other.tag}"

    assert living.status_code == deleted.status_code == 409
    assert error_of(living)["code"] == error_of(deleted)["code"] == "CustomDomainInUse"


def purge(estate: Estate, name: str, arm: Arm | None = None) -> int:
    place = f"{estate.subscription}/providers/{OTHERS}/locations/{estate.region}"
    path = f"{place}/resourceGroups/{estate.group.rsplit('/', 1)[1]}/deletedAccounts/{name}"
    return int((arm or estate.arm).raw("DELETE", path, None, NEWEST).status_code)


def test_a_deleted_account_keeps_its_name_until_it_is_restored(estate: Estate) -> None:
    account, name = foundry_account(estate), f"ai-{estate.tag}"
    keys = estate.post(f"{account}/listKeys", version=NEWEST)
    estate.delete(account, version=NEWEST)
    path = f"{estate.subscription}/providers/{OTHERS}/deletedAccounts"

    refusal = estate.put_refused(account, account_body(customSubDomainName=name), version=NEWEST)
    (listed,) = [row for row in estate.arm.send("GET", path, version=NEWEST)["value"] if row["name"] == name]
    estate.put(account, account_body(customSubDomainName=name, restore=True), version=NEWEST)

    assert refusal.status_code == 409
    assert error_of(refusal)["code"] == "FlagMustBeSetForRestore"
    assert listed["properties"]["deletionDate"] < listed["properties"]["scheduledPurgeDate"]
    assert estate.post(f"{account}/listKeys", version=NEWEST) == keys
    assert "restore" not in estate.get(account, version=NEWEST)["properties"]


def test_only_a_right_at_the_subscription_purges(local_azure: LocalAzureServer, estate: Estate) -> None:
    account, name = foundry_account(estate), f"ai-{estate.tag}"
    estate.delete(account, version=NEWEST)
    reader = Arm(local_azure, "reader")

    refused, purged, again = (
        purge(estate, name, reader),
        purge(estate, name),
        purge(estate, name),
    )
    reader.close()

    assert (refused, purged, again) == (403, 200, 204)


def test_what_nests_in_an_account_goes_first(estate: Estate) -> None:
    account = foundry_account(estate)
    estate.put(f"{account}/projects/p1", {"properties": {}}, version=NEWEST)
    deploy(estate, account, "chat", deployment(LLAMA))

    refusal = estate.arm.refused("DELETE", estate.id(account), version=NEWEST)
    for nested in ("projects/p1", "deployments/chat"):
        estate.delete(f"{account}/{nested}", version=NEWEST)
    gone = estate.arm.raw("DELETE", estate.id(account), None, NEWEST)

    assert refusal.status_code == 409
    assert error_of(refusal) == {
        "code": "CannotDeleteResource",
        "message": "Cannot delete resource while nested resources exist. Some existing nested resource IDs include: "
        f"'{estate.id(account)}/projects/p1, {estate.id(account)}/deployments/chat'. "
        "Please delete all nested resources before deleting this resource.",
    }
    assert gone.status_code == 202


def test_keys_are_not_listed_where_local_auth_is_off(estate: Estate) -> None:
    account = foundry_account(estate, disableLocalAuth=True)

    for action, body in (("listKeys", {}), ("regenerateKey", {"keyName": "Key1"})):
        refusal = estate.arm.refused("POST", estate.id(f"{account}/{action}"), body, version=NEWEST)
        assert refusal.status_code == 400
        assert error_of(refusal) == {
            "code": "BadRequest",
            "message": "Failed to list key. disableLocalAuth is set to be true",
        }


def test_a_key_is_made_anew_alone(estate: Estate) -> None:
    account = foundry_account(estate)
    before = estate.post(f"{account}/listKeys", version=NEWEST)

    after = estate.post(f"{account}/regenerateKey", {"keyName": "Key2"}, version=NEWEST)

    assert after["key1"] == before["key1"]
    assert after["key2"] != before["key2"]
    assert estate.post(f"{account}/listKeys", version=NEWEST) == after
