"""Ctrl-C, SIGTERM and a closed terminal while the engine runs: the first ends the run in order, a second at once."""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import psutil  # type: ignore[import-untyped]  # its stubs are a package of their own

from modelstacks.engine.errors import StackError
from modelstacks.errors import SIGNALLED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

T = TypeVar("T")
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""What ends a run: Ctrl-C, a CI runner or `kill`, a terminal that is closed."""

PATIENCE_S = 10.0
"""For how long the engine may finish what is under way: dynamic providers and hooks do not heed its cancelling.

Then it gets a second SIGINT: it terminates, and still writes its state and gives up its lock.
"""

HEED_S = 0.2
"""How long a signal may go unheard."""


class StoppedError(StackError):
    """Somebody stopped the run. *signals*: what came, in order."""

    def __init__(self, signals: Sequence[int], message: str = "") -> None:
        super().__init__(message or f"Stopped by {signal.Signals(signals[0]).name}.")
        self.signals = tuple(signals)
        self.exit_code = SIGNALLED + signals[0]

    @property
    def at_once(self) -> bool:
        """Whether more than one signal came, so that nothing was waited for."""
        return len(self.signals) > 1

    def with_message(self, message: str) -> StoppedError:
        """Return the same with what was done until then."""
        return StoppedError(self.signals, message)


class KilledError(StackError):
    """Not we were stopped, but the engine was killed by the signal *number*."""

    def __init__(self, number: int) -> None:
        super().__init__(
            f"The Pulumi engine was killed by {signal.Signals(number).name}, by somebody or because memory ran out.\n"
            "Run the command again: it continues from there."
        )


@contextmanager
def passing_on(pid: int) -> Iterator[list[int]]:
    """Pass a first signal on to the engine *pid* as SIGINT, end its session at a second; yield those that came.

    Only the main thread can listen; elsewhere nothing is passed on.
    """

    def pass_on(came: Sequence[int]) -> None:
        if len(came) == 1:
            _send(pid, signal.SIGINT)
            insist.start()
        else:
            end_session(pid)

    insist = threading.Timer(PATIENCE_S, _send, (pid, signal.SIGINT))
    try:
        with listening(pass_on) as came:
            yield came
    finally:
        insist.cancel()


@contextmanager
def listening(hear: Callable[[Sequence[int]], None]) -> Iterator[list[int]]:
    """Call *hear* at each signal that ends a run, with all that came; yield these. Only the main thread can listen."""
    came: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield came
        return

    def take(number: int, _frame: object) -> None:
        came.append(number)
        hear(came)

    before = {number: signal.signal(number, take) for number in STOPPING}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def first_of(running: Iterable[Future[T]]) -> set[Future[T]]:
    """Return those that are done, as soon as one is, and hear the signals that come meanwhile.

    The kernel may hand a signal to any thread, the second of two above all. That does not wake the main thread, which
    alone runs handlers: one that waited without an end (for a lock, or in waitpid) would never hear of it.
    """
    while not (done := wait(running, HEED_S, FIRST_COMPLETED).done):
        pass
    return done


def end_session(pid: int) -> None:
    """Kill every process of the session that *pid* began: the engine and what it left running.

    Plugins are in process groups of their own, so that only the session knows them all. A number names a session
    until its last process is gone: none of somebody else's can have it.
    """
    for each in psutil.pids():
        try:
            ours = os.getsid(each) == pid
        except (ProcessLookupError, PermissionError):
            continue
        if ours:
            _send(each, signal.SIGKILL)


def _send(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
