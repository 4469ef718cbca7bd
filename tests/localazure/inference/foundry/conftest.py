"""An account with three deployments, made once for each worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from foundry_accounts import EMBED, GPT, Foundry
from foundry_builders import LLAMA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer


@pytest.fixture(scope="session")
def foundry(local_azure: LocalAzureServer) -> Iterator[Foundry]:
    """An account with `gpt`, `llama` and `embed`."""
    made = Foundry(local_azure)
    for name, model in (("gpt", GPT), ("llama", LLAMA), ("embed", EMBED)):
        made.deploy(name, model)
    yield made
    made.close()
