"""The workers of a Dask cluster as an executor: Dask places the stacks, and gives those of a dead worker to another one.

A worker needs modelstacks and an environment: who it is in Azure, the Pulumi backend, the passphrase. The files of a stack
travel with it; the values of `${NAME}` in its variables do not, they are the worker's own.
"""

from __future__ import annotations

import logging
import signal
import socket
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from modelstacks.engine.lock_patience import GONE_VARIABLE
from modelstacks.errors import UsageError
from modelstacks.fleet.carried import Carried, pack
from modelstacks.fleet.stack_process import Processes, run_stack
from modelstacks.telemetry.spans import child_variables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from concurrent.futures import Future
    from pathlib import Path

    from distributed import Client

    from modelstacks.fleet.results import StackResult
    from modelstacks.fleet.stack import FleetStack
    from modelstacks.fleet.stack_process import StackRun

EXTRA = "`--executor dask://…` needs Dask's distributed.\nRun: pip install 'modelstacks[fleet]'"
CONNECT_S = 10
POLL_S = 1.0
"""How often a worker asks whether the fleet was stopped."""


@contextmanager
def open_dask(
    address: str, stacks: Mapping[str, FleetStack], hear: Callable[[str, str], None]
) -> Iterator[DaskExecutor]:
    """Yield the executor of the cluster whose scheduler is at *address*. Raises UsageError where it can't be reached."""
    try:
        from distributed import Client
    except ImportError as err:
        raise UsageError(EXTRA) from err
    for name in ("distributed", "tornado"):
        logging.getLogger(name).setLevel(
            logging.CRITICAL
        )  # a lost worker is told by what became of its stack
    try:
        client = Client(f"tcp://{address}", timeout=CONNECT_S, set_as_default=False)
    except (OSError, TimeoutError) as err:
        raise UsageError(
            f"No Dask scheduler answers at {address} within {CONNECT_S} s.\n"
            "Start one (`dask scheduler`), or name the address that it prints."
        ) from err
    with client:
        executor = DaskExecutor(client, stacks, hear)
        if not executor.most:
            raise UsageError(
                f"The Dask scheduler at {address} has no workers.\nStart one: dask worker {address}"
            )
        yield executor


@dataclass(frozen=True)
class Task:
    """What goes to a worker. *fleet* names this run of the fleet in the cluster."""

    run: StackRun
    carried: Carried
    fleet: str

    @classmethod
    def of(cls, run: StackRun, carried: Carried, fleet: str) -> Task:
        """Return it with what its trace hangs below: of that a worker's own environment knows nothing."""
        return cls(replace(run, variables={**run.variables, **child_variables()}), carried, fleet)


class DaskExecutor:
    """Dask's own `concurrent.futures` executor, with the files of each stack."""

    def __init__(
        self, client: Client, stacks: Mapping[str, FleetStack], hear: Callable[[str, str], None]
    ) -> None:
        from distributed import Event

        self._client, self._stacks, self._hear = client, stacks, hear
        self._pool = client.get_executor(pure=False)
        self._fleet = f"modelstacks-fleet-{uuid4().hex[:12]}"
        self._stop = Event(self._fleet, client=client)
        client.subscribe_topic(self._fleet, lambda event: hear(*event[1]))

    @property
    def most(self) -> int:
        """How many threads the workers have together, now."""
        return sum(self._client.nthreads().values())

    def submit(self, run: StackRun) -> Future[StackResult]:
        """Send the stack's files and its command to a worker."""
        carried, root = pack(self._stacks[run.stack])
        sent: Future[Any] = self._pool.submit(run_on_worker, Task.of(run, carried, self._fleet))
        return _with_files(sent, root)

    def stop(self, number: int) -> None:
        """Ask every worker to end what it runs in order."""
        del number
        self._stop.set()


def _with_files(sent: Future[Any], root: Path) -> Future[StackResult]:
    """Return a future of the result alone: the files that came with it are written first."""
    from concurrent.futures import Future

    done: Future[StackResult] = Future()

    def take(future: Future[Any]) -> None:
        try:
            result, texts = future.result()
            for path, text in texts.items():
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(text, encoding="utf-8")
            done.set_result(result)
        except BaseException as err:  # noqa: BLE001  whatever it was: it is whose who waits for it
            done.set_exception(err)

    sent.add_done_callback(take)
    return done


def run_on_worker(task: Task) -> tuple[StackResult, dict[str, str]]:
    """Run a stack, on the worker; return its result and the files that it changed."""
    from distributed import Event, get_worker

    worker, over, processes = get_worker(), threading.Event(), Processes()
    gone = _earlier_attempt(task)
    run = replace(task.run, variables={**task.run.variables, **gone})

    def watch() -> None:
        event = Event(task.fleet, client=worker._get_client())  # noqa: SLF001  the thread is none of its own
        with suppress(OSError):  # the cluster has gone, and its worker with it
            while not over.is_set():
                if event.wait(timeout=POLL_S):
                    processes.stop(signal.SIGINT)
                    return

    threading.Thread(target=watch, daemon=True).start()
    try:
        with task.carried.unpacked(run) as (here, folder):
            result = run_stack(here, processes, lambda line: worker.log_event(task.fleet, (run.stack, line)))
            return result, task.carried.changed(folder, run.stack)
    finally:
        over.set()


def _earlier_attempt(task: Task) -> dict[str, str]:
    """Note that this worker has the stack now; return what says that the worker which had it before is gone.

    Dask runs a task again only once it lost the worker: what that one held of the stack, nobody holds any more.
    """
    from distributed import Variable, get_client

    client = get_client()
    attempt = Variable(f"{task.fleet}-{task.run.stack}", client=client)
    before: Any = None
    with suppress(TimeoutError):
        before = attempt.get(timeout=0)
    attempt.set([socket.gethostname(), datetime.now(UTC).isoformat()])
    return {GONE_VARIABLE: " ".join(before)} if before else {}
