"""One local Azure a scenario and module, and what every deployer does in it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from azure_fixtures import start_local_azure
from estate import Estate
from localazure import process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer


@contextmanager
def running(factory: pytest.TempPathFactory, scenario: str) -> Iterator[LocalAzureServer]:
    """Start a local Azure with *scenario*, and stop it."""
    azure = start_local_azure(factory.mktemp("state"), scenario)
    yield azure
    process.stop(azure.state)


@pytest.fixture(scope="module")
def azure(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LocalAzureServer]:
    """The module's own; its SCENARIO says which, or the test's parameter."""
    scenario = getattr(request, "param", None) or request.module.SCENARIO
    with running(tmp_path_factory, scenario) as started:
        yield started


@pytest.fixture
def estate(azure: LocalAzureServer) -> Iterator[Estate]:
    """A resource group of the owner's."""
    with Estate(azure) as made:
        yield made


@pytest.fixture
def project(estate: Estate) -> str:
    """The path of a project in the estate."""
    return estate.project()
