"""What an online endpoint takes and refuses: field by field, in process."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from estate import deployment_body
from open_workspace import WORKSPACES, OpenWorkspace, problem

KEYED: dict[str, Any] = {"properties": {"authMode": "Key"}}


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        ({"properties": {}}, "AuthMode", "Auth mode '' is not valid."),
        ({"properties": {"authMode": "Keys"}}, "AuthMode", "Auth mode 'Keys' is not valid."),
        (
            KEYED | {"location": "East US 2"},
            "Location",
            "The endpoint must be in the region of its workspace, swedencentral.",
        ),
        (
            {"properties": {"authMode": "Key", "traffic": {"red": 0, "blue": 0}}},
            "Traffic",
            "Traffic names deployments that do not exist in the endpoint: blue, red.",
        ),
    ],
)
def test_an_endpoint_is_refused_field_by_field(
    chat: OpenWorkspace, body: dict[str, Any], field: str, words: str
) -> None:
    refusal = chat.refused("onlineEndpoints/shop", body)

    assert problem(refusal) == {"code": "InferencingClientCallFailed", "errors": {field: [words]}}


@pytest.mark.parametrize(
    ("sent", "shown"), [("key", "Key"), ("AMLTOKEN", "AMLToken"), ("aadToken", "AADToken")]
)
def test_an_auth_mode_is_spelt_as_azure_does(chat: OpenWorkspace, sent: str, shown: str) -> None:
    for _ in range(2):
        assert (
            chat.put("onlineEndpoints/shop", {"properties": {"authMode": sent}})["properties"]["authMode"]
            == shown
        )
    refusal = chat.refused(
        "onlineEndpoints/shop", {"properties": {"authMode": "Key" if shown != "Key" else "AMLToken"}}
    )
    assert problem(refusal)["errors"] == {"AuthMode": ["The auth mode of an endpoint cannot be changed."]}


def test_a_name_is_free_in_another_region_and_a_region_may_be_written_as_people_do(
    chat: OpenWorkspace,
) -> None:
    far = OpenWorkspace(chat.azure, f"{WORKSPACES}/far", "eastus2")
    beside = OpenWorkspace(chat.azure, f"{WORKSPACES}/beside")
    far.put("onlineEndpoints/both", KEYED)

    made = chat.put("onlineEndpoints/both", KEYED | {"location": "Sweden Central"})

    assert made["properties"]["scoringUri"] == f"{chat.azure.url}/online/swedencentral/both/score"
    assert "already an endpoint with this name" in str(problem(beside.refused("onlineEndpoints/both", KEYED)))


@pytest.mark.parametrize(
    ("traffic", "words"),
    [
        ({"blue": 101}, "Traffic must be whole percents from 0 to 100."),
        ({"blue": -1}, "Traffic must be whole percents from 0 to 100."),
        ({"blue": "100"}, "Traffic must be whole percents from 0 to 100."),
        ({"blue": 1}, "The sum of traffic must be 0 or 100, it is 1."),
        ({"blue": 99, "green": 2}, "The sum of traffic must be 0 or 100, it is 101."),
        ({"blue": 100}, None),
        ({"blue": 0, "green": 0}, None),
        ({"blue": 1, "green": 99}, None),
        ({}, None),
    ],
)
def test_traffic_is_whole_percents_of_none_or_all(
    chat: OpenWorkspace, traffic: dict[str, Any], words: str | None
) -> None:
    chat.put("onlineEndpoints/shop", KEYED)
    for name in ("blue", "green"):
        chat.put(f"onlineEndpoints/shop/deployments/{name}", deployment_body())
    body = {"properties": {"authMode": "Key", "traffic": traffic}}

    if words is None:
        assert chat.put("onlineEndpoints/shop", body)["properties"]["traffic"] == traffic
    else:
        assert problem(chat.refused("onlineEndpoints/shop", body))["errors"] == {"Traffic": [words]}


def test_a_token_lasts_twelve_hours_and_is_refreshed_after_six(chat: OpenWorkspace) -> None:
    chat.put("onlineEndpoints/shop", {"properties": {"authMode": "AMLToken"}})

    token = chat.ask("POST", "onlineEndpoints/shop/token", {}).body

    now = chat.azure.clock.now()
    assert token == {
        "accessToken": token["accessToken"],
        "expiryTimeUtc": int((now + timedelta(hours=12)).timestamp()),
        "refreshAfterTimeUtc": int((now + timedelta(hours=6)).timestamp()),
        "tokenType": "Bearer",
    }
    assert len(token["accessToken"]) == 64
    kept = chat.azure.store.find(f"{chat.path}/onlineEndpoints/shop")
    assert kept is not None
    assert kept.private["token"]["value"] == token["accessToken"]
    assert datetime.fromisoformat(kept.private["token"]["expires"]) == now + timedelta(hours=12)


@pytest.mark.parametrize(
    ("auth_mode", "action", "words"),
    [
        ("Key", "token", "Tokens are not available for endpoints with auth mode Key."),
        ("AMLToken", "regenerateKeys", "Keys are only available for endpoints with auth mode Key."),
        ("AADToken", "regenerateKeys", "Keys are only available for endpoints with auth mode Key."),
    ],
)
def test_keys_and_tokens_are_each_auth_modes_own(
    chat: OpenWorkspace, auth_mode: str, action: str, words: str
) -> None:
    chat.put("onlineEndpoints/shop", {"properties": {"authMode": auth_mode}})

    refusal = chat.refused(f"onlineEndpoints/shop/{action}", {"keyType": "Primary"}, "POST")

    assert problem(refusal) == {"code": "InferencingClientCallFailed", "errors": {"AuthMode": [words]}}


def test_an_endpoint_has_no_addresses_until_it_is_made_and_no_traffic_while_it_changes(
    chat: OpenWorkspace,
) -> None:
    chat.ask("PUT", "onlineEndpoints/shop", KEYED | {"location": chat.region})
    making = chat.get("onlineEndpoints/shop")["properties"]
    chat.put("onlineEndpoints/other", KEYED)
    chat.put("onlineEndpoints/other/deployments/blue", deployment_body())
    shifted = {"location": chat.region, "properties": {"authMode": "Key", "traffic": {"blue": 100}}}
    chat.ask("PUT", "onlineEndpoints/other", shifted)
    changing = chat.get("onlineEndpoints/other")["properties"]

    assert (making["provisioningState"], making["scoringUri"], making["swaggerUri"]) == (
        "Creating",
        None,
        None,
    )
    assert (changing["provisioningState"], changing["traffic"]) == ("Updating", {})
    assert changing["swaggerUri"] == f"{chat.azure.url}/online/swedencentral/other/swagger.json"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("onlineEndpoints/shop", "Cannot update endpoint shop because it is in Updating provisioning state."),
        (
            "onlineEndpoints/shop/deployments/blue",
            "Cannot create a deployment in endpoint shop because it is in Updating provisioning state.",
        ),
    ],
)
def test_nothing_is_written_while_an_endpoint_settles(chat: OpenWorkspace, path: str, words: str) -> None:
    azure = chat.azure
    slow = azure.scenario.compute.model_copy(update={"settling_s": 5})
    azure.scenario = azure.scenario.model_copy(update={"compute": slow})
    shown = chat.put("onlineEndpoints/shop", KEYED)["properties"]["provisioningState"]
    body = deployment_body() if "deployments" in path else KEYED

    azure.wait(4.9)
    refusal = chat.refused(path, body)
    azure.wait(0.1)

    assert shown == "Updating"
    assert (refusal.status, refusal.code, refusal.message) == (409, "Conflict", words)
    assert chat.get("onlineEndpoints/shop")["properties"]["provisioningState"] == "Succeeded"
    assert chat.put(path, body)["properties"]["provisioningState"] == (
        "Succeeded" if "deployments" in path else "Updating"
    )
