"""Ring after ring, so many at once, and no more once too many have failed."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from modelstacks.fleet.results import StackResult
from modelstacks.fleet.rollout import roll_out
from modelstacks.fleet.stack import Ring
from modelstacks.fleet.stack_process import StackRun

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from modelstacks.fleet.results import Outcome

NOT_STOPPED: Callable[[], bool] = lambda: False  # noqa: E731


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


def runs(ring: str, count: int) -> list[StackRun]:
    """Stacks `ring-0`, `ring-1` …"""
    return [StackRun(f"{ring}-{number}", ring, ()) for number in range(count)]


def outcomes(found: Sequence[StackResult]) -> dict[str, Outcome]:
    """What became of each."""
    return {result.stack: result.outcome for result in found}


def ending(pool: ThreadPoolExecutor, *failing: str) -> Callable[[StackRun], Future[StackResult]]:
    """What runs a stack: those named fail."""

    def run(each: StackRun) -> StackResult:
        return StackResult(each.stack, each.ring, "failed" if each.stack in failing else "done")

    return lambda each: pool.submit(run, each)


def test_a_ring_begins_when_the_one_before_it_has_ended(pool: ThreadPoolExecutor) -> None:
    order: list[str] = []
    stages = [(Ring(name, ("*",)), runs(name, 3)) for name in ("canary", "rest")]

    def run(each: StackRun) -> StackResult:
        order.append(f"begin {each.ring}")
        result = StackResult(each.stack, each.ring, "done")
        order.append(f"end {each.ring}")
        return result

    found = [*roll_out(stages, lambda each: pool.submit(run, each), 8, NOT_STOPPED)]
    assert len(found) == 6
    assert {"begin canary", "end canary"} == set(order[:6])
    assert {"begin rest", "end rest"} == set(order[6:])


@pytest.mark.parametrize(("most", "at_once", "expected"), [(8, 2, 2), (3, None, 3), (2, 8, 2)])
def test_never_more_at_once_than_the_ring_and_the_executor_take(
    pool: ThreadPoolExecutor, most: int, at_once: int | None, expected: int
) -> None:
    running, peak, lock = 0, 0, threading.Lock()
    full = threading.Barrier(expected)

    def run(each: StackRun) -> StackResult:
        nonlocal running, peak
        with lock:
            running += 1
            peak = max(peak, running)
        full.wait(timeout=30)  # nobody goes on before so many are there
        with lock:
            running -= 1
        return StackResult(each.stack, each.ring, "done")

    stages = [(Ring("all", ("*",), at_once=at_once), runs("all", expected * 3))]
    found = [*roll_out(stages, lambda each: pool.submit(run, each), most, NOT_STOPPED)]
    assert (len(found), peak) == (expected * 3, expected)


def test_after_so_many_failures_nothing_more_is_begun_there_and_later(pool: ThreadPoolExecutor) -> None:
    rings = (Ring("canary", ("*",), stop_after=2), Ring("rest", ("*",)))
    stages = [(rings[0], runs("canary", 4)), (rings[1], runs("rest", 2))]
    found = [*roll_out(stages, ending(pool, "canary-0", "canary-1"), 1, NOT_STOPPED)]
    assert outcomes(found) == {
        "canary-0": "failed",
        "canary-1": "failed",
        "canary-2": "not begun",
        "canary-3": "not begun",
        "rest-0": "not begun",
        "rest-1": "not begun",
    }
    assert {each.message for each in found if each.outcome == "not begun"} == {
        "2 stacks of ring canary failed, which stops after 2."
    }


def test_fewer_failures_than_that_stop_nothing(pool: ThreadPoolExecutor) -> None:
    stages = [
        (Ring("canary", ("*",), stop_after=2), runs("canary", 3)),
        (Ring("rest", ("*",)), runs("rest", 1)),
    ]
    found = outcomes([*roll_out(stages, ending(pool, "canary-0"), 4, NOT_STOPPED)])
    assert (found["canary-0"], found["canary-2"], found["rest-0"]) == ("failed", "done", "done")


def test_the_failures_of_a_ring_count_over_its_stages(pool: ThreadPoolExecutor) -> None:
    ring = Ring("all", ("*",), stop_after=2)
    first, second = runs("all", 2), [StackRun("late-0", "all", ()), StackRun("late-1", "all", ())]
    found = outcomes(
        [*roll_out([(ring, first), (ring, second)], ending(pool, "all-0", "late-0"), 1, NOT_STOPPED)]
    )
    assert found == {"all-0": "failed", "all-1": "done", "late-0": "failed", "late-1": "not begun"}


def test_what_the_executor_fails_with_is_a_result(pool: ThreadPoolExecutor) -> None:
    def lost(each: StackRun) -> StackResult:
        raise ConnectionError(f"the worker of {each.stack} died 4 times")

    ring = Ring("all", ("*",), stop_after=9)
    run = StackRun("all-0", "all", (), digest="abc")
    [found] = roll_out([(ring, [run])], lambda each: pool.submit(lost, each), 1, NOT_STOPPED)
    message = "The executor could not run it: ConnectionError: the worker of all-0 died 4 times"
    assert found == StackResult("all-0", "all", "failed", message=message, digest="abc")


def test_once_stopped_what_runs_ends_and_the_rest_is_not_begun(pool: ThreadPoolExecutor) -> None:
    stopped: list[int] = []

    def run(each: StackRun) -> StackResult:
        stopped.append(2)
        return StackResult(each.stack, each.ring, "stopped")

    ring = Ring("all", ("*",), stop_after=9)
    found = [
        *roll_out([(ring, runs("all", 3))], lambda each: pool.submit(run, each), 1, lambda: bool(stopped))
    ]
    assert outcomes(found) == {"all-0": "stopped", "all-1": "not begun", "all-2": "not begun"}
    assert [each.message for each in found] == ["", "The fleet was stopped.", "The fleet was stopped."]


def test_what_is_not_begun_says_which_ring_halted_first(pool: ThreadPoolExecutor) -> None:
    full = threading.Barrier(2)

    def fail(each: StackRun) -> StackResult:
        full.wait(timeout=30)  # both run before one has failed
        return StackResult(each.stack, each.ring, "failed")

    stages = [(Ring("canary", ("*",)), runs("canary", 2)), (Ring("rest", ("*",)), runs("rest", 1))]
    *failed, last = roll_out(stages, lambda each: pool.submit(fail, each), 2, NOT_STOPPED)
    assert [each.outcome for each in failed] == ["failed", "failed"]
    assert last.message in {
        "1 stack of ring canary failed, which stops after 1.",
        "2 stacks of ring canary failed, which stops after 1.",
    }


def test_a_ring_takes_as_many_at_once_as_it_says(pool: ThreadPoolExecutor) -> None:
    begun: list[Future[StackResult]] = []

    def submit(each: StackRun) -> Future[StackResult]:
        running = [future for future in begun if not future.done()]
        assert running == []
        begun.append(pool.submit(StackResult, each.stack, each.ring, "done"))
        return begun[-1]

    ring = Ring("all", ("*",), at_once=1)
    assert len([*roll_out([(ring, runs("all", 3))], submit, 8, NOT_STOPPED)]) == 3
