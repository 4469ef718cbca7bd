"""Where an account says it answers: by its kind, and as each of its APIs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from estate import Estate
from foundry_builders import ACCOUNTS, NEWEST
from localazure.arm.ids import ResourceId
from localazure.arm.resource import Resource
from localazure.providers.cognitiveservices import addresses
from localazure.providers.cognitiveservices.addresses import account_at
from open_azure import GROUP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer
    from open_azure import OpenAzure


@pytest.fixture
def estate(local_azure: LocalAzureServer) -> Iterator[Estate]:
    """A resource group of the test's own."""
    with Estate(local_azure) as made:
        yield made


def shown(estate: Estate, kind: str) -> dict[str, Any]:
    path = f"{ACCOUNTS}/{estate.name(kind.lower())}"
    properties = {"customSubDomainName": estate.name(kind.lower())}
    estate.put(path, {"kind": kind, "sku": {"name": "S0"}, "properties": properties}, version=NEWEST)
    found: dict[str, Any] = estate.get(path, version=NEWEST)["properties"]
    return found


@pytest.mark.parametrize("kind", ["ContentSafety", "AIServices"])
def test_an_account_has_an_endpoint_and_those_of_its_apis(estate: Estate, kind: str) -> None:
    account = shown(estate, kind)
    assert account["endpoint"].startswith(estate.azure.url)
    assert estate.name(kind.lower()) in account["endpoint"]
    assert account["endpoints"]
    assert all(address.startswith(estate.azure.url) for address in account["endpoints"].values())


def test_one_that_is_no_foundry_account_answers_at_one_address(estate: Estate) -> None:
    account = shown(estate, "ContentSafety")
    assert set(account["endpoints"].values()) == {account["endpoint"]}


def test_an_account_is_where_its_subdomain_says_else_where_its_name_does(whole: OpenAzure) -> None:
    def place(type_name: str, name: str, subdomain: str | None = None) -> None:
        properties = {"customSubDomainName": subdomain} if subdomain else {}
        id_ = ResourceId.parse(f"{GROUP}/providers/{type_name}/{name}")
        whole.store.put(Resource(id_, {"kind": "AIServices", "properties": properties}))

    place(ACCOUNTS, "moved", "elsewhere")
    place(ACCOUNTS, "Plain")
    place("Microsoft.Kept/things", "thing", "things")

    found = {
        word: account_at(whole.store, word) for word in ("moved", "ELSEWHERE", "plain", "things", "none")
    }
    assert {word: account and account.id.name for word, account in found.items()} == {
        "moved": None,
        "ELSEWHERE": "moved",
        "plain": "Plain",
        "things": None,
        "none": None,
    }


@pytest.mark.parametrize(
    ("kind", "endpoint", "apis"),
    [
        (
            "AIServices",
            "/foundry/sub/cognitiveservices/",
            ["/foundry/sub/services.ai/", "/foundry/sub/cognitiveservices/"],
        ),
        ("OpenAI", "/foundry/sub/openai/", ["/foundry/sub/services.ai/", "/foundry/sub/openai/"]),
        (
            "ContentSafety",
            "/cognitiveservices/mind/",
            ["/cognitiveservices/mind/", "/cognitiveservices/mind/"],
        ),
    ],
)
def test_each_api_has_its_host(whole: OpenAzure, kind: str, endpoint: str, apis: list[str]) -> None:
    body = {"kind": kind, "properties": {"customSubDomainName": "Sub"}}
    account = Resource(ResourceId.parse(f"{GROUP}/providers/{ACCOUNTS}/mind"), body)

    assert addresses.shown(whole, account, ["AI Foundry API", "Other API"]) == {
        "endpoint": whole.url + endpoint,
        "endpoints": {
            "AI Foundry API": whole.url + apis[0],
            "Other API": whole.url + apis[1],
        },
    }
    assert (
        addresses.project_address(whole, account, "p")
        == f"{whole.url}/foundry/sub/services.ai/api/projects/p"
    )
