"""Azure as our own client sees it: the local one, over TLS, in whatever environment a test describes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from answering import Answering, answering
from estate import Estate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from azure_fixtures import LocalAzureServer


@pytest.fixture
def anyio_backend() -> str:
    """The loop that azure-core's transport runs on."""
    return "asyncio"


@pytest.fixture
def estate(local_azure: LocalAzureServer) -> Iterator[Estate]:
    """A resource group of the test's own."""
    created = Estate(local_azure)
    yield created
    created.close()


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[Answering]:
    """A TLS server that is no Azure; its CA is `ca.pem` in tmp_path."""
    with answering(tmp_path) as server:
        yield server
