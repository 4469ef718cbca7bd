"""What a workspace shows at each api-version, and its actions answer: in process."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

import pytest

from linked_workspaces import ALL, LINKS, get, links, post, put
from open_workspace import VERSION, WORKSPACES, followed

if TYPE_CHECKING:
    from open_azure import OpenAzure


def test_a_workspaces_keys_are_those_of_what_it_links(shop: OpenAzure) -> None:
    put(shop, "shop", "Default", links(*LINKS))
    put(shop, "hub", "Hub", links("storageAccount", "keyVault"))
    component = shop.store.find(links("applicationInsights")["applicationInsights"])
    account = shop.store.find(links("storageAccount")["storageAccount"])
    registry = shop.store.find(links("containerRegistry")["containerRegistry"])
    assert component
    assert account
    assert registry

    keys = post(shop, "shop/listKeys", {}).body
    notebook = post(shop, "shop/listNotebookKeys", {}).body

    guid = get(shop, "shop")["properties"]["workspaceId"]
    assert notebook == {
        "primaryAccessKey": hashlib.sha256(f"primary{guid}".encode()).hexdigest(),
        "secondaryAccessKey": hashlib.sha256(f"secondary{guid}".encode()).hexdigest(),
    }
    assert keys == {
        "appInsightsInstrumentationKey": component.properties["InstrumentationKey"],
        "containerRegistryCredentials": {
            "location": "swedencentral",
            "username": "CrShop",
            "passwords": [
                {"name": name, "value": registry.private["passwords"][name]}
                for name in ("password", "password2")
            ],
            "loginServer": "crshop.azurecr.io",
        },
        "notebookAccessKeys": notebook,
        "userStorageArmId": str(account.id),
        "userStorageResourceId": str(account.id),
        "userStorageKey": account.private["keys"]["key1"],
    }
    bare = post(shop, "hub/listKeys", {}).body
    assert bare.keys() == keys.keys() - {"appInsightsInstrumentationKey", "containerRegistryCredentials"}


@pytest.mark.parametrize(
    ("asked", "checked"),
    [
        ({"value": {"storageAccount": {}, "keyVault": {}}}, ["keyVaultResults", "storageAccountResults"]),
        ({"value": {"nothing": {}}}, 9),
        ({}, 9),
    ],
)
def test_a_diagnosis_finds_nothing_in_what_was_asked(
    shop: OpenAzure, asked: dict[str, Any], checked: list[str] | int
) -> None:
    put(shop, "shop", "Default", links(*ALL))
    answer = post(shop, "shop/diagnose", asked)
    found = followed(shop, answer.headers["Location"]).body

    assert answer.status == 202
    assert set(map(str, found["value"].values())) == {"[]"}
    assert list(found["value"]) == checked if isinstance(checked, list) else len(found["value"]) == checked


@pytest.mark.parametrize(
    ("version", "private_link", "unpublished"),
    [
        ("2024-07-01-preview", True, True),
        ("2024-10-01", False, False),
        ("2025-01-01-preview", True, False),
        (VERSION, True, False),
    ],
)
def test_a_workspace_shows_what_its_api_version_has(
    shop: OpenAzure, version: str, private_link: bool, unpublished: bool
) -> None:
    name = "a-workspace-of-some-length"
    put(shop, name, "Default", links(*ALL))

    properties = get(shop, name, version)["properties"]

    guid = properties["workspaceId"]
    component = shop.store.find(links("applicationInsights")["applicationInsights"])
    assert component
    assert properties["notebookInfo"] == {
        "resourceId": hashlib.sha256(guid.encode()).hexdigest()[:32],
        "fqdn": f"ml-a-workspace-of-s-swedencentral-{guid}.swedencentral.notebooks.azure.net",
        "notebookPreparationError": None,
    } | ({"isPrivateLinkEnabled": False} if private_link else {})
    if unpublished:
        assert properties["sdkTelemetryAppInsightsKey"] == component.properties["InstrumentationKey"]
        assert properties["sasGetterUri"] == ""
    assert ("sasGetterUri" in properties, "sdkTelemetryAppInsightsKey" in properties) == (
        unpublished,
        unpublished,
    )


def test_the_first_write_makes_the_ids_that_stay(shop: OpenAzure) -> None:
    first = put(shop, "shop", "Default", links(*ALL))
    second = put(shop, "shop", "Default", links(*ALL))
    answer = shop.ask(
        "PUT",
        f"{WORKSPACES}/shop",
        {"location": "swedencentral", "properties": links(*ALL)},
        query={"api-version": VERSION},
    )

    assert first["properties"]["workspaceId"] == second["properties"]["workspaceId"]
    assert first["identity"] == second["identity"]
    assert first["properties"]["tenantId"] == shop.scenario.tenant.id
    assert answer.status == 202
    assert get(shop, "shop")["properties"]["provisioningState"] == "Updating"


def test_a_network_stays_active_over_later_writes_until_it_is_turned_off(shop: OpenAzure) -> None:
    rule = {"type": "FQDN", "destination": "*.pytorch.org"}
    needed = links("storageAccount", "keyVault")

    def written(**network: Any) -> Any:
        return put(shop, "hub", "Hub", needed | {"managedNetwork": network})["properties"]["managedNetwork"]

    made = written(isolationMode="AllowInternetOutbound", outboundRules={"out": rule})
    answer = post(shop, "hub/provisionManagedNetwork", {"includeSpark": True})
    followed(shop, answer.headers["Location"])
    again = written(isolationMode="AllowInternetOutbound", status={"status": "Inactive", "sparkReady": False})
    off = written(isolationMode="Disabled", outboundRules={"other": rule})

    assert re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", made["networkId"])
    assert made == {
        "isolationMode": "AllowInternetOutbound",
        "networkId": made["networkId"],
        "status": {"status": "Inactive", "sparkReady": False},
        "outboundRules": {"out": rule | {"category": "UserDefined", "status": "Inactive"}},
    }
    assert again == made | {
        "status": {"status": "Active", "sparkReady": True},
        "outboundRules": {"out": rule | {"category": "UserDefined", "status": "Active"}},
    }
    assert off == {"isolationMode": "Disabled"}
    assert shop.store.find(f"{WORKSPACES}/hub/outboundRules/other") is None
