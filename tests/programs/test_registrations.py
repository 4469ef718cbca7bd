"""How a program that fails ends: what it has sent is waited for, and nothing else is sent."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pulumi
import pytest
from pulumi.runtime import settings

from modelstacks.programs.registrations import Registrations, end_after_registrations
from registered import registered


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


def test_the_hooks_of_a_program_that_fails_answer_until_what_it_has_sent_is_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    happened: list[str] = []
    asked, ends, wait = threading.Event(), threading.Event(), Registrations.end

    async def end(registrations: Registrations) -> None:
        ends.set()
        await wait(registrations)

    async def end_hooks() -> None:
        happened.append("the hooks have ended")

    monkeypatch.setattr(Registrations, "end", end)
    monkeypatch.setattr(settings, "_shutdown_callbacks", end_hooks)

    async def fail(_: object) -> None:
        await asyncio.to_thread(asked.wait)
        raise pulumi.RunError("The smoke test failed.")

    def program() -> None:
        monitor: Any = settings.get_monitor()
        register = monitor.RegisterResource

        def slowly(request: Any) -> Any:
            if request.name == "scout":
                asked.set()
                ends.wait(5)
                happened.append("scout is there")
            return register(request)

        monitor.RegisterResource = slowly
        end_after_registrations()
        pulumi.export("info", pulumi.CustomResource("azure:models:Endpoint", "llama").id.apply(fail))
        pulumi.CustomResource("azure:models:Endpoint", "scout")

    with pytest.raises(pulumi.RunError, match="The smoke test failed"):
        registered(program)
    assert happened == ["scout is there", "the hooks have ended"]
