"""Start, find and stop the process of a local Azure.

The starter binds the port and hands the listening socket to the process: whether the port is free is known at
once, and the first connection simply waits until the process accepts it. No polling, no race for the port.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psutil  # type: ignore[import-untyped]  # its stubs are a package of their own

from localazure import tls
from localazure.control_client import ControlClient
from localazure.errors import LocalAzureError
from localazure.preparing import prepare, refuse_others
from localazure.process_start import start_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from localazure.state_dir import StateDir

DEFAULT_PORT = 8443
START_TIMEOUT_S = 60
STOP_TIMEOUT_S = 10
WAIT_S = 0.05
LOG_TAIL_LINES = 20


@dataclass(frozen=True)
class Server:
    """A running local Azure: its process and its address."""

    pid: int
    url: str

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.url.rsplit(":", 1)[1])


@dataclass(frozen=True)
class Started:
    """What `start` did: *already* tells that it found the server running."""

    server: Server
    already: bool


def find(state: StateDir) -> Server | None:
    """Return the process that serves *state*, or None; a pid that went to another process does not count."""
    try:
        noted = json.loads(state.server.read_text())
    except FileNotFoundError:
        return None
    started = start_of(noted["pid"])
    return Server(noted["pid"], noted["url"]) if started and started == noted.get("started") else None


def control(state: StateDir, server: Server, timeout_s: float = 30) -> ControlClient:
    """Return a client of the running server's control API."""
    return ControlClient(server.url, tls.files(state.tls).ca, state.control_token(), timeout_s)


def running(state: StateDir) -> Server:
    """Return the process that serves *state*. Raises LocalAzureError if there is none."""
    server = find(state)
    if server is None:
        raise LocalAzureError(
            f"No local Azure is running with its state in {state.path}.\nStart it: modelstacks local start"
        )
    return server


def start(
    state: StateDir, port: int | None = None, scenario: str | None = None, rows: Sequence[Path] = ()
) -> Started:
    """Start a detached local Azure, or find it running; returns when it answers.

    *port* None: the one this state used last, else 8443, else any free one; 0: any free one. *scenario* None: the one this state was
    started with, else the default; *rows*, catalogue rows of the user's own, likewise. Raises LocalAzureError if the
    port is taken or the process dies, UsageError or SpecError if the scenario or the rows can't be read.
    """
    with state.lock():
        if server := find(state):
            _refuse_other_port(state, server, port)
            refuse_others(state, server.url, scenario, rows)
            return Started(server, already=True)
        prepare(state, scenario, rows)
        with bind(state, port) as listening:
            process = _spawn(state, listening)
            url = f"https://localhost:{listening.getsockname()[1]}"
        return Started(_ready(state, process, url), already=False)


def bind(state: StateDir, port: int | None) -> socket.socket:
    """Return a listening loopback socket; *port* None: the one used last, else 8443, else any free one.

    Raises LocalAzureError where a port that was asked for, or used before, is taken.
    """
    number = state.remembered_port() if port is None else port
    if number is not None:
        return _bind(number)
    try:
        return _bind(DEFAULT_PORT)
    except LocalAzureError:
        return _bind(0)


def _bind(number: int) -> socket.socket:
    # Where a socket doesn't say that it is TCP's, asyncio leaves Nagle's algorithm on: 40 ms for each answer.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", number))
        listening.listen(2048)
    except OSError as err:
        listening.close()
        raise LocalAzureError(
            f"Port {number} can't be used: {err.strerror}{_holder(number)}.\n"
            "Choose another one: modelstacks local start --port 8444 (0 picks a free one)."
        ) from err
    return listening


def _holder(port: int) -> str:
    """Name the process that listens on *port*, where the system tells us."""
    try:
        listeners = [c for c in psutil.net_connections("tcp") if c.status == psutil.CONN_LISTEN and c.pid]
        pid = next((c.pid for c in listeners if c.laddr.port == port), None)
        return f" (by {psutil.Process(pid).name()}, pid {pid})" if pid else ""
    except psutil.Error:
        return ""


def _refuse_other_port(state: StateDir, server: Server, port: int | None) -> None:
    if port not in (None, 0, server.port):
        raise LocalAzureError(
            f"The local Azure with its state in {state.path} is already running, at {server.url}, not on port {port}.\n"
            "Stop it first (modelstacks local stop), or use another --state."
        )


def _spawn(state: StateDir, listening: socket.socket) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-P", "-m", "localazure", str(state.path), str(listening.fileno())]
    log = os.open(state.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=[listening.fileno()],
            start_new_session=True,
            cwd=state.path,
        )
    finally:
        os.close(log)


def _ready(state: StateDir, process: subprocess.Popen[bytes], url: str) -> Server:
    """Wait for the first answer; if the process dies, its socket goes with it and the connection breaks.

    Whoever interrupts the wait (Ctrl-C) ends the process, too.
    """
    server = Server(process.pid, url)
    try:
        control(state, server, START_TIMEOUT_S).call("GET", "status")
    except (OSError, http.client.HTTPException) as err:
        code = _ended(process)
        tail = "\n".join(state.log.read_text(errors="replace").splitlines()[-LOG_TAIL_LINES:])
        raise LocalAzureError(
            f"The local Azure did not start (exit code {code}). The end of {state.log}:\n{tail}"
        ) from err
    except BaseException:  # interrupted: nobody would know of it
        process.kill()
        process.wait()
        raise
    process.returncode = 0  # it lives on without us: keep Popen from warning about that
    return server


def _ended(process: subprocess.Popen[bytes]) -> int:
    try:
        return process.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def stop(state: StateDir) -> Server | None:
    """Stop the process that serves *state* and return it; None: there was none."""
    with state.lock():
        return _stop(state)


def _stop(state: StateDir) -> Server | None:
    server = find(state)
    if server is None:
        return None
    with suppress(psutil.NoSuchProcess):  # it may end by itself between any two of our questions
        _end(psutil.Process(server.pid))
    state.server.unlink(missing_ok=True)
    return server


def _end(process: psutil.Process) -> None:
    process.terminate()
    if not _gone(process):
        process.kill()
        _gone(process)


def _gone(process: psutil.Process) -> bool:
    """Wait for the end of a process that is not our child; where nobody reaps it, a zombie is as good as gone."""
    for _ in range(int(STOP_TIMEOUT_S / WAIT_S)):
        try:
            process.wait(WAIT_S)
        except psutil.TimeoutExpired:
            if process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
                continue
        return True
    return False


def reset(state: StateDir) -> Started | None:
    """Empty the cloud: resources, clock, faults and the local Pulumi stacks go.

    Certificates, secrets, scenario and port stay, so shells that read `local env` go on working. A running server
    is started again (and returned).
    """
    with state.lock():
        was = _stop(state)
        for file in _cloud_files(state):
            file.unlink()
        shutil.rmtree(state.pulumi_backend, ignore_errors=True)
    return start(state, was.port) if was else None


def _cloud_files(state: StateDir) -> Iterator[Path]:
    return state.path.glob(f"{state.database.name}*")


def serve_here(
    state: StateDir,
    port: int | None,
    scenario: str | None,
    rows: Sequence[Path],
    announce: Callable[[str], None],
) -> Started | None:
    """Serve in this process until a signal comes (`--foreground`); a Started: it runs already elsewhere.

    *announce* gets the URL once the port is ours; the rest is as `start` takes it.
    """
    from localazure import serving

    with state.lock():
        if server := find(state):
            _refuse_other_port(state, server, port)
            refuse_others(state, server.url, scenario, rows)
            return Started(server, already=True)
        prepare(state, scenario, rows)
        listening = bind(state, port)
        announce(serving.announce(state, listening))
    with listening:
        serving.serve(state, listening)
    return None
