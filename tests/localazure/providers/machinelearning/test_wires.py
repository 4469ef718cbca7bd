"""How long-running operations of Azure Machine Learning look on the wire, as real Azure was recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from estate import deployment_body

if TYPE_CHECKING:
    from estate import Estate

pytestmark = [pytest.mark.slow, pytest.mark.azure_verified]
OLD = "2022-05-01"


def followed(estate: Estate, url: str) -> list[Any]:
    """Poll *url* until it says that it is over; return all answers."""
    answers = [estate.arm.raw("GET", url)]
    while answers[-1].status_code == 202 or "Updating" in answers[-1].text():
        answers.append(estate.arm.raw("GET", url))
    return answers


def test_a_put_names_the_resource_and_its_operation(estate: Estate, project: str) -> None:
    """Recording ml-New-OnlineEndpoint."""
    path = estate.id(f"{project}/onlineEndpoints/{estate.name('ep')}")
    body = {"location": estate.region, "properties": {"authMode": "Key"}}

    made = estate.arm.raw("PUT", path, body)
    first, *_, last = followed(estate, made.headers["Azure-AsyncOperation"])

    shown = made.json()
    assert made.status_code == 201
    assert made.headers["Location"].partition("?")[0] == estate.azure.url + path
    assert made.headers["x-ms-async-operation-timeout"] == "PT30M"
    assert shown["properties"]["properties"] == {
        "AzureAsyncOperationUri": made.headers["Azure-AsyncOperation"],
        "azureml.onlineendpointid": path.lower(),
    }
    assert (shown["kind"], shown["tags"], shown["properties"]["traffic"]) == ("Managed", {}, {})
    assert (shown["properties"]["scoringUri"], shown["properties"]["description"]) == (None, None)
    assert (first.json()["status"], first.json()["percentComplete"]) == ("Updating", 0.0)
    assert (last.json()["status"], last.json()["percentComplete"]) == ("Succeeded", 100.0)


def test_a_patch_answers_null_and_its_results_are_the_status(estate: Estate, project: str) -> None:
    """Recording ml-New-OnlineDeployment."""
    path = estate.id(estate.deployment(estate.online(project)))

    patched = estate.arm.raw("PATCH", path, {"tags": {"key": "value"}})
    first, *_, last = followed(estate, patched.headers["Location"])

    assert (patched.status_code, patched.text()) == (202, "null")
    assert "Azure-AsyncOperation" not in patched.headers
    assert "/mfeOperationResults/od:" in patched.headers["Location"]
    assert (first.status_code, first.json()["status"]) == (202, "Updating")
    assert (last.status_code, last.json()["status"]) == (200, "Succeeded")
    assert estate.arm.raw("GET", path).json()["tags"] == {"key": "value"}


def test_an_update_of_traffic_is_201_and_shows_none_while_it_goes_on(estate: Estate, project: str) -> None:
    endpoint = estate.online(project)
    estate.deployment(endpoint)
    body = {"location": estate.region, "properties": {"authMode": "Key", "traffic": {"blue": 100}}}

    updated = estate.arm.raw("PUT", estate.id(endpoint), body)
    followed(estate, updated.headers["Azure-AsyncOperation"])

    assert updated.status_code == 201
    assert updated.json()["properties"]["provisioningState"] == "Updating"
    assert updated.json()["properties"]["traffic"] == {}
    assert estate.get(endpoint)["properties"]["traffic"] == {"blue": 100}


def test_a_deployment_shows_its_tier_kind_and_operation(estate: Estate, project: str) -> None:
    """Recording ml-New-OnlineDeployment."""
    path = estate.id(f"{estate.online(project)}/deployments/blue")

    shown = estate.arm.raw("PUT", path, deployment_body() | {"location": estate.region}).json()

    assert shown["sku"]["tier"] == "Standard"
    assert (shown["kind"], shown["tags"]) == ("Managed", {})
    assert (shown["properties"]["description"], shown["properties"]["modelMountPath"]) == (None, None)
    assert "/mfeOperationsStatus/od:" in shown["properties"]["properties"]["AzureAsyncOperationUri"]


def test_what_azure_wrote_into_the_bag_can_be_sent_back(estate: Estate, project: str) -> None:
    endpoint = estate.online(project)
    read = estate.get(endpoint)

    estate.put(endpoint, {"properties": {"authMode": "Key", "properties": read["properties"]["properties"]}})

    bag = estate.get(endpoint)["properties"]["properties"]
    assert bag.keys() == read["properties"]["properties"].keys()
    assert bag["AzureAsyncOperationUri"] != read["properties"]["properties"]["AzureAsyncOperationUri"]


@pytest.mark.parametrize(("version", "status"), [(OLD, 404), ("2024-10-01", 200)])
def test_one_api_version_can_not_find_the_operation_of_a_new_key(
    estate: Estate, project: str, version: str, status: int
) -> None:
    """Recording ml-New-OnlineEndpointKey; that others find it is assumed: azure-ai-ml waits for it."""
    path = estate.id(estate.online(project))

    asked = estate.arm.raw("POST", f"{path}/regenerateKeys", {"keyType": "Primary"}, version)
    *_, last = followed(estate, asked.headers["Location"])

    assert (asked.status_code, asked.text(), last.status_code) == (202, "null", status)
    if status == 404:
        assert last.json()["error"]["code"] == "NotFound"
        assert last.json()["error"]["details"][0]["code"] == "OperationNotFound"


def test_a_workspace_is_accepted_without_a_body(estate: Estate) -> None:
    """Recording ml-New-Workspace."""
    links = {
        "storageAccount": estate.storage_account(),
        "keyVault": estate.key_vault(),
        "applicationInsights": estate.component(),
    }
    path = estate.id("Microsoft.MachineLearningServices/workspaces/wide")

    made = estate.arm.raw("PUT", path, {"location": estate.region, "properties": links}, OLD)
    status = estate.arm.raw("GET", made.headers["Azure-AsyncOperation"]).json()
    shown = estate.arm.raw("GET", path, version=OLD).json()

    assert (made.status_code, made.text()) == (202, "")
    assert made.headers["Location"].endswith("&type=location")
    assert made.headers["Azure-AsyncOperation"].endswith("&type=async")
    assert status.keys() == {"status", "percentComplete"}
    assert (shown["etag"], shown["tags"]) == (None, {})
    assert shown["properties"]["notebookInfo"]["isPrivateLinkEnabled"] is False
    assert shown["properties"]["sasGetterUri"] == ""


def test_a_newer_api_version_shows_no_more_than_its_published_type(estate: Estate) -> None:
    estate.project()

    properties = estate.get("Microsoft.MachineLearningServices/workspaces/chat", version="2024-10-01")[
        "properties"
    ]

    assert not {"sasGetterUri", "sdkTelemetryAppInsightsKey"} & properties.keys()
    assert "isPrivateLinkEnabled" not in properties["notebookInfo"]


def test_a_diagnosis_is_an_operation_with_a_result(estate: Estate) -> None:
    """Recording ml-Workspace-Diagnose."""
    path = estate.id(estate.project())

    asked = estate.arm.raw("POST", f"{path}/diagnose", {"value": {"applicationInsights": {}}}, OLD)
    *_, last = followed(estate, asked.headers["Location"])

    assert asked.status_code == 202
    assert last.json() == {"value": {"applicationInsightsResults": []}}


def test_a_workspaces_keys_include_its_registrys_and_its_notebooks(estate: Estate) -> None:
    keys = estate.post(f"{estate.project()}/listKeys")

    assert keys["notebookAccessKeys"].keys() == {"primaryAccessKey", "secondaryAccessKey"}
    assert keys["userStorageKey"]
