"""The loop that azure-core's transport runs on."""

from __future__ import annotations

import pytest


@pytest.fixture
def anyio_backend() -> str:
    """Asyncio."""
    return "asyncio"
