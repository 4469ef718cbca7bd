"""What `start` and `stop` say where something runs already, told from this process: no server is started."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import psutil  # type: ignore[import-untyped]  # its stubs are a package of their own
import pytest

from localazure import preparing, process, scenarios
from localazure.errors import LocalAzureError
from localazure.process_start import start_of
from localazure.state_dir import StateDir, write_private

if TYPE_CHECKING:
    from pathlib import Path

    from azure_fixtures import LocalAzureServer

URL = "https://localhost:8555"
ROWS = "models: []\n"


@pytest.fixture
def state(tmp_path: Path) -> StateDir:
    """A state that this process serves, as far as anybody can tell."""
    state = StateDir(tmp_path / "state")
    preparing.prepare(state, None)
    noted = {"pid": os.getpid(), "started": start_of(os.getpid()), "url": URL}
    write_private(state.server, json.dumps(noted))
    return state


@pytest.mark.parametrize("port", [None, 0, 8555])
@pytest.mark.parametrize("scenario", [None, "sandbox"])
def test_what_runs_as_it_is_asked_for_is_found(
    state: StateDir, port: int | None, scenario: str | None
) -> None:
    here = process.Server(os.getpid(), URL)

    assert process.find(state) == process.running(state) == here
    assert process.start(state, port, scenario) == process.Started(here, already=True)
    assert process.serve_here(state, port, scenario, (), print) == process.Started(here, already=True)
    assert here.port == 8555


@pytest.mark.parametrize("start", ["start", "serve_here"])
def test_another_port_in_whole_words(state: StateDir, start: str) -> None:
    with pytest.raises(LocalAzureError) as refused:
        process.start(state, 1) if start == "start" else process.serve_here(state, 1, None, (), print)
    assert str(refused.value) == (
        f"The local Azure with its state in {state.path} is already running, at {URL}, not on port 1.\n"
        "Stop it first (modelstacks local stop), or use another --state."
    )


def test_another_scenario_in_whole_words(state: StateDir) -> None:
    with pytest.raises(LocalAzureError) as refused:
        process.start(state, None, "csp")
    assert str(refused.value) == (
        f"The local Azure at {URL} is already running with another scenario.\n"
        "Stop it first: modelstacks local stop, then modelstacks local start --scenario csp"
    )


def test_other_rows_in_whole_words(state: StateDir, tmp_path: Path) -> None:
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    for file in (one, two):
        file.write_text(f"# {file.name}\n{ROWS}")

    with pytest.raises(LocalAzureError) as refused:
        process.start(state, rows=[one, two])
    assert str(refused.value) == (
        f"The local Azure at {URL} is already running with other catalogue rows.\n"
        f"Stop it first: modelstacks local stop, then modelstacks local start --rows {one} --rows {two}"
    )
    preparing.prepare(state, None, [one, two])
    assert process.start(state, rows=[one, two]).already
    preparing.prepare(state, None, [two])
    assert [file.name for file in state.rows] == ["000.yaml"]
    with pytest.raises(LocalAzureError, match="other catalogue rows"):
        process.start(state, rows=[one])


def test_another_processs_pid_or_none_is_not_running(state: StateDir) -> None:
    for noted in (
        {"pid": os.getpid(), "started": "0", "url": URL},
        {"pid": os.getpid(), "url": URL},
        {"pid": 2**22 + 1, "started": None, "url": URL},
    ):
        write_private(state.server, json.dumps(noted))
        assert process.find(state) is None
    with pytest.raises(LocalAzureError) as refused:
        process.running(state)
    assert str(refused.value) == (
        f"No local Azure is running with its state in {state.path}.\nStart it: modelstacks local start"
    )
    assert (process.stop(state), process.reset(state)) == (None, None)


def test_a_port_in_use_names_who_listens(tmp_path: Path, local_azure: LocalAzureServer) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(LocalAzureError) as refused:
            process.bind(StateDir(tmp_path), port)
        here = psutil.Process()
        with pytest.raises(LocalAzureError) as others:
            process.bind(StateDir(tmp_path), local_azure.server.port)
    there = psutil.Process(local_azure.server.pid)
    for refusal, number, by in ((refused, port, here), (others, local_azure.server.port, there)):
        assert str(refusal.value).splitlines() == [
            f"Port {number} can't be used: Address already in use (by {by.name()}, pid {by.pid}).",
            "Choose another one: modelstacks local start --port 8444 (0 picks a free one).",
        ]


def test_a_scenario_is_copied_with_what_was_given(tmp_path: Path) -> None:
    state = StateDir(tmp_path)
    preparing.prepare(state, "crashing-container:starting")

    assert state.scenario_given.read_text() == "crashing-container:starting"
    assert state.scenario.read_text() == scenarios.text_of("crashing-container:starting")
    preparing.prepare(state, None)
    assert state.scenario_given.read_text() == "crashing-container:starting"


@pytest.mark.parametrize(
    ("on_term", "code"), [("time.sleep(0.2) or sys.exit(3)", 3), ("None", -signal.SIGKILL)]
)
def test_what_ends_slowly_is_waited_for_and_what_does_not_end_is_killed(
    monkeypatch: pytest.MonkeyPatch, on_term: str, code: int
) -> None:
    monkeypatch.setattr(process, "STOP_TIMEOUT_S", 10 if code > 0 else 0.1)
    script = (
        f"import signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: {on_term}); print(flush=True)\n"
        "while True: time.sleep(9)"
    )
    ended = []
    waited = psutil.Process.wait
    monkeypatch.setattr(psutil.Process, "wait", lambda self, s: ended.append(waited(self, s)))
    with subprocess.Popen([sys.executable, "-S", "-c", script], stdout=subprocess.PIPE) as child:
        assert child.stdout
        child.stdout.readline()
        process._end(psutil.Process(child.pid))
        assert not psutil.pid_exists(child.pid)
    assert ended == [code]
