"""What goes to a worker of a Dask cluster. The runs themselves: tests/cli/test_fleet.py and tests/e2e/test_fleet.py."""

from __future__ import annotations

from modelstacks.fleet.carried import Carried
from modelstacks.fleet.dask_executor import Task
from modelstacks.fleet.stack_process import StackRun
from modelstacks.telemetry.spans import phase
from traced import traced

TRACE = "0af7651916cd43dd8448eb211c80319c"


def sent() -> dict[str, str]:
    """The variables of a stack's run as a worker gets them."""
    run = StackRun("chat", "all", ("up",), {"CAPACITY": "10"})
    return dict(Task.of(run, Carried("deployments.yaml", "deployments.lock.yaml", {}), "fleet").run.variables)


def test_a_stack_s_trace_hangs_below_the_fleet_s_on_a_worker_too() -> None:
    with traced({"TRACEPARENT": f"00-{TRACE}-b7ad6b7169203331-01"}) as trace, phase("fleet up"):
        variables = sent()
    _, trace_id, parent, _ = variables.pop("TRACEPARENT").split("-")
    assert (variables, trace_id) == ({"CAPACITY": "10"}, TRACE)
    assert int(parent, 16) == trace.one("fleet up").context.span_id


def test_where_nobody_traces_it_has_its_own_variables_alone() -> None:
    assert sent() == {"CAPACITY": "10"}
