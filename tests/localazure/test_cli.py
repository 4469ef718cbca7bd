"""`modelstacks local …` as a user types it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from localazure import process
from localazure.cli import app
from localazure.errors import LocalAzureError, UsageError
from warm_servers import forked_servers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from azure_fixtures import LocalAzureServer

FOREGROUND = "import sys; from localazure.cli import app; app(sys.argv[1:])"


def run(*args: str, state: Path) -> str:
    """Return what the command printed on standard output; its errors are raised."""
    result = CliRunner().invoke(app, [*args, "--state", str(state)], catch_exceptions=False)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def state(local_azure: LocalAzureServer) -> Iterator[Path]:
    """The state folder of the shared server."""
    yield local_azure.state.path
    local_azure.control("DELETE", "faults")


def test_start_prints_the_url_of_what_runs(local_azure: LocalAzureServer, state: Path) -> None:
    assert run("start", state=state).splitlines()[0] == local_azure.url
    started = json.loads(run("start", "--output", "json", state=state))
    assert (started["url"], started["already"]) == (local_azure.url, True)


def test_start_says_how_to_point_a_shell_at_it(
    local_azure: LocalAzureServer, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = CliRunner().invoke(app, ["start", "--state", str(state)], catch_exceptions=False)
    monkeypatch.setenv("MODELSTACKS_LOCAL_STATE", str(state))
    known = CliRunner().invoke(app, ["start"], catch_exceptions=False)
    already = f"Starting the local Azure …\nIt is already running (pid {local_azure.server.pid}).\n"
    words = 'Point this shell at it: eval "$(modelstacks local env'
    assert given.stderr.replace("\n", "") == f'{already}{words} --state {state})"'.replace("\n", "")
    assert known.stderr == f'{already}{words})"\n'


def test_in_the_foreground_too_it_says_that_it_runs_already(
    local_azure: LocalAzureServer, state: Path
) -> None:
    started = run("start", "--foreground", "--output", "json", state=state)

    server = local_azure.server
    assert json.loads(started) == {
        "url": server.url,
        "pid": server.pid,
        "state": str(state),
        "already": True,
    }


def test_scenarios_are_listed_with_what_they_take() -> None:
    listed = CliRunner().invoke(app, ["scenarios"], catch_exceptions=False).stdout
    assert "missing-one-action:ACTION" in listed
    packaged = json.loads(CliRunner().invoke(app, ["scenarios", "--output", "json"]).stdout)
    assert "sandbox" in {scenario["name"] for scenario in packaged}


def test_status_is_stable_json(local_azure: LocalAzureServer, state: Path) -> None:
    status = json.loads(run("status", "--output", "json", state=state))
    assert (status["url"], status["scenario"], status["state"]) == (local_azure.url, "sandbox", str(state))


def test_env_speaks_for_the_principal_asked_for(local_azure: LocalAzureServer, state: Path) -> None:
    variables = json.loads(run("env", "--principal", "reader", "--format", "json", state=state))
    assert variables == local_azure.env("reader")


def test_env_is_by_default_for_a_shell(state: Path) -> None:
    assert all(line.startswith("export ") for line in run("env", state=state).splitlines())


@pytest.mark.parametrize("command", ["status", "clock", "scenario", "fault list", "env", "start"])
def test_a_shell_that_it_set_up_knows_the_state_in_any_folder(
    local_azure: LocalAzureServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MODELSTACKS_LOCAL_STATE", raising=False)
    assert isinstance(CliRunner().invoke(app, ["status"]).exception, LocalAzureError)
    monkeypatch.setenv("MODELSTACKS_LOCAL_STATE", local_azure.env()["MODELSTACKS_LOCAL_STATE"])
    assert CliRunner().invoke(app, command.split(), catch_exceptions=False).exit_code == 0


def test_a_state_that_is_given_wins(
    local_azure: LocalAzureServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MODELSTACKS_LOCAL_STATE", str(local_azure.state.path))
    with pytest.raises(LocalAzureError, match=f"No local Azure is running with its state in {tmp_path}"):
        run("status", state=tmp_path)


@pytest.mark.parametrize("form", ["shell", "dotenv", "json"])
def test_env_names_the_state_in_every_form(state: Path, form: str) -> None:
    printed = run("env", "--format", form, state=state)
    assert [line for line in printed.splitlines() if "MODELSTACKS_LOCAL_STATE" in line and str(state) in line]


def test_a_fault_comes_and_goes(state: Path) -> None:
    added = json.loads(
        run(
            "fault", "add", "--path", "/x", "--status", "503", "--count", "2", "--output", "json", state=state
        )
    )
    (listed,) = json.loads(run("fault", "list", "--output", "json", state=state))
    assert listed == added
    shown = run("fault", "list", state=state).split()
    assert shown[:5] == ["id", "method", "path", "left", "does"]
    assert shown[-6:] == [added["id"], "*", "/x", "2", "503", "InternalServerError"]
    assert said("fault", "clear", added["id"], state=state) == "1 cleared."
    assert said("fault", "clear", state=state) == "0 cleared."
    assert run("fault", "list", state=state).strip() == "No faults."


@pytest.mark.parametrize(
    ("flags", "rule", "shown"),
    [
        (
            ["--status", "503"],
            {"status": 503, "method": "*", "path": "", "count": None, "after": "request"},
            "503",
        ),
        (
            ["--operation", "fail", "--reset", "--delay", "2"],
            {"status": None, "reset": True, "delay_s": 2, "retry_after_s": None, "answer": None},
            "reset, operation fail, delay 2 s",
        ),
        (["--method", "PUT", "--reset"], {"method": "PUT", "reset": True, "operation": None}, "reset"),
        (["--operation", "stuck", "--count", "1"], {"operation": "stuck", "count": 1}, "operation stuck"),
        (["--delay", "0.5", "--path", "/x"], {"delay_s": 0.5, "path": "/x", "reset": False}, "delay 0.5 s"),
        (
            [
                "--status",
                "429",
                "--code",
                "Slow",
                "--message",
                "later",
                "--retry-after",
                "7",
                "--after",
                "response",
            ],
            {"status": 429, "code": "Slow", "message": "later", "retry_after_s": 7, "after": "response"},
            "429 Slow",
        ),
    ],
)
def test_each_flag_of_a_fault_is_its_rules_and_what_is_left_out_is_any(
    flags: list[str], rule: dict[str, object], shown: str, state: Path
) -> None:
    added = json.loads(run("fault", "add", *flags, "--output", "json", state=state))
    assert {key: added[key] for key in rule} == rule
    listed = " ".join(run("fault", "list", state=state).split())
    assert shown in listed
    assert (" all " in listed) == ("--count" not in flags)
    run("fault", "clear", state=state)
    assert json.loads(run("fault", "list", "--output", "json", state=state)) == []


def test_the_clock_is_shown_and_moved(fresh_local_azure: LocalAzureServer) -> None:
    state = fresh_local_azure.state.path
    moved = json.loads(run("clock", "--advance", "PT168H", "--output", "json", state=state))
    assert moved["offset_s"] == 168 * 3600
    assert "604800" in run("clock", state=state)


def test_a_wrong_duration_is_wrong_usage(state: Path) -> None:
    with pytest.raises(UsageError, match="--advance: 7 days is not an ISO 8601 duration such as PT168H"):
        run("clock", "--advance", "7 days", state=state)


@pytest.mark.parametrize("command", ["env", "status", "clock", "scenario"])
def test_what_needs_a_server_says_how_to_start_it(command: str, tmp_path: Path) -> None:
    with pytest.raises(LocalAzureError, match="Start it: modelstacks local start"):
        run(command, state=tmp_path)


def said(*args: str, state: Path) -> str:
    """Return what the command told beside its output, in one line."""
    result = CliRunner().invoke(app, [*args, "--state", str(state)], catch_exceptions=False)
    assert (result.exit_code, result.stdout) == (0, "")
    return " ".join(result.stderr.split())


def test_reset_and_stop_say_what_they_did_and_are_fine_twice(fresh_local_azure: LocalAzureServer) -> None:
    state, url = fresh_local_azure.state.path, fresh_local_azure.url
    with forked_servers():
        assert said("reset", state=state) == f"Emptied; running again at {url}."
    pid = json.loads(run("status", "--output", "json", state=state))["pid"]
    assert said("stop", state=state) == f"Stopped {url} (pid {pid})."
    assert said("stop", state=state) == "It was not running."
    assert said("reset", state=state) == "Emptied; it is not running."


def test_where_the_usual_port_is_taken_another_one_is_told_of_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setattr(process, "DEFAULT_PORT", port)
        with forked_servers():
            first = CliRunner().invoke(app, ["start", "--state", str(tmp_path)], catch_exceptions=False)
        said("stop", state=tmp_path)
        with forked_servers():
            again = CliRunner().invoke(app, ["start", "--state", str(tmp_path)], catch_exceptions=False)
        said("stop", state=tmp_path)
    words = f"Port {port} is in use, so another one was chosen; it is kept for the next start."
    assert words in " ".join(first.stderr.split())
    assert words not in " ".join(again.stderr.split())
    assert first.stdout.splitlines()[-1] == again.stdout.splitlines()[-1]


def test_in_the_foreground_it_serves_until_interrupted(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-c",
        FOREGROUND,
        "start",
        "--foreground",
        "--port",
        "0",
        "--state",
        str(tmp_path),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        assert json.loads(run("status", "--output", "json", state=tmp_path))["url"] == url
        os.kill(server.pid, signal.SIGINT)
        _, complaints = server.communicate(timeout=20)
    assert server.returncode == 0
    assert "Traceback" not in complaints
    assert not (tmp_path / "server.json").exists()
