"""A thread with an event loop of its own, for all that a program asks Azure and its endpoints.

Pulumi's SDK registers each resource in a thread of the program's loop (its default executor: 4 threads a core) and
blocks that thread until the engine answers; the engine waits for the program's hooks. Whatever a hook needs may not
come from there: resolving a host's name takes a thread of the default executor, and with enough resources in flight
none is left, so that everybody waits for everybody.
"""

from __future__ import annotations

import asyncio
import threading
import weakref
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any, TypeVar

from modelstacks.azure.session import open_arm

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Mapping

    from modelstacks.azure.arm import Arm

_T = TypeVar("_T")
CLOSING_S = 2.0
"""How long the end of a program may wait for its connections to be closed."""


class AzureThread:
    """The thread of one run of a program, with one ARM client that is opened when it is first needed.

    It ends with the process, or when nobody holds this object any more.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self._arm: Arm | None = None
        self._opening = asyncio.Lock()
        self._opened = AsyncExitStack()
        self._loop = asyncio.new_event_loop()
        thread = threading.Thread(target=_serve, args=(self._loop,), name="azure", daemon=True)
        thread.start()
        weakref.finalize(self, _end, thread, self._loop, self._opened)

    def result(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Run *work* and block until it is done: only before the first resource, when nobody else waits."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def run(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Run *work* there; the program's own loop goes on meanwhile."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    async def ask(self, question: Callable[[Arm], Awaitable[_T]]) -> _T:
        """Run what *question* asks the run's ARM client. Raises what it raises, and what `open_arm` does."""
        return await self.run(self.with_arm(question))

    async def with_arm(self, question: Callable[[Arm], Awaitable[_T]]) -> _T:
        """Return what `run` and `result` take to ask the run's ARM client."""
        async with self._opening:
            if self._arm is None:
                self._arm = await self._opened.enter_async_context(open_arm(self.environ))
        return await question(self._arm)


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    loop.run_forever()
    loop.close()


def _end(thread: threading.Thread, loop: asyncio.AbstractEventLoop, opened: AsyncExitStack) -> None:
    asyncio.run_coroutine_threadsafe(_close(loop, opened), loop)
    if threading.current_thread() is not thread:  # where the last reference is dropped is anybody's guess
        thread.join(CLOSING_S)


async def _close(loop: asyncio.AbstractEventLoop, opened: AsyncExitStack) -> None:
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    await opened.aclose()
    loop.stop()
