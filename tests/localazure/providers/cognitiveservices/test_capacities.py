"""Capacities, SKUs and subdomains that are asked about before anything is made: the answers whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from foundry_builders import ACCOUNTS, LLAMA, NEWEST, foundry_account

if TYPE_CHECKING:
    from estate import Estate


def ask(estate: Estate, path: str, body: Any = None, **query: Any) -> Any:
    where = f"{estate.subscription}/providers/Microsoft.CognitiveServices/{path}"
    return estate.arm.send("GET" if body is None else "POST", where, body, version=NEWEST, **query)


@pytest.mark.parametrize("region", ["swedencentral", "Sweden Central"])
def test_a_regions_capacity_of_a_model(estate: Estate, region: str) -> None:
    asked = {"modelFormat": "meta", "modelName": LLAMA["name"].lower(), "modelVersion": "3"}

    found = ask(estate, f"locations/{region}/modelCapacities", **asked)

    place = f"{estate.subscription}/providers/Microsoft.CognitiveServices/locations/SwedenCentral"
    item = {
        "id": f"{place}/models/Meta.Llama-3.3-70B-Instruct.3/skuCapacities/GlobalStandard",
        "type": "Microsoft.CognitiveServices/locations/models/skuCapacities",
        "name": "GlobalStandard",
        "location": "SwedenCentral",
        "properties": {
            "model": LLAMA | {"version": "3"},
            "skuName": "GlobalStandard",
            "availableCapacity": 100_000,
            "availableFinetuneCapacity": 0,
        },
    }
    assert found == {"value": [item]}


@pytest.mark.parametrize("path", ["modelCapacities", "locations/eastus/modelCapacities"])
def test_of_a_model_that_nobody_has_there_is_none(estate: Estate, path: str) -> None:
    asked = {"modelFormat": "Meta", "modelName": "nobodys", "modelVersion": "3"}

    assert ask(estate, path, **asked) == {"value": []}


@pytest.mark.parametrize(
    ("workloads", "value", "deployable"),
    [
        (None, 0, 1),
        ([{}], 0, 1),
        ([{"requestPerMinute": 1, "requestParameters": {"avgPromptTokens": 1000}}], 1, 1),
        (
            [
                {
                    "requestPerMinute": 2,
                    "requestParameters": {"avgPromptTokens": 500, "avgGeneratedTokens": 500},
                },
                {"requestPerMinute": 1, "requestParameters": {"avgGeneratedTokens": 1}},
            ],
            3,
            3,
        ),
        ([{"requestParameters": {"avgPromptTokens": 5000}}], 0, 1),
    ],
)
def test_a_capacity_is_thousands_of_tokens_a_minute(
    estate: Estate, workloads: Any, value: int, deployable: int
) -> None:
    body = {"model": LLAMA, "skuName": "GlobalStandard"} | ({"workloads": workloads} if workloads else {})

    said = ask(estate, "calculateModelCapacity", body)

    estimated = {"value": value, "deployableValue": deployable}
    assert said == {"model": LLAMA, "skuName": "GlobalStandard", "estimatedCapacity": estimated}


@pytest.mark.parametrize(
    ("kind", "sku", "available"),
    [("AIServices", "S0", True), ("AIServices", "F0", False), ("Nobodys", "S0", False)],
)
def test_a_sku_is_available_or_why_not(estate: Estate, kind: str, sku: str, available: bool) -> None:
    body = {"kind": kind, "type": ACCOUNTS, "skus": [sku]}

    said = ask(estate, "locations/eastus/checkSkuAvailability", body)

    message = f"The SKU '{sku}' of kind '{kind}' is not available in this region."
    why = {} if available else {"reason": "NotAvailableForSubscription", "message": message}
    row = {"kind": kind, "type": ACCOUNTS, "skuName": sku, "skuAvailable": available}
    assert said == {"value": [row | why]}


def test_no_skus_asked_about_are_none(estate: Estate) -> None:
    assert ask(estate, "locations/eastus/checkSkuAvailability", {}) == {"value": []}


def test_skus_are_listed_by_kind_and_region(estate: Estate) -> None:
    rows = ask(estate, "skus")["value"]

    assert {
        "resourceType": "accounts",
        "name": "S0",
        "tier": "Standard",
        "kind": "AIServices",
        "locations": ["swedencentral"],
        "restrictions": [],
    } in rows
    assert len(rows) == len({(row["kind"], *row["locations"]) for row in rows})


def test_what_an_account_can_change_to(estate: Estate) -> None:
    path = f"{foundry_account(estate)}/skus"

    rows = estate.get(path, version=NEWEST)["value"]

    assert rows == [{"resourceType": ACCOUNTS, "sku": {"name": "S0", "tier": "Standard"}}]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (
            {"subdomainName": "nobodys-yet", "type": ACCOUNTS, "kind": "OpenAI"},
            {
                "subdomainName": "nobodys-yet",
                "type": ACCOUNTS,
                "kind": "OpenAI",
                "isSubdomainAvailable": True,
            },
        ),
        (
            {},
            {
                "subdomainName": "",
                "isSubdomainAvailable": False,
                "reason": "Sub domain name '' is not valid",
            },
        ),
    ],
)
def test_a_subdomain_is_free_or_why_not(estate: Estate, sent: dict[str, str], said: dict[str, Any]) -> None:
    assert ask(estate, "checkDomainAvailability", sent) == said


def test_a_subdomain_that_is_an_accounts_is_told_in_azures_words(estate: Estate) -> None:
    foundry_account(estate)
    name = estate.name("ai").upper()

    said = ask(estate, "checkDomainAvailability", {"subdomainName": name, "type": ACCOUNTS})

    assert said == {
        "type": ACCOUNTS,
        "subdomainName": name,
        "isSubdomainAvailable": False,
        "reason": f"Please pick a different name. The subdomain name '{name}' is not available as it's already used by "
        "a resource. If the resource using the name was deleted in the last 48 hours, you may need to purge the deleted "
        'resource. Learn more at "https://go.microsoft.com/fwlink/?linkid=2215493"',
    }
