"""How a program that fails ends: what it has sent is waited for, and nothing else is sent."""

from __future__ import annotations

import asyncio
import threading

import pulumi
import pytest

from modelstacks.programs.registrations import Registrations


@pytest.mark.anyio
async def test_the_end_waits_for_what_was_sent_and_nothing_is_sent_after_it() -> None:
    sent, answer = threading.Event(), threading.Event()

    def call(name: str, *, timeout: int) -> tuple[str, int]:
        sent.set()
        answer.wait()
        return name, timeout

    registrations = Registrations(call)
    first = asyncio.create_task(asyncio.to_thread(registrations.send, "scout", timeout=3))
    await asyncio.to_thread(sent.wait)
    end = asyncio.create_task(registrations.end())
    await asyncio.sleep(0)
    with pytest.raises(pulumi.RunError, match="nothing else is registered"):
        registrations.send("maverick")
    assert not end.done()
    answer.set()
    await end
    assert await first == ("scout", 3)


@pytest.mark.anyio
async def test_a_registration_that_fails_is_done_too() -> None:
    def call() -> None:
        raise ConnectionError

    registrations = Registrations(call)
    with pytest.raises(ConnectionError):
        registrations.send()
    await registrations.end()
