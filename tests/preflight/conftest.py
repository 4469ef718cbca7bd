"""A local Azure in the scenario that a test names; those of one scenario share it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from azure_fixtures import start_local_azure
from localazure import process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer


@pytest.fixture(scope="module")
def azure(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LocalAzureServer]:
    """The local Azure of the scenario that is the test's parameter: its name, or its YAML."""
    folder, scenario = tmp_path_factory.mktemp("azure"), request.param
    if "\n" in scenario:
        (folder / "scenario.yaml").write_text(scenario)
        scenario = str(folder / "scenario.yaml")
    started = start_local_azure(folder / "state", scenario)
    yield started
    process.stop(started.state)
