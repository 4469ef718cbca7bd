"""Starting, finding and stopping the server process."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import psutil  # type: ignore[import-untyped]  # its stubs are a package of their own
import pytest
from azure.mgmt.resource.resources import ResourceManagementClient

from modelstacks.errors import LocalAzureError, UsageError
from modelstacks.localazure import process
from modelstacks.localazure.state_dir import StateDir, write_private

if TYPE_CHECKING:
    from pathlib import Path

    from azure_fixtures import LocalAzureServer


def kill(server: process.Server) -> None:
    """End the server as a power cut would, and wait until it is gone."""
    os.kill(server.pid, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(server.pid)], timeout=10)


def test_started_twice_it_says_so(fresh_local_azure: LocalAzureServer) -> None:
    again = process.start(fresh_local_azure.state, fresh_local_azure.server.port)
    assert again == process.Started(fresh_local_azure.server, already=True)


def test_started_at_the_same_moment_only_one_server_comes_up(tmp_path: Path) -> None:
    state = StateDir(tmp_path / "state")
    code = (
        "import sys, pathlib; from modelstacks.localazure import process, state_dir\n"
        "print(process.start(state_dir.StateDir(pathlib.Path(sys.argv[1])), 0).server.pid)"
    )
    command = [sys.executable, "-c", code, str(state.path)]
    starters = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    pids = {starter.communicate(timeout=60)[0] for starter in starters}
    process.stop(state)
    assert [starter.returncode for starter in starters] == [0, 0, 0]
    assert len(pids) == 1


def test_another_port_while_it_runs_is_refused(fresh_local_azure: LocalAzureServer) -> None:
    with pytest.raises(LocalAzureError, match=r"already runs, at .*\nStop it first"):
        process.start(fresh_local_azure.state, 1)


def test_another_scenario_while_it_runs_is_refused(
    fresh_local_azure: LocalAzureServer, tmp_path: Path
) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(fresh_local_azure.state.scenario.read_text().replace("name: sandbox", "name: other"))
    with pytest.raises(LocalAzureError, match="already runs with another scenario"):
        process.start(fresh_local_azure.state, scenario=str(other))


def test_a_port_in_use_is_a_clear_error(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(LocalAzureError) as caught:
            process.start(StateDir(tmp_path), port)
    assert str(caught.value).startswith(f"Port {port} can't be used: Address already in use")
    assert str(caught.value).endswith(
        "Give another one: modelstacks local start --port 8444 (0 picks a free one)."
    )


def groups(azure: LocalAzureServer) -> ResourceManagementClient:
    return ResourceManagementClient(subscription_id=azure.subscription, **azure.client_args())


def test_a_killed_server_comes_back_with_everything(fresh_local_azure: LocalAzureServer) -> None:
    state, before = fresh_local_azure.state, fresh_local_azure.server
    with groups(fresh_local_azure) as client:
        client.resource_groups.create_or_update("rg-kept", {"location": "swedencentral"})
        fresh_local_azure.control("POST", "clock/advance", {"by": "P1D"})
        kill(before)
        after = process.start(state).server
        assert (after.url, after.pid != before.pid) == (before.url, True)
        assert client.resource_groups.get("rg-kept").location == "swedencentral"
    assert process.control(state, after).call("GET", "clock")["offset_s"] == 86400


def test_a_pid_that_went_to_another_process_is_not_ours(tmp_path: Path) -> None:
    state = StateDir(tmp_path)
    write_private(state.server, f'{{"pid": {os.getpid()}, "created": 1.0, "url": "https://localhost:1"}}')
    assert process.find(state) is None
    assert process.stop(state) is None


def test_stop_ends_it_and_keeps_the_state(fresh_local_azure: LocalAzureServer) -> None:
    stopped = process.stop(fresh_local_azure.state)
    assert stopped == fresh_local_azure.server
    assert process.find(fresh_local_azure.state) is None
    assert fresh_local_azure.state.database.exists()


def test_nothing_in_the_state_is_readable_by_others(fresh_local_azure: LocalAzureServer) -> None:
    fresh_local_azure.env()
    root = fresh_local_azure.state.path
    assert root.stat().st_mode & 0o777 == 0o700
    files = [file for file in root.rglob("*") if file.is_file()]
    assert [file.name for file in files if file.stat().st_mode & 0o077] == []


def test_a_server_that_dies_shows_the_end_of_its_log(tmp_path: Path) -> None:
    state = StateDir(tmp_path)
    process.prepare(state, None)
    state.database.write_text("this is no database, however long one makes it" * 100)
    with pytest.raises(LocalAzureError, match=r"did not start \(exit code 1\)(.|\n)*file is not a database"):
        process.start(state, 0)


def test_a_server_that_is_not_running_says_how_to_start_it(tmp_path: Path) -> None:
    with pytest.raises(LocalAzureError, match="Start it: modelstacks local start"):
        process.running(StateDir(tmp_path))


def test_an_unknown_scenario_names_the_packaged_ones(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no scenario nosuch.\nPackaged ones: .*sandbox"):
        process.start(StateDir(tmp_path), 0, "nosuch")


def test_reset_empties_the_cloud_and_keeps_url_and_secrets(fresh_local_azure: LocalAzureServer) -> None:
    variables = fresh_local_azure.env()
    fresh_local_azure.control("POST", "clock/advance", {"by": "P1D"})
    started = process.reset(fresh_local_azure.state)
    assert started is not None
    fresh_local_azure.server = started.server
    assert fresh_local_azure.control("GET", "clock")["offset_s"] == 0
    assert fresh_local_azure.env() == variables


def test_it_listens_on_loopback_only(local_azure: LocalAzureServer) -> None:
    connections = psutil.Process(local_azure.server.pid).net_connections("inet")
    listening = {c.laddr.ip for c in connections if c.status == psutil.CONN_LISTEN}
    assert listening == {"127.0.0.1"}
