"""The wheel that plain Pulumi runs from in the stories, and the bench of a module."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from azure_fixtures import start_local_azure
from e2e_bench import Bench, project
from localazure import process
from wheel import Installed, install_wheel

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel of this clone, installed elsewhere; all workers share it."""
    root = tmp_path_factory.getbasetemp()
    return install_wheel((root.parent if "PYTEST_XDIST_WORKER" in os.environ else root) / "wheel")


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory, wheel: Installed) -> Iterator[Bench]:
    """A local Azure and a folder with both stacks outside the clone, for one module."""
    azure = start_local_azure(tmp_path_factory.mktemp("azure"))
    yield project(azure, tmp_path_factory.mktemp("project"), wheel)
    process.stop(azure.state)
