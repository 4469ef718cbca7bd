"""`modelstacks openapi`, for models deployed in the local Azure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from command_line import CommandLine
    from deployed_models import DeployedModels

pytestmark = pytest.mark.slow


@pytest.fixture
def modelstacks(modelstacks: CommandLine, deployed: DeployedModels) -> Iterator[CommandLine]:
    """The commands of an owner."""
    yield modelstacks.within(deployed.estate.azure.env())
    deployed.estate.azure.control("DELETE", "faults")


@pytest.mark.parametrize("name", ["phi", "own"])
def test_it_is_printed(modelstacks: CommandLine, deployed: DeployedModels, name: str) -> None:
    ended = modelstacks("openapi", name, deployed.spec)
    assert ended.code == 0, ended.err
    assert any("chat/completions" in path for path in ended.json()["paths"])


def test_it_is_saved(modelstacks: CommandLine, deployed: DeployedModels, tmp_path: Path) -> None:
    file = tmp_path / "phi.json"
    ended = modelstacks("openapi", "phi", deployed.spec, "--save", file)
    assert (ended.code, ended.out) == (0, "")
    assert ended.err == f"The OpenAPI document of phi is in {file}.\n"
    assert "openapi" in json.loads(file.read_text(encoding="utf-8"))


def test_a_file_that_cannot_be_is_named(
    modelstacks: CommandLine, deployed: DeployedModels, tmp_path: Path
) -> None:
    ended = modelstacks("openapi", "phi", deployed.spec, "--save", tmp_path)
    assert ended.code == 2
    assert ended.err == f"{tmp_path} can't be written: Is a directory.\nName another file for --save.\n"


def test_an_endpoint_without_one_is_told_with_what_was_tried(
    modelstacks: CommandLine, deployed: DeployedModels
) -> None:
    fault = {"path": ".json$", "status": 404, "code": "404", "message": "Resource not found"}
    deployed.estate.azure.control("POST", "faults", fault)
    ended = modelstacks("openapi", "phi", deployed.spec)
    assert ended.code == 1
    assert ended.err.startswith("phi has no OpenAPI document.\nGET https://")
    assert "/swagger.json: HTTP 404" in ended.err
    assert "/openapi.json: HTTP 404" in ended.err
