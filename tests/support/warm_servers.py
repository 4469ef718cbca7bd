"""Local Azures and plugins that are forks of a process which has imported all they need: half a second less for each.

In all else a local Azure is what `modelstacks local start` starts: a process of its own, detached, on the socket it is
handed; and a plugin is the one that the engine would start, which attaches to it instead (PULUMI_DEBUG_PROVIDERS).
"""

from __future__ import annotations

import asyncio
import atexit
import gc
import io
import json
import os
import runpy
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
from google.protobuf.empty_pb2 import Empty  # type: ignore[import-untyped]  # no stubs in the lock file
from starlette.applications import Starlette

from localazure import process
from localazure.catalogue import load
from localazure.providers import all_providers
from localazure.serving import serve
from localazure.state_dir import StateDir

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

STDERR = 2
RUNNING: set[int] = set()
"""The process ids of the plugins that run: they end with the process that forked them."""

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
    with state.log.open("ab") as log:
        state.log.chmod(0o600)
        order = {"state": str(state.path), "environ": dict(os.environ)}
        return Forked(_ordered(order, listening.fileno(), log.fileno()))


def attached_plugins(environ: Mapping[str, str]) -> str:
    """Start the plugins that any number of engine runs share; return what PULUMI_DEBUG_PROVIDERS says of them.

    They sign in as *environ* says, whatever a run's own environment holds, and end when we do.
    """
    return ",".join(f"{name}:{_attached(name, environ)}" for name in PLUGINS)


def _attached(name: str, environ: Mapping[str, str]) -> int:
    ours, its = os.pipe()
    _ordered({"plugin": name, "environ": dict(environ)}, its, STDERR)
    os.close(its)
    with os.fdopen(ours, encoding="ascii") as port:
        return int(port.readline())


def _ordered(order: dict[str, Any], *fds: int) -> int:
    """Have a process forked that takes over the files *fds*; return its id."""
    socket.send_fds(_parent(), [json.dumps(order).encode()], fds)
    return int(_parent().recv(MESSAGE_BYTES))


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
    """Fork what is ordered; returns there once it is told to end, and here when nobody orders any more."""
    all_providers()
    load()
    uvicorn.Config(Starlette()).load()  # imports its protocols
    gc.freeze()
    signal.signal(signal.SIGCHLD, _reap)
    while True:
        message, fds, _, _ = socket.recv_fds(orders, MESSAGE_BYTES, 2)
        if not message:
            return _end_plugins()
        order = json.loads(message)
        plugin = order.get("plugin")
        become = PLUGINS[plugin]() if plugin else _become_server
        if (pid := os.fork()) == 0:
            orders.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            return become(order, *fds)
        if plugin:
            RUNNING.add(pid)
        for fd in fds:
            os.close(fd)
        orders.send(str(pid).encode())


def _end_plugins() -> None:
    # Unreaped from here on, none of their ids is given to another process.
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for pid in RUNNING:
        os.kill(pid, signal.SIGINT)


def _reap(_signal: int, _frame: object) -> None:
    try:
        while pid := os.waitpid(-1, os.WNOHANG)[0]:
            RUNNING.discard(pid)
    except ChildProcessError:
        return


def _become_server(order: dict[str, Any], listening: int, log: int) -> None:
    os.setsid()
    os.chdir(order["state"])
    _take_over(order, log, log)
    serve(StateDir(Path(order["state"])), socket.socket(fileno=listening))


def _stand_in() -> Callable[..., None]:
    """Import the plugin: what few workers need, before the fork."""
    from azure_native_standin import __main__ as plugin
    from azure_native_standin import arm  # noqa: F401 - what it imports once it is configured

    def become(order: dict[str, Any], out: int, err: int) -> None:
        _take_over(order, out, err)
        asyncio.run(plugin.serve(None))

    return become


def _dynamic_host() -> Callable[..., None]:
    """Import what Pulumi's host of dynamic providers will: the host itself serves as soon as it is imported."""
    from pulumi.runtime.proto import ResourceProviderServicer

    from modelstacks.components import traffic  # noqa: F401 - the only dynamic resource

    def become(order: dict[str, Any], out: int, err: int) -> None:
        _take_over(order, out, err)
        sys.stdout = io.TextIOWrapper(io.FileIO(1, "w"), write_through=True)
        with mock.patch.object(ResourceProviderServicer, "Attach", return_value=Empty()):
            runpy.run_module("pulumi.dynamic", run_name="__main__")

    return become


PLUGINS = {"azure-native": _stand_in, "pulumi-python": _dynamic_host}


def _take_over(order: dict[str, Any], out: int, err: int) -> None:
    os.dup2(out, 1)
    os.dup2(err, 2)
    for fd in {out, err}:
        os.close(fd)
    os.environ.clear()
    os.environ.update(order["environ"])


if __name__ == "__main__":
    fork_on_demand(socket.socket(fileno=int(sys.argv[1])))
