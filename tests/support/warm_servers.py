"""Local Azures that are forks of a process which has imported all they need: half a second of work less for each.

In all else one is what `modelstacks local start` starts: a process of its own, detached, on the socket it is handed.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import psutil  # type: ignore[import-untyped]  # its stubs are a package of their own
import uvicorn
from starlette.applications import Starlette

from localazure import process
from localazure.catalogue import load
from localazure.providers import all_providers
from localazure.serving import serve
from localazure.state_dir import StateDir

if TYPE_CHECKING:
    from collections.abc import Iterator

MESSAGE_BYTES = 1 << 17
"""A request is the state's path and the environment."""


@dataclass
class Forked:
    """What `process.start` wants to know of the server that it started."""

    pid: int
    returncode: int | None = None

    def wait(self, timeout: float | None = None) -> None:
        """Wait for its end; it is no child of ours, so its exit code is not known."""
        with suppress(psutil.NoSuchProcess):
            psutil.Process(self.pid).wait(timeout)

    def kill(self) -> None:
        """Kill it."""
        os.kill(self.pid, signal.SIGKILL)


@contextmanager
def forked_servers() -> Iterator[None]:
    """Let `process.start` fork its servers."""
    with mock.patch.object(process, "_spawn", _fork):
        yield


def _fork(state: StateDir, listening: socket.socket) -> Forked:
    order = json.dumps({"state": str(state.path), "environ": dict(os.environ)}).encode()
    with state.log.open("ab") as log:
        state.log.chmod(0o600)
        socket.send_fds(_parent(), [order], [listening.fileno(), log.fileno()])
        return Forked(int(_parent().recv(MESSAGE_BYTES)))


@cache
def _parent() -> socket.socket:
    """Start the process that forks, one for each worker of the test run; it ends when we do."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with its:
        command = [sys.executable, "-P", __file__, str(its.fileno())]
        parent = subprocess.Popen(command, pass_fds=[its.fileno()], stdin=subprocess.DEVNULL)
    atexit.register(parent.wait)
    atexit.register(ours.close)
    return ours


def fork_on_demand(orders: socket.socket) -> None:
    """Fork a server for each order; returns in the servers once they are told to end, and when nobody orders any more."""
    all_providers()
    load()
    uvicorn.Config(Starlette()).load()  # imports its protocols
    gc.freeze()
    signal.signal(signal.SIGCHLD, _reap)
    while True:
        order, fds, _, _ = socket.recv_fds(orders, MESSAGE_BYTES, 2)
        if not order:
            return None
        if (pid := os.fork()) == 0:
            orders.close()
            return _become_server(json.loads(order), *fds)
        for fd in fds:
            os.close(fd)
        orders.send(str(pid).encode())


def _reap(_signal: int, _frame: object) -> None:
    try:
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass
    except ChildProcessError:
        return


def _become_server(order: dict[str, Any], listening: int, log: int) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    os.chdir(order["state"])
    for stream in (1, 2):
        os.dup2(log, stream)
    os.close(log)
    os.environ.clear()
    os.environ.update(order["environ"])
    serve(StateDir(Path(order["state"])), socket.socket(fileno=listening))


if __name__ == "__main__":
    fork_on_demand(socket.socket(fileno=int(sys.argv[1])))
