"""How accounts are made, changed, deleted and brought back, without a server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from foundry_builders import NEWEST
from localazure.providers.cognitiveservices.names import ACCOUNTS
from open_azure import GROUP, SUBSCRIPTION
from open_workspace import followed

if TYPE_CHECKING:
    from localazure.arm.answer import Answer
    from open_azure import OpenAzure

QUERY = {"api-version": NEWEST}
PLAIN = {"kind": "ContentSafety", "sku": {"name": "S0"}, "location": "swedencentral"}


def account(name: str = "mind") -> str:
    return f"{GROUP}/providers/{ACCOUNTS}/{name}"


def write(azure: OpenAzure, body: dict[str, Any], name: str = "mind") -> Any:
    """PUT an account and return what is read when it has ended."""
    answer: Answer = azure.ask("PUT", account(name), body, query=QUERY)
    if url := answer.headers.get("Azure-AsyncOperation"):
        assert followed(azure, url).body["status"] == "Succeeded"
    return azure.ask("GET", account(name), query=QUERY).body


def test_an_account_may_say_nothing_of_its_properties(whole: OpenAzure) -> None:
    bodies: list[dict[str, Any]] = [PLAIN, PLAIN | {"properties": None}, PLAIN | {"properties": {}}]
    for number, body in enumerate(bodies):
        made = write(whole, body, f"mind{number}")["properties"]
        assert (made["provisioningState"], made["publicNetworkAccess"]) == ("Succeeded", "Enabled")
        assert (made["isMigrated"], made["privateEndpointConnections"]) == (False, [])
        assert (len(made["internalId"]), "customSubDomainName" in made) == (32, False)


def test_keys_are_made_once_and_each_anew_alone(whole: OpenAzure) -> None:
    write(whole, PLAIN)

    def keys(action: str, body: Any = None) -> Any:
        return whole.ask("POST", f"{account()}/{action}", body or {}, query=QUERY).body

    first = keys("listKeys")
    write(whole, PLAIN | {"tags": {"a": "b"}})
    kept = keys("listKeys")
    second = keys("regenerateKey", {"keyName": "Key2"})

    assert {name: len(key) for name, key in first.items()} == {"key1": 32, "key2": 32}
    assert first["key1"] != first["key2"]
    assert kept == first
    assert second["key1"] == first["key1"]
    assert second["key2"] != first["key2"]
    assert keys("listKeys") == second
    for sent in ({}, {"keyName": "key3"}):
        refusal = whole.refused("POST", f"{account()}/regenerateKey", sent, query=QUERY)
        told = f"The key name '{sent.get('keyName', '')}' is invalid."
        assert (refusal.status, refusal.code, refusal.message) == (400, "InvalidKeyName", told)


def test_a_deleted_account_is_restored_with_its_keys_or_purged(whole: OpenAzure) -> None:
    write(whole, PLAIN)
    keys = whole.ask("POST", f"{account()}/listKeys", {}, query=QUERY).body
    assert whole.ask("DELETE", account(), query=QUERY).status == 200
    for properties in ({}, {"restore": False}):
        refusal = whole.refused("PUT", account(), PLAIN | {"properties": properties}, query=QUERY)
        assert (refusal.status, refusal.code) == (409, "FlagMustBeSetForRestore")
        assert refusal.message.startswith(
            f"An existing resource with ID '{account()}' has been soft-deleted."
        )

    write(whole, PLAIN | {"properties": {"restore": True}})
    restored = whole.ask("POST", f"{account()}/listKeys", {}, query=QUERY).body
    deleted = f"{SUBSCRIPTION}/providers/Microsoft.CognitiveServices/deletedAccounts"

    assert restored == keys
    assert whole.ask("GET", deleted, query=QUERY).body["value"] == []
    write(whole, PLAIN | {"tags": {"a": "b"}})


@pytest.mark.parametrize(
    ("label", "fits"),
    [
        ("a", True),
        ("A-9", True),
        ("a" * 63, True),
        ("a" * 64, False),
        ("-a", False),
        ("a-", False),
        ("a_b", False),
        ("a.b", False),
    ],
)
def test_a_subdomain_is_a_label(whole: OpenAzure, label: str, fits: bool) -> None:
    body = PLAIN | {"properties": {"customSubDomainName": label}}

    if fits:
        assert write(whole, body)["properties"]["customSubDomainName"] == label
        return
    refusal = whole.refused("PUT", account(), body, query=QUERY)
    told = f"Sub domain name '{label}' is not valid."
    assert (refusal.status, refusal.code, refusal.message) == (400, "CustomDomainInvalid", told)


def test_a_subdomain_is_one_accounts(whole: OpenAzure) -> None:
    named = PLAIN | {"properties": {"customSubDomainName": "Mine"}}
    write(whole, named)
    write(whole, named | {"tags": {"a": "b"}})
    taken = PLAIN | {"properties": {"customSubDomainName": "mINE"}}
    first = whole.refused("PUT", account("other"), taken, query=QUERY)
    whole.ask("DELETE", account(), query=QUERY)
    second = whole.refused("PUT", account("other"), taken, query=QUERY)

    for refusal in (first, second):
        assert (refusal.status, refusal.code) == (409, "CustomDomainInUse")
        assert "The subdomain name 'mINE' is not available" in refusal.message
    write(whole, PLAIN | {"properties": {"customSubDomainName": "free"}}, "other")


@pytest.mark.parametrize(
    ("kind", "made", "changed"),
    [
        ("AIServices", "Accepted", "Accepted"),
        ("ContentSafety", "Creating", "Succeeded"),
        ("OpenAI", "Creating", "Succeeded"),
    ],
)
def test_how_long_an_account_takes_is_its_kinds(whole: OpenAzure, kind: str, made: str, changed: str) -> None:
    body = PLAIN | {"kind": kind}
    states = []
    for _ in range(2):
        answer = whole.ask("PUT", account(), body, query=QUERY)
        states.append(answer.body["properties"]["provisioningState"])
        if url := answer.headers.get("Azure-AsyncOperation"):
            followed(whole, url)

    assert states == [made, changed]
    deleted = whole.ask("DELETE", account(), query=QUERY).status
    assert deleted == (202 if kind == "AIServices" else 200)
