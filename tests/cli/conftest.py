"""The command line, and models that are deployed for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from command_line import CommandLine
from deployed_models import DeployedModels, deploy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer


@pytest.fixture(autouse=True)
def nobody_says_how_wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A shell without COLUMNS; pytest-xdist sets it in its workers."""
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture
def modelstacks(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """Runs a command: `modelstacks("smoke", spec).code`."""
    return CommandLine(monkeypatch, capsys)


@pytest.fixture(scope="module")
def deployed(
    local_azure: LocalAzureServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DeployedModels]:
    """Two deployed models; a test that changes them puts them back."""
    models = deploy(local_azure, tmp_path_factory.mktemp("deployed"))
    yield models
    models.estate.close()
