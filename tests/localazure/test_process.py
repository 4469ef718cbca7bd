"""Starting, finding and stopping the server process."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING
from unittest import mock

import psutil  # type: ignore[import-untyped]  # its stubs are a package of their own
import pytest
from azure.mgmt.resource.resources import ResourceManagementClient

from localazure import preparing, process, scenarios
from localazure.errors import LocalAzureError, UsageError
from localazure.state_dir import StateDir, write_private
from localazure.store import SqliteStore

if TYPE_CHECKING:
    from pathlib import Path

    from azure_fixtures import LocalAzureServer

pytestmark = pytest.mark.slow


def kill(server: process.Server) -> None:
    """End the server as a power cut would, and wait until it is gone."""
    victim = psutil.Process(server.pid)
    victim.kill()
    psutil.wait_procs([victim], timeout=10)


def test_started_twice_it_says_so(fresh_local_azure: LocalAzureServer) -> None:
    again = process.start(fresh_local_azure.state, fresh_local_azure.server.port)
    assert again == process.Started(fresh_local_azure.server, already=True)


def test_started_at_the_same_moment_only_one_server_comes_up(tmp_path: Path) -> None:
    state = StateDir(tmp_path / "state")
    code = (
        "import sys, pathlib; from localazure import process, state_dir\n"
        "print(process.start(state_dir.StateDir(pathlib.Path(sys.argv[1])), 0).server.pid)"
    )
    command = [sys.executable, "-c", code, str(state.path)]
    starters = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    pids = {starter.communicate(timeout=60)[0] for starter in starters}
    process.stop(state)
    assert [starter.returncode for starter in starters] == [0, 0, 0]
    assert len(pids) == 1


def test_interrupted_while_it_waits_for_the_first_answer_it_leaves_no_server(tmp_path: Path) -> None:
    started: list[subprocess.Popen[bytes]] = []
    spawn = process._spawn

    def noted(state: StateDir, listening: socket.socket) -> subprocess.Popen[bytes]:
        started.append(spawn(state, listening))
        return started[-1]

    with (
        mock.patch.object(process, "_spawn", noted),
        mock.patch.object(process, "control", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        process.start(StateDir(tmp_path / "state"), 0)
    assert [one.poll() for one in started] == [-signal.SIGKILL]


def test_another_port_while_it_runs_is_refused(fresh_local_azure: LocalAzureServer) -> None:
    with pytest.raises(LocalAzureError, match=r"is already running, at .*\nStop it first"):
        process.start(fresh_local_azure.state, 1)


def test_another_scenario_while_it_runs_is_refused(
    fresh_local_azure: LocalAzureServer, tmp_path: Path
) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(fresh_local_azure.state.scenario.read_text().replace("name: sandbox", "name: other"))
    with pytest.raises(LocalAzureError, match="is already running with another scenario"):
        process.start(fresh_local_azure.state, scenario=str(other))


def test_where_nobody_asked_for_a_port_another_one_is_taken_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = StateDir(tmp_path)
    state.make()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setattr(process, "DEFAULT_PORT", port)
        with process.bind(state, None) as other:
            assert other.getsockname()[1] != port
        state.remember_port(port)
        with pytest.raises(LocalAzureError, match=f"Port {port} can't be used"):
            process.bind(state, None)


def test_a_port_in_use_is_a_clear_error(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(LocalAzureError) as caught:
            process.start(StateDir(tmp_path), port)
    assert str(caught.value).startswith(f"Port {port} can't be used: Address already in use")
    assert str(caught.value).endswith(
        "Choose another one: modelstacks local start --port 8444 (0 picks a free one)."
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
    write_private(state.server, f'{{"pid": {os.getpid()}, "started": "1", "url": "https://localhost:1"}}')
    assert process.find(state) is None
    assert process.stop(state) is None


def test_a_corrected_clock_does_not_hide_a_running_server(
    fresh_local_azure: LocalAzureServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the system booted, as time since 1970, moves with the clock, and with it when a process was created."""
    created = psutil.Process.create_time
    monkeypatch.setattr(psutil.Process, "create_time", lambda process: created(process) + 1)
    assert process.find(fresh_local_azure.state) == fresh_local_azure.server


def test_stop_ends_it_and_keeps_the_state(fresh_local_azure: LocalAzureServer) -> None:
    stopped = process.stop(fresh_local_azure.state)
    assert stopped == fresh_local_azure.server
    assert process.find(fresh_local_azure.state) is None
    assert fresh_local_azure.state.database.exists()


def test_a_server_that_ends_by_itself_while_it_is_stopped_is_stopped(
    fresh_local_azure: LocalAzureServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is gone between two questions about it: was seen once in some thousand stops."""

    def ends(asked: psutil.Process) -> bool:
        os.kill(asked.pid, signal.SIGKILL)
        asked.wait()
        return True

    monkeypatch.setattr(psutil.Process, "terminate", lambda _: None)
    monkeypatch.setattr(psutil.Process, "is_running", ends)
    assert process.stop(fresh_local_azure.state) == fresh_local_azure.server
    assert not fresh_local_azure.state.server.exists()


def test_nothing_in_the_state_is_readable_by_others(fresh_local_azure: LocalAzureServer) -> None:
    fresh_local_azure.env()
    root = fresh_local_azure.state.path
    assert root.stat().st_mode & 0o777 == 0o700
    files = [file for file in root.rglob("*") if file.is_file()]
    assert [file.name for file in files if file.stat().st_mode & 0o077] == []


def test_a_server_that_dies_shows_the_end_of_its_log(tmp_path: Path) -> None:
    state = StateDir(tmp_path)
    preparing.prepare(state, None)
    write_private(tmp_path / "signing-key.pem", "no key")
    with pytest.raises(LocalAzureError, match=r"did not start \(exit code 1\)(.|\n)*Unable to load PEM file"):
        process.start(state, 0)


def test_a_packaged_scenario_is_taken_as_this_version_has_it(tmp_path: Path) -> None:
    state = StateDir(tmp_path)
    preparing.prepare(state, "missing-one-action:Microsoft.SaaS/register/action")
    now = state.scenario.read_text()
    write_private(state.scenario, "an older version's, which nobody can read any more")

    preparing.prepare(state, None)

    assert state.scenario.read_text() == now


def test_a_state_that_does_not_say_what_was_given_is_asked_for_its_scenarios_name(tmp_path: Path) -> None:
    state = StateDir(tmp_path)
    preparing.prepare(state, None)
    now = state.scenario.read_text()
    write_private(state.scenario, now.replace("sandbox", "tight-quota"))
    state.scenario_given.unlink()

    preparing.prepare(state, None)

    assert state.scenario.read_text() == scenarios.text_of("tight-quota")


def test_a_file_of_ones_own_is_kept_as_it_was_given(tmp_path: Path) -> None:
    own, state = tmp_path / "own.yaml", StateDir(tmp_path / "state")
    own.write_text(scenarios.text_of("sandbox"))
    preparing.prepare(state, str(own))
    own.unlink()

    preparing.prepare(state, None)

    assert state.scenario.read_text() == scenarios.text_of("sandbox")


def test_a_copy_that_does_not_fit_this_version_says_how_to_go_on(tmp_path: Path) -> None:
    own, state = tmp_path / "own.yaml", StateDir(tmp_path / "state")
    own.write_text(scenarios.text_of("sandbox"))
    preparing.prepare(state, str(own))
    write_private(state.scenario, "name: own\nofThePast: true\n")

    with pytest.raises(LocalAzureError) as raised:
        preparing.prepare(state, None)

    first, *_, last = str(raised.value).splitlines()
    assert first == (
        f"The state in {state.path} was created with a scenario that this version of modelstacks can't read."
    )
    assert "ofThePast" in str(raised.value)
    assert last == f"Start it with one that it can: modelstacks local start --scenario {own}"


def test_a_store_of_another_version_is_left_alone(tmp_path: Path) -> None:
    state = StateDir(tmp_path)
    preparing.prepare(state, None)
    assert not state.database.exists()
    SqliteStore(state.database).close()
    with closing(sqlite3.connect(state.database)) as connection:
        connection.execute("PRAGMA user_version = 99")

    with pytest.raises(LocalAzureError) as raised:
        process.start(state, 0)

    assert str(raised.value) == (
        f"{state.database} was written by another version of modelstacks (format 99, this one has 1).\n"
        "Use that version, or empty the local Azure: modelstacks local reset"
    )
    process.reset(state)
    preparing.prepare(state, None)


def test_a_store_that_is_none_can_be_reset(tmp_path: Path) -> None:
    state = StateDir(tmp_path)
    preparing.prepare(state, None)
    state.database.write_text("this is no database, however long one makes it" * 100)

    with pytest.raises(LocalAzureError) as raised:
        process.start(state, 0)

    assert str(raised.value) == (
        f"{state.database} can't be read: file is not a database.\n"
        "Empty the local Azure: modelstacks local reset"
    )


def test_a_server_that_is_not_running_says_how_to_start_it(tmp_path: Path) -> None:
    with pytest.raises(LocalAzureError, match="Start it: modelstacks local start"):
        process.running(StateDir(tmp_path))


def test_an_unknown_scenario_names_the_packaged_ones(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no scenario nosuch.\nPackaged scenarios: .*sandbox"):
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
