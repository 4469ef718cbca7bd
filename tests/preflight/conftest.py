"""A local Azure in the scenario that a test names; those of one scenario share it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from azure_fixtures import start_local_azure
from localazure import process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from azure_fixtures import LocalAzureServer


@pytest.fixture(scope="module")
def azure_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], LocalAzureServer]]:
    """The module's local Azures by their scenario: its name, or its YAML; each is started once."""
    started: dict[str, LocalAzureServer] = {}

    def in_scenario(scenario: str) -> LocalAzureServer:
        if scenario not in started:
            folder, given = tmp_path_factory.mktemp("azure"), scenario
            if "\n" in scenario:
                (folder / "scenario.yaml").write_text(scenario)
                given = str(folder / "scenario.yaml")
            started[scenario] = start_local_azure(folder / "state", given)
        return started[scenario]

    yield in_scenario
    for azure in started.values():
        process.stop(azure.state)


@pytest.fixture
def azure(request: pytest.FixtureRequest, azure_in: Callable[[str], LocalAzureServer]) -> LocalAzureServer:
    """The local Azure of the scenario that is the test's parameter."""
    return azure_in(request.param)
