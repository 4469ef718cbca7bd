"""A run in process is not disturbed by what an earlier one left in the SDK's settings."""

from __future__ import annotations

import asyncio

import pulumi
from pulumi.runtime.settings import SETTINGS

from registered import registered


async def _task() -> asyncio.Task[None]:
    return asyncio.create_task(asyncio.sleep(0))


def test_an_output_that_is_left_on_a_closed_loop_is_not_waited_for() -> None:
    left = asyncio.run(_task())
    SETTINGS.outputs.add(left)
    try:
        assert list(registered(lambda: pulumi.ComponentResource("a:b:C", "one")).resources) == ["one"]
    finally:
        SETTINGS.outputs.discard(left)
