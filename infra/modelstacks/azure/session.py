"""An ARM client for whoever and whichever cloud the environment names."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from modelstacks.azure.arm import Arm
from modelstacks.azure.cloud import ca_bundle, resolve_cloud
from modelstacks.azure.credentials import credential

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping


T = TypeVar("T")


def open_arm(environ: Mapping[str, str]) -> Arm:
    """Return the client, to be used with `async with`. Raises UsageError or AzureError as `resolve_cloud` does."""
    cloud = resolve_cloud(environ)
    return Arm(cloud, credential(cloud, environ), ca_bundle(environ))


def run_with_arm(work: Callable[[Arm], Awaitable[T]], environ: Mapping[str, str]) -> T:
    """Return what *work* returns, for callers that are not async themselves. Raises as `open_arm`, and what it raises."""

    async def run() -> T:
        async with open_arm(environ) as arm:
            return await work(arm)

    return asyncio.run(run())
