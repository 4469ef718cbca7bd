"""What azure-ai-ml does not ask, or not without a token."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import httpx2
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer

DISCOVERY = "/registrymanagement/v1.0/registries"
META = (
    "/mferp/managementfrontend/subscriptions/any/resourceGroups/any/providers"
    "/Microsoft.MachineLearningServices/registries/azureml-meta/models"
)


@pytest.fixture
def http(local_azure: LocalAzureServer) -> Iterator[httpx2.Client]:
    """A client with a token that has no rights at all: public registries ask for none."""
    context = ssl.create_default_context(cafile=local_azure.ca)
    headers = {"Authorization": f"Bearer {local_azure.token('none')}"}
    with httpx2.Client(base_url=local_azure.url, verify=context, headers=headers) as client:
        yield client


def test_a_model_knows_its_newest_version(http: httpx2.Client) -> None:
    container = http.get(f"{META}/Llama-3.3-70B-Instruct").json()

    assert container["properties"]["latestVersion"] == "4"


def test_discovery_leads_back_here(http: httpx2.Client, local_azure: LocalAzureServer) -> None:
    found = http.get(f"{DISCOVERY}/AzureML-Meta/discovery").json()

    assert found == {
        "registryName": "azureml-meta",
        "tenantId": local_azure.scenario.tenant.id,
        "primaryRegion": "eastus",
        "regions": ["eastus"],
        "subscriptionId": "00000000-0000-0000-0000-000000000000",
        "resourceGroup": "azureml-meta-rg",
        "primaryRegionResourceProviderUri": f"{local_azure.url}/",
    }


def test_a_registry_lists_its_models_by_name_as_many_as_are_asked_for(http: httpx2.Client) -> None:
    every = http.get(META).json()
    names = [model["name"] for model in every["value"]]

    assert names[:2] == ["Llama-2-13b", "Llama-2-13b-chat"]
    assert names == sorted(names, key=str.lower)
    assert http.get(META, params={"$top": "2"}).json() == {"value": every["value"][:2]}
    assert http.get(META, params={"$top": "all"}).json() == every


def test_a_model_is_found_in_any_casing_with_its_one_version(http: httpx2.Client) -> None:
    container = http.get(f"{META}/llama-3.3-70b-INSTRUCT")
    versions = http.get(f"{META}/llama-3.3-70b-INSTRUCT/versions").json()["value"]

    assert container.json()["name"] == "Llama-3.3-70B-Instruct"
    assert [version["name"] for version in versions] == ["4"]
    assert http.get(f"{META}/llama-3.3-70b-INSTRUCT/versions/4").json() == versions[0]


NOWHERE = META.replace("azureml-meta", "nowhere")


@pytest.mark.parametrize(
    ("path", "what"),
    [
        (f"{DISCOVERY}/nowhere/discovery", "Registry nowhere"),
        (NOWHERE, "Registry nowhere"),
        (f"{NOWHERE}/Llama-3.3-70B-Instruct", "Registry nowhere"),
        (f"{META}/No-Such-Model", "Model No-Such-Model in registry azureml-meta"),
        (f"{META}/No-Such-Model/versions", "Model No-Such-Model in registry azureml-meta"),
        (f"{META}/No-Such-Model/versions/4", "Model No-Such-Model in registry azureml-meta"),
        (f"{META}/llama-3.3-70b-instruct/versions/5", "Version 5 of model Llama-3.3-70B-Instruct"),
    ],
)
def test_what_is_not_there(http: httpx2.Client, path: str, what: str) -> None:
    answer = http.get(path)

    assert answer.status_code == 404
    assert answer.json()["error"] == {"code": "UserError", "message": f"{what} was not found."}


@pytest.mark.parametrize(
    "path",
    [
        f"{DISCOVERY}/azureml-meta/discovery",
        META,
        f"{META}/Llama-3.3-70B-Instruct",
        f"{META}/Llama-3.3-70B-Instruct/versions",
        f"{META}/Llama-3.3-70B-Instruct/versions/4",
    ],
)
def test_without_a_token_nothing_is_told(http: httpx2.Client, path: str) -> None:
    assert http.get(path, headers={"Authorization": ""}).status_code == 401
