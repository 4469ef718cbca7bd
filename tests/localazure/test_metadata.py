"""The cloud metadata document, as its readers expect it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from localazure import metadata

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer

URL = "https://localhost:8443"


@pytest.mark.parametrize("version", ["2019-05-01", "2020-06-01"])
def test_older_versions_are_lists(version: str) -> None:
    assert metadata.document(URL, version) == [metadata.cloud(URL)]


def test_the_first_version_is_flat() -> None:
    assert metadata.document(URL, "2015-01-01")["authentication"]["loginEndpoint"] == f"{URL}/"


def test_clients_ask_tokens_for_the_local_address() -> None:
    assert metadata.cloud(URL)["authentication"]["audiences"][0] == f"{URL}/"


def test_azure_ai_ml_recognises_its_cloud(local_azure: LocalAzureServer) -> None:
    """It takes the cloud whose resourceManager is a part of ARM_CLOUD_METADATA_URL."""
    assert metadata.cloud(local_azure.url)["resourceManager"] in local_azure.env()["ARM_CLOUD_METADATA_URL"]
