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

    assert found["registryName"] == "azureml-meta"
    assert found["primaryRegionResourceProviderUri"] == f"{local_azure.url}/"


@pytest.mark.parametrize(
    "path",
    [f"{DISCOVERY}/nowhere/discovery", META.replace("azureml-meta", "nowhere"), f"{META}/No-Such-Model"],
)
def test_what_is_not_there(http: httpx2.Client, path: str) -> None:
    answer = http.get(path)

    assert answer.status_code == 404
    assert answer.json()["error"]["message"].endswith("was not found.")


def test_without_a_token_nothing_is_told(http: httpx2.Client) -> None:
    assert http.get(META, headers={"Authorization": ""}).status_code == 401
