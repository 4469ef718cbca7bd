"""The loop that httpx and the commands run on."""

import pytest


@pytest.fixture
def anyio_backend() -> str:
    """asyncio: what the commands use."""
    return "asyncio"
