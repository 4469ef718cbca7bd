"""Where the stacks run: on this machine, or on the workers of a Dask cluster; both as the standard library's executors."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from modelstacks.errors import UsageError
from modelstacks.fleet import DEFAULT_EXECUTOR
from modelstacks.fleet.stack_process import Processes, run_stack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future

    from modelstacks.fleet.results import StackResult
    from modelstacks.fleet.stack import FleetStack
    from modelstacks.fleet.stack_process import StackRun

THREADS = re.compile(r"threads:([1-9][0-9]{0,2})")
DASK = re.compile(r"dask://(\S+:[0-9]+)")


class Executor(Protocol):
    """What runs stacks, *most* of them at once; each line of their progress goes to who opened it."""

    @property
    def most(self) -> int:
        """How many at once."""

    def submit(self, run: StackRun) -> Future[StackResult]:
        """Begin one, as soon as there is room."""

    def stop(self, number: int) -> None:
        """End all that run in order, because of signal *number*; again: at once."""


@contextmanager
def open_executor(
    text: str, stacks: Sequence[FleetStack], hear: Callable[[str, str], None]
) -> Iterator[Executor]:
    """Yield the executor that `--executor` names, for runs of *stacks*; *hear* gets a stack's name and a line of its progress.

    Raises UsageError for any other text, and where a cluster can't be reached.
    """
    if match := THREADS.fullmatch(text):
        with ThreadPoolExecutor(int(match[1])) as pool:
            yield _Threads(pool, int(match[1]), hear)
    elif match := DASK.fullmatch(text):
        from modelstacks.fleet.dask_executor import open_dask

        with open_dask(match[1], {stack.name: stack for stack in stacks}, hear) as executor:
            yield executor
    else:
        raise UsageError(
            f"--executor takes threads:N or dask://HOST:PORT, not {text!r}.\nFor example: --executor {DEFAULT_EXECUTOR}"
        )


class _Threads:
    """A thread for each stack, which waits for its process."""

    def __init__(self, pool: ThreadPoolExecutor, most: int, hear: Callable[[str, str], None]) -> None:
        self.most, self._pool, self._hear = most, pool, hear
        self._processes = Processes()

    def submit(self, run: StackRun) -> Future[StackResult]:
        return self._pool.submit(run_stack, run, self._processes, lambda line: self._hear(run.stack, line))

    def stop(self, number: int) -> None:
        self._processes.stop(number)
