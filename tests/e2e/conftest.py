"""The bench of a module: one local Azure and one copy of the stacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from azure_fixtures import start_local_azure
from e2e_bench import Bench, copy_stacks
from modelstacks.localazure import process

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """A local Azure and a copy of the stacks, for one module."""
    azure = start_local_azure(tmp_path_factory.mktemp("azure"))
    yield Bench(azure, copy_stacks(tmp_path_factory.mktemp("clone")))
    process.stop(azure.state)
