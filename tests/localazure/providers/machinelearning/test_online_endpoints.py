from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from estate import Estate, error_of

if TYPE_CHECKING:
    from azure.core.exceptions import HttpResponseError

    from azure_fixtures import LocalAzureServer

pytestmark = pytest.mark.slow


def problem_of(refusal: HttpResponseError) -> dict[str, Any]:
    """Return the ProblemDetails that Azure ML puts, as a string, into `details[0].message`."""
    problem: dict[str, Any] = json.loads(error_of(refusal)["details"][0]["message"])
    return problem


def test_an_endpoint_says_where_it_scores(estate: Estate, project: str) -> None:
    endpoint = estate.get(estate.online(project))

    base = f"{estate.azure.url}/online/swedencentral/{endpoint['name']}"
    assert endpoint["kind"] == "Managed"
    assert endpoint["properties"]["scoringUri"] == f"{base}/score"
    assert endpoint["properties"]["swaggerUri"] == f"{base}/swagger.json"
    assert endpoint["properties"]["traffic"] == {}
    assert endpoint["identity"]["type"] == "SystemAssigned"


def test_a_name_is_one_regions_own(estate: Estate, project: str, local_azure: LocalAzureServer) -> None:
    estate.online(project, estate.name("taken"))

    with Estate(local_azure) as other:
        path = f"{other.project()}/onlineEndpoints/{estate.name('taken')}"
        refusal = other.put_refused(path, {"properties": {"authMode": "Key"}})

    assert error_of(refusal)["code"] == "BadRequest"
    assert error_of(refusal)["message"] == "The request is invalid."
    assert error_of(refusal)["details"][0]["code"] == "InferencingClientCallFailed"
    text = (
        "There is already an endpoint with this name, Endpoint name needs to be unique within a region. "
        "Try some other name."
    )
    assert problem_of(refusal)["errors"] == {"": [text]}


@pytest.mark.parametrize("name", ["ab", "1abc", "a--b", "abc-", "a" * 33, "a_b"])
def test_names_azure_refuses(estate: Estate, project: str, name: str) -> None:
    refusal = estate.put_refused(f"{project}/onlineEndpoints/{name}", {"properties": {"authMode": "Key"}})

    assert f"'{name}' is invalid" in problem_of(refusal)["errors"]["Name"][0]


@pytest.mark.parametrize(
    ("traffic", "words"),
    [
        ({"blue": 50}, "must be 0 or 100, it is 50"),
        ({"blue": 60, "green": 60}, "it is 120"),
        ({"blue": -100, "green": 200}, "whole percents"),
        ({"blue": 99.5, "green": 0.5}, "whole percents"),
        ({"blue": True}, "whole percents"),
        ({"red": 100}, "do not exist in the endpoint: red"),
    ],
)
def test_traffic_azure_refuses(estate: Estate, project: str, traffic: dict[str, Any], words: str) -> None:
    endpoint = estate.online(project)
    estate.deployment(endpoint, "blue")
    estate.deployment(endpoint, "green")

    refusal = estate.put_refused(endpoint, {"properties": {"authMode": "Key", "traffic": traffic}})

    assert words in problem_of(refusal)["errors"]["Traffic"][0]


def test_a_put_replaces_the_traffic(estate: Estate, project: str) -> None:
    endpoint = estate.online(project)
    estate.deployment(endpoint)
    shifted = estate.traffic(endpoint, blue=100)

    replaced = estate.put(endpoint, {"properties": {"authMode": "Key"}})

    assert shifted["properties"]["traffic"] == {"blue": 100}
    assert replaced["properties"]["traffic"] == {}


def test_a_tag_change_by_patch_keeps_the_traffic(estate: Estate, project: str) -> None:
    endpoint = estate.online(project)
    estate.deployment(endpoint)
    estate.traffic(endpoint, blue=100)

    estate.arm.send("PATCH", estate.id(endpoint), {"tags": {"a": "b"}})

    patched = estate.get(endpoint)
    assert patched["tags"] == {"a": "b"}
    assert patched["properties"]["traffic"] == {"blue": 100}


def test_keys_stay_until_one_is_regenerated(estate: Estate, project: str) -> None:
    endpoint = estate.online(project)
    first = estate.post(f"{endpoint}/listKeys")
    estate.put(endpoint, {"properties": {"authMode": "Key"}, "tags": {"a": "b"}})
    again = estate.post(f"{endpoint}/listKeys")

    estate.post(f"{endpoint}/regenerateKeys", {"keyType": "Primary"})

    after = estate.post(f"{endpoint}/listKeys")
    assert first == again
    assert after["secondaryKey"] == first["secondaryKey"]
    assert after["primaryKey"] != first["primaryKey"]


def test_an_endpoint_with_tokens_has_no_keys(estate: Estate, project: str) -> None:
    endpoint = estate.online(project, authMode="AMLToken")

    token = estate.post(f"{endpoint}/token")

    assert token["tokenType"] == "Bearer"
    assert token["expiryTimeUtc"] > token["refreshAfterTimeUtc"]
    refusal = estate.arm.refused("POST", estate.id(f"{endpoint}/regenerateKeys"), {"keyType": "Primary"})
    assert "Keys are only available" in str(refusal)


@pytest.mark.azure_verified  # recording ml-Get-OnlineEndpointKey-2025
def test_an_endpoint_without_keys_says_so_in_nulls(estate: Estate, project: str) -> None:
    keys = estate.post(f"{estate.online(project, authMode='AADToken')}/listKeys")

    assert keys == {"primaryKey": None, "secondaryKey": None}


def test_an_endpoint_with_keys_has_no_tokens(estate: Estate, project: str) -> None:
    refusal = estate.arm.refused("POST", estate.id(f"{estate.online(project)}/token"), {})

    assert "Tokens are not available" in str(refusal)


@pytest.mark.parametrize(("mode", "words"), [("AADToken", "cannot be changed"), ("Password", "is not valid")])
def test_auth_modes_azure_refuses(estate: Estate, project: str, mode: str, words: str) -> None:
    endpoint = estate.online(project)

    refusal = estate.put_refused(endpoint, {"properties": {"authMode": mode}})

    assert words in problem_of(refusal)["errors"]["AuthMode"][0]


def test_nothing_is_written_to_an_endpoint_that_is_still_made(estate: Estate, project: str) -> None:
    endpoint = f"{project}/onlineEndpoints/{estate.name('ep')}"
    estate.begin(endpoint, {"properties": {"authMode": "Key"}})

    refusal = estate.put_refused(f"{endpoint}/deployments/blue", {"properties": {}})

    text = f"Cannot create a deployment in endpoint {estate.name('ep')} because it is in Creating provisioning state."
    assert refusal.status_code == 409
    assert error_of(refusal)["message"] == text
    assert "Cannot update endpoint" in str(estate.put_refused(endpoint, {"properties": {"authMode": "Key"}}))


def test_a_subscription_has_a_hundred_endpoints_in_a_region(local_azure: LocalAzureServer) -> None:
    body = {"properties": {"authMode": "Key"}}
    with Estate(local_azure, "norwayeast") as estate:
        project = estate.project()
        for index in range(100):
            estate.begin(f"{project}/onlineEndpoints/{estate.name(f'ep{index}')}", body)

        refusal = estate.put_refused(f"{project}/onlineEndpoints/{estate.name('more')}", body)

    text = (
        f"Endpoint Quota reached for subscription {local_azure.subscription}.Current usage/limit: 100/100.Please "
        "clean up existing endpoints and try again"
    )
    assert problem_of(refusal)["errors"] == {"": [text]}


def test_deleting_an_endpoint_takes_its_deployments(estate: Estate, project: str) -> None:
    endpoint = estate.online(project)
    deployment = estate.deployment(endpoint)

    estate.delete(endpoint)

    assert estate.arm.refused("GET", estate.id(deployment)).status_code == 404


def test_operations_carry_azure_mls_kinds(estate: Estate, project: str) -> None:
    endpoint = f"{project}/onlineEndpoints/{estate.name('ep')}"

    polled = estate.begin(endpoint, {"properties": {"authMode": "Key"}})

    assert "/locations/swedencentral/mfeOperationsStatus/oe:" in polled
