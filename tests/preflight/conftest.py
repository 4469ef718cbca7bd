"""A local Azure in the scenario that a test names; those of one scenario share it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from azure_fixtures import start_local_azure
from modelstacks.localazure import process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer


@pytest.fixture(scope="module")
def azure(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LocalAzureServer]:
    """The local Azure of the scenario that is the test's parameter."""
    started = start_local_azure(tmp_path_factory.mktemp("state"), request.param)
    yield started
    process.stop(started.state)
