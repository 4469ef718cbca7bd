"""Ring after ring, at most so many stacks at once, and no more of them once too many have failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.engine.interrupts import first_of
from modelstacks.fleet.results import StackResult
from modelstacks.suggestions import number_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future

    from modelstacks.fleet.stack import Ring
    from modelstacks.fleet.stack_process import StackRun


def roll_out(
    stages: Sequence[tuple[Ring, Sequence[StackRun]]],
    submit: Callable[[StackRun], Future[StackResult]],
    most: int,
    is_stopped: Callable[[], bool],
) -> Iterator[StackResult]:
    """Yield each stack's result when it is there. A ring may come in several *stages*: its failures count together.

    *most*: how many the executor takes at once. What an executor fails with itself is its stack's failure.
    """
    failed: dict[str, int] = {}
    halted = ""
    for ring, runs in stages:
        waiting = list(runs)
        running: dict[Future[StackResult], StackRun] = {}
        while waiting or running:
            while (
                waiting and not halted and not is_stopped() and len(running) < min(most, ring.at_once or most)
            ):
                run = waiting.pop(0)
                running[submit(run)] = run
            if not running:
                break
            done = first_of(running)
            for future in done:
                result = _result_of(future, running.pop(future))
                failed[ring.name] = failed.get(ring.name, 0) + (result.outcome == "failed")
                yield result
            if failed[ring.name] >= ring.stop_after:
                halted = halted or _halted(ring, failed[ring.name])
        for run in waiting:
            why = halted or "The fleet was stopped."
            yield StackResult(run.stack, run.ring, "not begun", message=why, digest=run.digest)


def _halted(ring: Ring, failures: int) -> str:
    return f"{number_of(failures, 'stack')} of ring {ring.name} failed, which stops after {ring.stop_after}."


def _result_of(future: Future[StackResult], run: StackRun) -> StackResult:
    try:
        return future.result()
    except Exception as err:  # noqa: BLE001  the executor's own: a worker that died once too often, a lost connection
        message = f"The executor could not run it: {type(err).__name__}: {err}"
        return StackResult(run.stack, run.ring, "failed", message=message, digest=run.digest)
