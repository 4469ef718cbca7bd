"""A resource group of the test's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from estate import Estate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer


@pytest.fixture
def estate(local_azure: LocalAzureServer) -> Iterator[Estate]:
    """An empty resource group."""
    with Estate(local_azure) as made:
        yield made


@pytest.fixture
def project(estate: Estate) -> str:
    """The path of a project in the estate."""
    return estate.project()
