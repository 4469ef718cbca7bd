from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from modelstacks.localazure.store import SqliteStore
from open_azure import GROUP, OpenAzure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def azure(tmp_path: Path) -> Iterator[OpenAzure]:
    """An OpenAzure with the resource group Shop."""
    store = SqliteStore(tmp_path / "azure.db")
    azure = OpenAzure(store)
    azure.ask("PUT", GROUP, {"location": "Sweden Central"})
    yield azure
    store.close()
