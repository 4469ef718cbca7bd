"""A resource group of the test's own: of a running local Azure (`estate`), or of one without server (`whole`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from estate import Estate
from localazure.providers import all_providers
from open_azure import azure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer
    from open_azure import OpenAzure

__all__ = ["azure"]


@pytest.fixture
def estate(local_azure: LocalAzureServer) -> Iterator[Estate]:
    """An empty resource group."""
    with Estate(local_azure) as made:
        yield made


@pytest.fixture
def project(estate: Estate) -> str:
    """The path of a project in the estate."""
    return estate.project()


@pytest.fixture
def whole(azure: OpenAzure) -> OpenAzure:
    """An OpenAzure with every provider there is."""
    azure.providers = all_providers()
    return azure
