"""One question to Azure from a command that is not async itself."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from modelstacks.azure.arm import Arm

T = TypeVar("T")


def run_with_arm(question: Callable[[Arm], Awaitable[T]]) -> T:
    """Return the answer to *question*, put as whoever and to whichever cloud the environment names."""
    import asyncio

    from modelstacks.azure.session import open_arm

    async def ask() -> T:
        async with open_arm(os.environ) as arm:
            return await question(arm)

    return asyncio.run(ask())
