"""What a program asks Azure goes on while every thread of the program's own loop waits for the engine."""

from __future__ import annotations

import asyncio
import gc
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from modelstacks.azure.api_versions import SUBSCRIPTIONS
from modelstacks.errors import UsageError
from modelstacks.programs.azure_thread import AzureThread

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer
    from modelstacks.azure.arm import Arm

GUARD_S = 60
"""Far more than an answer takes; without it a hang would hang the test run."""


async def subscriptions(arm: Arm) -> int:
    return len([subscription async for subscription in arm.list("/subscriptions", SUBSCRIPTIONS)])


def test_azure_answers_while_no_thread_of_the_program_is_free(local_azure: LocalAzureServer) -> None:
    azure, engine_answers = AzureThread(local_azure.env()), threading.Event()

    async def program() -> int:
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(1))
        registered = loop.run_in_executor(None, engine_answers.wait)
        try:
            return await asyncio.wait_for(azure.ask(subscriptions), GUARD_S)
        finally:
            engine_answers.set()
            await registered

    assert asyncio.run(program()) > 0


def test_one_client_serves_the_whole_run(local_azure: LocalAzureServer) -> None:
    azure = AzureThread(local_azure.env())

    async def client(arm: Arm) -> Arm:
        return arm

    async def program() -> list[Arm]:
        return await asyncio.gather(*(azure.ask(client) for _ in range(5)))

    first = azure.result(azure.with_arm(client))
    assert {first, *asyncio.run(program())} == {first}


def test_what_goes_wrong_there_is_raised_here() -> None:
    azure = AzureThread({"ARM_ENVIRONMENT": "moon"})
    with pytest.raises(UsageError, match="no Azure cloud named 'moon'"):
        azure.result(azure.with_arm(subscriptions))


def test_it_ends_with_the_run_that_holds_it(local_azure: LocalAzureServer) -> None:
    before = set(threading.enumerate())
    azure = AzureThread(local_azure.env())
    azure.result(azure.with_arm(subscriptions))
    [thread] = [each for each in set(threading.enumerate()) - before if each.name == "azure"]
    del azure
    gc.collect()
    thread.join(GUARD_S)
    assert not thread.is_alive()
