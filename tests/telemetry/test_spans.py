"""What is under way inside of what: in a task, in other threads, and for processes that are started."""

from __future__ import annotations

import asyncio
import threading
from contextvars import copy_context
from typing import TYPE_CHECKING

import pytest

from modelstacks.telemetry.spans import (
    Watcher,
    begin,
    child_variables,
    phase,
    span,
    tell,
    under_way,
    watched_by,
)
from traced import traced

if TYPE_CHECKING:
    from modelstacks.telemetry.spans import Span

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class Ended(Watcher):
    """Notes the path of each span that ends."""

    def __init__(self) -> None:
        self.paths: list[str] = []

    def ended(self, span: Span) -> None:
        self.paths.append("/".join(path_of(span)))


def path_of(span: Span | None) -> list[str]:
    return [*path_of(span.parent), span.name] if span else []


def test_tasks_have_their_own() -> None:
    async def one(name: str) -> None:
        with span(name):
            await asyncio.sleep(0)
            begin("inside", "question").end()

    async def all_of_them() -> None:
        with span("all"):
            await asyncio.gather(one("a"), one("b"))

    with watched_by(ended := Ended()):
        asyncio.run(all_of_them())
    assert sorted(ended.paths) == ["all", "all/a", "all/a/inside", "all/b", "all/b/inside"]


def test_a_thread_is_in_the_phase_of_the_process_but_in_no_task_s_span() -> None:
    def asked() -> None:
        begin("asked", "question").end()

    with watched_by(ended := Ended()), phase("up"), span("a task's"):
        thread = threading.Thread(target=asked)
        thread.start()
        thread.join()
    assert ended.paths == ["up/asked", "up/a task's", "up"]


def test_what_ended_has_nothing_in_it() -> None:
    with phase("up"):
        late = begin("late", "resource")
        late.end()
        assert under_way() is not late
    assert under_way() is None


def test_a_phase_that_was_ended_early_has_nothing_more_in_it() -> None:
    with phase("fleet") as fleet, phase("up") as up:
        up.end()
        assert under_way() is fleet
        fleet.end()
        assert under_way() is None


def test_a_task_that_outlives_its_span_is_in_the_phase_around_it() -> None:
    with phase("up") as up:
        with span("a question"):
            task = copy_context()
        assert task.run(under_way) is up


def test_an_end_is_told_once() -> None:
    with watched_by(ended := Ended()):
        late = begin("late", "resource")
        late.end()
        late.end()
    assert ended.paths == ["late"]


def test_what_passes_fails_it_unless_it_is_an_end_in_order() -> None:
    class DoneError(Exception):
        exit_code = 0

    with pytest.raises(DoneError), span("done") as done:
        raise DoneError
    with pytest.raises(ValueError, match="no"), span("failed") as failed:
        raise ValueError("no")
    assert (done.error, failed.error, failed.error_type) == (None, "no", "ValueError")


def test_what_it_said_it_failed_with_goes_over_what_passes() -> None:
    def fail(failed: Span) -> None:
        failed.fail("chat did not answer", "SmokeError")
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"), span("failed") as failed:
        fail(failed)
    assert (failed.error, failed.error_type) == ("chat did not answer", "SmokeError")


def test_the_command_is_told_of() -> None:
    tell(stack="nobody's")
    with phase("modelstacks up", "command") as command, span("inside"):
        tell(stack="dev", spec=None)
    assert command.attributes == {"stack": "dev"}


def test_a_process_that_is_started_hangs_below_what_is_under_way() -> None:
    assert child_variables() == {}
    with traced({"TRACEPARENT": PARENT, "TRACESTATE": "vendor=1"}) as trace:
        with phase("fleet"):
            given = child_variables()
        assert child_variables() == {"TRACEPARENT": PARENT, "TRACESTATE": "vendor=1"}
    context = trace.one("fleet").context
    assert given == {
        "TRACEPARENT": f"{PARENT[:35]}-{context.span_id:016x}-01",
        "TRACESTATE": "vendor=1",
    }
