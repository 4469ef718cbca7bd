"""The cloud metadata document, as its readers expect it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from localazure import metadata

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer

URL = "https://localhost:8443"
NAMES = (  # of the published document (api-version 2022-09-01)
    "portal resourceManager graph graphAudience microsoftGraphResourceId gallery media batch sqlManagement "
    "vmImageAliasDoc activeDirectoryDataLake appInsightsResourceId logAnalyticsResourceId ossrDbmsResourceId "
    "synapseAnalyticsResourceId attestationResourceId appInsightsTelemetryChannelResourceId"
)
SUFFIXES = (
    "storage keyVaultDns acrLoginServer sqlServerHostname azureDataLakeStoreFileSystem "
    "azureDataLakeAnalyticsCatalogAndJob azureFrontDoorEndpointSuffix mhsmDns mysqlServerEndpoint "
    "postgresqlServerEndpoint mariadbServerEndpoint storageSyncEndpointSuffix synapseAnalytics attestationEndpoint"
)


@pytest.mark.parametrize("version", ["2019-05-01", "2020-06-01"])
def test_older_versions_are_lists(version: str) -> None:
    assert metadata.document(URL, version) == [metadata.cloud(URL)]


def test_the_first_version_is_flat() -> None:
    ends = dict.fromkeys(("galleryEndpoint", "graphEndpoint", "graphAudience", "portalEndpoint"), f"{URL}/")
    audiences = [f"{URL}/", *metadata.ARM_AUDIENCES]

    assert metadata.document(URL, "2015-01-01") == ends | {
        "authentication": {"loginEndpoint": f"{URL}/", "audiences": audiences}
    }


@pytest.mark.parametrize("version", ["2022-09-01", "nonsense", ""])
def test_later_versions_describe_one_cloud_by_its_address_alone(version: str) -> None:
    cloud = metadata.document(URL, version)

    suffixes = cloud.pop("suffixes")
    assert cloud.pop("name") == metadata.CLOUD_NAME
    assert cloud.pop("authentication") == {
        "loginEndpoint": URL,
        "audiences": [f"{URL}/", *metadata.ARM_AUDIENCES],
        "tenant": "common",
        "identityProvider": "AAD",
    }
    assert cloud.keys() == set(NAMES.split())
    assert suffixes.keys() == set(SUFFIXES.split())
    assert {address.removesuffix("/") for address in cloud.values()} == {URL}
    assert {name for name, address in cloud.items() if address.endswith("/")} == {
        "resourceManager",
        "graph",
        "graphAudience",
        "microsoftGraphResourceId",
        "gallery",
    }
    assert all(suffix.endswith(".localhost:8443") for suffix in suffixes.values())
    assert (suffixes["storage"], suffixes["keyVaultDns"]) == ("core.localhost:8443", "vault.localhost:8443")
    assert len(set(suffixes.values())) == len(suffixes)


def test_clients_ask_tokens_for_the_local_address() -> None:
    assert metadata.cloud(URL)["authentication"]["audiences"][0] == f"{URL}/"


def test_azure_ai_ml_recognises_its_cloud(local_azure: LocalAzureServer) -> None:
    """It takes the cloud whose resourceManager is a part of ARM_CLOUD_METADATA_URL."""
    assert metadata.cloud(local_azure.url)["resourceManager"] in local_azure.env()["ARM_CLOUD_METADATA_URL"]
