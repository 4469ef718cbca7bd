"""What a run has sent to the engine and has no answer to yet: a program that fails ends after that, not in the middle of it.

When one endpoint fails its smoke test, Pulumi's SDK ends the program's hooks at once (run_pulumi_func of Pulumi 3.225 to
3.272). The engine is creating others then, and asks a hook before each: the refusal that it gets hides why the program
failed, and a hook that is asked after that may be waited for without end.
"""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import pulumi
from pulumi.runtime import settings
from pulumi.runtime import stack as running

if TYPE_CHECKING:
    from collections.abc import Callable


class Registrations:
    """Sends registrations with *call*, from any thread, until the program ends."""

    def __init__(self, call: Callable[..., Any]) -> None:
        self._call = call
        self._lock = threading.Lock()
        self._under_way: set[Future[None]] = set()
        self._has_ended = False

    def send(self, *request: Any, **options: Any) -> Any:
        """Register a resource, and wait for it. Raises RunError once the program ends."""
        answered: Future[None] = Future()
        with self._lock:
            if self._has_ended:
                raise pulumi.RunError("The program has ended: nothing else is registered.")
            self._under_way.add(answered)
        try:
            return self._call(*request, **options)
        finally:
            with self._lock:
                self._under_way.discard(answered)
            answered.set_result(None)

    async def end(self) -> None:
        """Send nothing more, and wait for what was sent."""
        with self._lock:
            self._has_ended, under_way = True, [*self._under_way]
        await asyncio.gather(*map(asyncio.wrap_future, under_way))


_OF_THIS_RUN: ContextVar[Registrations] = ContextVar("registrations")


def end_after_registrations() -> None:
    """Let this run's hooks answer until all that it has sent is done. The SDK has no public place for that."""
    monitor: Any = settings.get_monitor()
    if monitor is None:
        return  # nothing is registered with an engine
    registrations = Registrations(monitor.RegisterResource)
    monitor.RegisterResource = registrations.send
    _OF_THIS_RUN.set(registrations)
    running._shutdown_callbacks = _end_hooks  # type: ignore[attr-defined]  # noqa: SLF001  as the docstring says


async def _end_hooks() -> None:
    if registrations := _OF_THIS_RUN.get(None):
        await registrations.end()
    await settings._shutdown_callbacks()  # type: ignore[no-untyped-call]  # noqa: SLF001  the same
