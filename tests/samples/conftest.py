"""What the samples talk to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sample_runs import Bench, open_bench

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer


@pytest.fixture(scope="module")
def bench(local_azure: LocalAzureServer) -> Iterator[Bench]:
    """Deployed models."""
    opened = open_bench(local_azure)
    yield opened
    opened.estate.close()
