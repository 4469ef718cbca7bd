from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from estate import COHERE, LLAMA, LLAMA_3B, PHI, Estate, error_of, inner_codes, serverless_body, workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer

pytestmark = pytest.mark.slow


@pytest.fixture
def far_estate(local_azure: LocalAzureServer) -> Iterator[Estate]:
    """A resource group where no serverless model is offered."""
    with Estate(local_azure, "francecentral") as made:
        yield made


def path_of(estate: Estate, project: str) -> str:
    return f"{project}/serverlessEndpoints/{estate.name('chat')}"


def test_an_endpoint_says_where_it_answers(estate: Estate, project: str) -> None:
    subscription = estate.subscribe(project, LLAMA)

    endpoint = estate.serverless(project, LLAMA)

    properties = endpoint["properties"]
    assert endpoint["sku"] == {"name": "Consumption"}
    assert properties["endpointState"] == "Online"
    assert properties["contentSafety"] == {"contentSafetyStatus": "Enabled"}
    assert properties["marketplaceSubscriptionId"] == subscription["id"]
    assert (
        properties["inferenceEndpoint"]["uri"]
        == f"{estate.azure.url}/serverless/swedencentral/{endpoint['name']}"
    )


def test_what_goes_on_is_told_while_it_does(estate: Estate, project: str) -> None:
    path = estate.id(path_of(estate, project))
    body = serverless_body(PHI) | {"location": estate.region}

    made = estate.arm.raw("PUT", path, body)
    estate.serverless(project, PHI)
    updated = estate.arm.raw("PUT", path, body)
    estate.serverless(project, PHI)
    deleted = estate.arm.raw("DELETE", path)

    states = [answer.json()["properties"] for answer in (made, updated)]
    assert [state["provisioningState"] for state in states] == ["Creating", "Updating"]
    assert [state["endpointState"] for state in states] == ["Creating", "Online"]
    assert deleted.status_code == 202
    for answer in (made, updated, deleted):
        assert "/mfeOperationsStatus/se:" in answer.headers["Azure-AsyncOperation"]
    assert estate.get(path_of(estate, project))["properties"]["provisioningState"] == "Deleting"


def test_a_first_party_model_needs_no_subscription(estate: Estate, project: str) -> None:
    properties = estate.serverless(project, PHI)["properties"]

    assert properties["endpointState"] == "Online"
    assert "marketplaceSubscriptionId" not in properties


def test_a_marketplace_model_needs_its_subscription(estate: Estate, project: str) -> None:
    estate.subscribe(project, COHERE)

    refusal = estate.put_refused(path_of(estate, project), serverless_body(LLAMA))

    assert refusal.status_code == 400
    assert inner_codes(refusal)[-1] == "MarketplaceSubscriptionNotFound"


def test_a_model_elsewhere_is_refused_in_azures_words(far_estate: Estate) -> None:
    project = far_estate.project()

    refusal = far_estate.put_refused(path_of(far_estate, project), serverless_body(PHI))

    assert error_of(refusal)["code"] == "UserError"
    assert (
        error_of(refusal)["message"]
        == f"The requested model {PHI} is not available in region France Central."
    )
    assert inner_codes(refusal)[-1] == "ServerlessModelNotAvailableInRegion"


def test_a_name_is_one_regions_own(estate: Estate, local_azure: LocalAzureServer) -> None:
    name = estate.name("taken")
    estate.serverless(estate.project(), PHI, name)

    with Estate(local_azure) as other:
        refusal = other.put_refused(f"{other.project()}/serverlessEndpoints/{name}", serverless_body(PHI))

    text = f"Serverless endpoint name '{name}' is not available. Please select a different name."
    assert error_of(refusal)["message"] == text


def test_a_name_is_free_in_another_region(
    estate: Estate, project: str, local_azure: LocalAzureServer
) -> None:
    with Estate(local_azure, "eastus2") as other:
        other.serverless(other.project(), PHI, estate.name("both"))

        made = estate.serverless(project, PHI, estate.name("both"))

    assert made["properties"]["inferenceEndpoint"]["uri"].endswith(f"/swedencentral/{estate.name('both')}")


def test_one_deployment_per_model_and_project(estate: Estate, project: str) -> None:
    estate.serverless(project, PHI, estate.name("first"))
    hub = {"hubResourceId": estate.id(workspace("hub"))}
    estate.put(workspace("other"), {"kind": "Project", "properties": hub})

    refusal = estate.put_refused(path_of(estate, project), serverless_body(PHI))
    other = estate.serverless(workspace("other"), PHI, estate.name("second"))

    assert error_of(refusal)["message"] == (
        f"Model '{PHI}' is already deployed in this workspace by serverless endpoint '{estate.name('first')}'; "
        "there can be one deployment per model and project."
    )
    assert inner_codes(refusal) == ["BadRequest"]
    assert other["properties"]["endpointState"] == "Online"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"sku": {"name": "Standard"}}, "must be 'Consumption'"),
        ({"location": "eastus2"}, "region of its workspace: swedencentral"),
        (serverless_body(f"{PHI}/versions/8"), "names a version"),
        (
            serverless_body("azureml://registries/azureml/models/No-Such"),
            "Serverless offer 'No-Such' not found",
        ),
        (serverless_body(LLAMA_3B), "is not available in region Sweden Central"),
        ({"properties": {"authMode": "None", "modelSettings": {"modelId": PHI}}}, "Auth mode 'None'"),
        ({"properties": {"authMode": "Key", "modelSettings": "Phi-4"}}, "Path 'properties.modelSettings'"),
    ],
)
def test_settings_no_serverless_endpoint_has(
    estate: Estate, project: str, change: dict[str, Any], words: str
) -> None:
    refusal = estate.put_refused(path_of(estate, project), serverless_body(PHI) | change)

    assert words in str(refusal)
    assert refusal.status_code == (404 if "not found" in words else 400)


@pytest.mark.parametrize("name", ["1chat", "a" * 53, "with_underscore"])
def test_names_azure_refuses(estate: Estate, project: str, name: str) -> None:
    refusal = estate.put_refused(f"{project}/serverlessEndpoints/{name}", serverless_body(PHI))

    assert (refusal.status_code, error_of(refusal)["code"]) == (400, "BadRequest")
    assert f"'{name}' is invalid" in str(refusal)


def test_the_model_stays(estate: Estate, project: str) -> None:
    estate.serverless(project, PHI)
    estate.subscribe(project, LLAMA)

    assert "cannot be changed" in str(estate.put_refused(path_of(estate, project), serverless_body(LLAMA)))


def test_keys_stay_until_one_is_regenerated(estate: Estate, project: str) -> None:
    estate.serverless(project, PHI)
    path = path_of(estate, project)
    first = estate.post(f"{path}/listKeys")
    estate.put(path, serverless_body(PHI) | {"tags": {"a": "b"}})

    again = estate.post(f"{path}/listKeys")
    regenerated = estate.post(f"{path}/regenerateKeys", {"keyType": "Secondary"})

    assert first == again
    assert {len(key) for key in first.values()} == {32}
    assert regenerated["primaryKey"] == first["primaryKey"]
    assert regenerated["secondaryKey"] != first["secondaryKey"]


def test_an_unknown_key_type_is_refused(estate: Estate, project: str) -> None:
    estate.serverless(project, PHI)

    refusal = estate.arm.refused(
        "POST", estate.id(f"{path_of(estate, project)}/regenerateKeys"), {"keyType": "Tertiary"}
    )

    assert "'Tertiary' is not valid" in str(refusal)


def test_without_its_subscription_an_endpoint_is_unhealthy(estate: Estate, project: str) -> None:
    estate.subscribe(project, LLAMA)
    estate.serverless(project, LLAMA)

    estate.delete(f"{project}/marketplaceSubscriptions/offer")

    tagged = estate.put(path_of(estate, project), serverless_body(LLAMA) | {"tags": {"a": "b"}})["properties"]
    assert tagged["endpointState"] == "Unhealthy"
    assert tagged["marketplaceSubscriptionId"].endswith("/marketplaceSubscriptions/offer")


def test_a_deleted_endpoint_is_gone_and_its_name_free(estate: Estate, project: str) -> None:
    estate.serverless(project, PHI)

    estate.delete(path_of(estate, project))

    assert estate.arm.refused("GET", estate.id(path_of(estate, project))).status_code == 404
    assert estate.serverless(project, PHI)["properties"]["endpointState"] == "Online"


def test_the_list_shows_the_workspaces_own(estate: Estate, project: str) -> None:
    estate.serverless(project, PHI)

    listed = estate.get(f"{project}/serverlessEndpoints")["value"]

    assert [endpoint["name"] for endpoint in listed] == [estate.name("chat")]
