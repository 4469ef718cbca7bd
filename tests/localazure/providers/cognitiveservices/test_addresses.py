"""Where an account says it answers: by its kind, and as each of its APIs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from estate import Estate
from foundry_builders import ACCOUNTS, NEWEST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer


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
