"""A fleet with the real engine: all up, gone on with after a kill, taken up from a dead worker; nothing is made twice."""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING

import psutil  # type: ignore[import-untyped]  # no stubs in the lock file
import pytest

import fleet_bench
from azure_fixtures import start_local_azure
from e2e_bench import Bench
from fleet_bench import GUARD_S
from fleets import TWO
from localazure import process

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wheel import Installed

pytestmark = pytest.mark.e2e

DEV, PROD = "chat-dev-eastus2", "chat-prod-eastus2"
WHOLE = {DEV: (1, 1), PROD: (1, 1)}
PLATFORM = "platform: {file: platform/platform.yaml, environments: [], regions: []}"
WITH_PLATFORM = TWO.replace("specs: {", f"specs: {{{PLATFORM}, ").replace(
    'stacks: ["', 'stacks: [platform, "'
)


@pytest.fixture
def bench(tmp_path: Path, wheel: Installed) -> Iterator[Bench]:
    """An empty folder, and the wheel."""
    azure = start_local_azure(tmp_path / "azure", scenario="foundry")
    (tmp_path / "project").mkdir()
    bench = Bench(azure, tmp_path / "project", installed=wheel)
    yield bench
    process.stop(azure.state)


@pytest.fixture
def two(bench: Bench) -> Bench:
    """Two stacks in a group that is there."""
    bench.make_group()
    fleet_bench.begin(bench, TWO)
    return bench


def test_all_up_once_and_down_again(bench: Bench) -> None:
    fleet_bench.begin(bench, WITH_PLATFORM)
    check = bench.modelstacks("fleet", "check")
    assert check.code == 0, check.out
    up = bench.modelstacks("fleet", "up", "--yes", "--results", "up.json")
    assert up.code == 0, up.out
    assert fleet_bench.results(up) == {"platform": "done", DEV: "done", PROD: "done"}
    assert "As planned.\n3 stacks: 3 done" in up.out
    ends = [
        up.out.index(f"{name}: {what}") for name in ("platform", DEV, PROD) for what in ("up begun", "done: ")
    ]
    assert ends == sorted(ends)
    assert fleet_bench.status(bench) == WHOLE | {"platform": (0, 0)}

    again = bench.modelstacks("fleet", "up", "--yes", "--output", "json")
    told = json.loads(again.out[again.out.index("{\n") :])
    assert {tuple(each["changes"]) for each in told["results"]} == {("same",)}
    assert "[secret]" in json.dumps(told)  # the endpoints' keys, as `up` prints them

    recorded = bench.modelstacks("fleet", "report", "up.json", "--record")
    assert (recorded.code, {*json.loads((bench.folder / "fleet.durations.json").read_text())}) == (
        0,
        {"platform", DEV, PROD},
    )

    down = bench.modelstacks("fleet", "destroy", "--yes", "--purge")
    assert down.code == 0, down.out
    assert f"{DEV}: done: 2 deleted" in down.out
    ends = [
        down.out.index(f"{name}: {what}")
        for name in (PROD, DEV, "platform")
        for what in ("destroy begun", "done")
    ]
    assert ends == sorted(ends)
    assert bench.everything() == []


def test_what_fails_stops_the_rings_after_it_and_says_why(two: Bench) -> None:
    refusal = {
        "method": "PUT",
        "path": f"ai-{DEV}",
        "status": 403,
        "code": "RequestDisallowedByPolicy",
        "count": 99,
    }
    two.azure.control("POST", "faults", refusal | {"message": "No accounts in dev."})
    up = two.modelstacks("fleet", "up", "--yes")
    assert (up.code, fleet_bench.results(up)[DEV]) == (1, "failed")
    assert "No accounts in dev." in up.out
    assert f"Differs from the plan: 1 stack not begun: {PROD}" in up.out


@pytest.mark.ci
def test_a_run_that_was_killed_is_gone_on_with(two: Bench) -> None:
    with fleet_bench.started(two, "up", "--yes") as running:
        fleet_bench.wait_for(running, f"{PROD}: up begun")
        running.kill()
        running.communicate(timeout=GUARD_S)

    rest = two.modelstacks("fleet", "up", "--yes", "--resume")
    assert rest.code == 0, rest.out
    assert f"{DEV}: done: 5 created (earlier)" in rest.out
    assert fleet_bench.status(two) == WHOLE
    assert set(fleet_bench.puts(two).values()) == {1}, "written twice"


@pytest.mark.ci
def test_a_ctrl_c_ends_all_in_order(two: Bench) -> None:
    with fleet_bench.started(two, "up", "--yes") as running:
        fleet_bench.wait_for_put(two, f"ai-{DEV}")
        running.send_signal(signal.SIGINT)
        output, _ = running.communicate(timeout=GUARD_S)
    assert running.returncode == 130
    assert f"Differs from the plan: 1 stack stopped: {DEV}" in output
    assert f"Differs from the plan: 1 stack not begun: {PROD}" in output
    assert "Traceback" not in output


@pytest.mark.ci
def test_a_dead_worker_s_stack_is_taken_up_by_another_one(two: Bench) -> None:
    with (
        fleet_bench.cluster(two, workers=2) as (address, workers),
        fleet_bench.started(two, "up", "--yes", "--executor", f"dask://{address}") as running,
    ):
        fleet_bench.wait_for(running, f"{PROD}: up begun")
        psutil.Process(fleet_bench.busy(workers)).kill()
        output, _ = running.communicate(timeout=GUARD_S)
    assert running.returncode == 0, output
    assert fleet_bench.status(two) == WHOLE
    assert set(fleet_bench.puts(two).values()) == {1}, "written twice"
