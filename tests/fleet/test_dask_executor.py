"""What goes to a worker of a Dask cluster, and what comes back. The runs themselves: tests/cli/test_fleet.py and tests/e2e/test_fleet.py."""

from __future__ import annotations

import socket
from asyncio import CancelledError
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from modelstacks.engine.lock_patience import Patience
from modelstacks.fleet.carried import Carried
from modelstacks.fleet.dask_executor import Task, _earlier_attempt, _with_files
from modelstacks.fleet.results import StackResult
from modelstacks.fleet.stack_process import StackRun
from modelstacks.telemetry.spans import phase
from traced import traced

if TYPE_CHECKING:
    from pathlib import Path

DONE = StackResult("chat", "all", "done")
CONFIG = "chat/Pulumi.chat.yaml"
TRACE = "0af7651916cd43dd8448eb211c80319c"


def task(stack: str = "chat") -> Task:
    """A stack's run as a worker gets it."""
    run = StackRun(stack, "all", ("up",), {"CAPACITY": "10"})
    return Task.of(run, Carried("deployments.yaml", "deployments.lock.yaml", {}), "fleet")


def sent() -> dict[str, str]:
    """Its variables."""
    return dict(task().run.variables)


def test_a_stack_s_trace_hangs_below_the_fleet_s_on_a_worker_too() -> None:
    with traced({"TRACEPARENT": f"00-{TRACE}-b7ad6b7169203331-01"}) as trace, phase("fleet up"):
        variables = sent()
    _, trace_id, parent, _ = variables.pop("TRACEPARENT").split("-")
    assert (variables, trace_id) == ({"CAPACITY": "10"}, TRACE)
    assert int(parent, 16) == trace.one("fleet up").context.span_id


def test_where_nobody_traces_it_has_its_own_variables_alone() -> None:
    assert sent() == {"CAPACITY": "10"}


def test_who_waits_for_the_result_finds_the_files_that_came_with_it(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.yaml").write_text("old")
    future: Future[Any] = Future()
    waited, found = _with_files(future, tmp_path), list[str]()
    waited.add_done_callback(lambda _: found.append((tmp_path / CONFIG).read_text(encoding="utf-8")))
    future.set_result((DONE, {CONFIG: "größe: 1\n", "other/a.yaml": "new"}))
    assert (waited.result(0), found) == (DONE, ["größe: 1\n"])
    assert (tmp_path / "other" / "a.yaml").read_text() == "new"


@pytest.mark.parametrize("error", [OSError("The worker is gone."), CancelledError()])
def test_whatever_ended_it_on_its_way_is_what_who_waits_for_it_gets(
    tmp_path: Path, error: BaseException
) -> None:
    future: Future[Any] = Future()
    waited = _with_files(future, tmp_path)
    future.set_exception(error)
    assert waited.exception(0) is error


def test_a_file_that_cannot_be_written_is_told_instead_of_the_result(tmp_path: Path) -> None:
    (tmp_path / "chat").touch()
    future: Future[Any] = Future()
    waited = _with_files(future, tmp_path)
    future.set_result((DONE, {CONFIG: ""}))
    assert isinstance(waited.exception(0), OSError)


def test_only_a_stack_that_another_worker_had_before_has_somebody_who_is_gone() -> None:
    from distributed import Client, LocalCluster

    began = datetime.now(UTC)
    with (
        LocalCluster(
            n_workers=0,
            processes=False,
            dashboard_address="127.0.0.1:0",
            protocol="tcp",
            host="127.0.0.1",
        ) as cluster,
        Client(cluster),
    ):
        assert [_earlier_attempt(task()), _earlier_attempt(task("other"))] == [{}, {}]
        ((host, since),) = [Patience.of(_earlier_attempt(task())).gone or pytest.fail("nobody is gone")]
    assert host == socket.gethostname()
    assert began <= since <= datetime.now(UTC)
