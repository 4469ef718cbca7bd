"""Runs what `warm_client.py` hands over: each program is a fork of this process, which has imported what they need.

A program keeps its own streams, folder, environment, signals and exit code; what it no longer does is import the same
modules again, a second or two of the three that `modelstacks up` takes. It ends when its client is killed.
"""

from __future__ import annotations

import gc
import io
import json
import os
import pkgutil
import runpy
import selectors
import signal
import socket
import sys
from dataclasses import dataclass, field
from importlib import import_module

from warm_client import MESSAGE_BYTES

PRELOADED = (
    "azure_native_standin.servicer",
    "modelstacks.programs.models",
    "modelstacks.programs.platform",
    "pip._internal.cli.main",
    "pip._internal.commands.list",
    "pulumi.automation",
    "pulumi.dynamic",
)
PACKAGES = ("modelstacks.cli", "modelstacks.components", "modelstacks.engine", "modelstacks.preflight")
"""Those whose modules are loaded when a command needs them."""


@dataclass
class Warm:
    """Who asked for which running program."""

    listening: socket.socket
    parent: int
    running: dict[int, socket.socket] = field(default_factory=dict)
    selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)

    def serve(self) -> list[str]:
        """Fork for each client; return in the fork with its command line, and in this process when our starter has gone."""
        woken, wakes = socket.socketpair()
        woken.setblocking(False)
        wakes.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wakes.fileno())
        for watched in (self.listening, woken, self.parent):
            self.selector.register(watched, selectors.EVENT_READ)
        while True:
            for key, _ in self.selector.select():
                if key.fileobj is self.listening:
                    if command := self._start():
                        return command
                elif key.fileobj is woken:
                    woken.recv(MESSAGE_BYTES)
                    self._reap()
                elif key.fileobj == self.parent:
                    return []
                else:
                    self._client_gone(key.data)

    def _start(self) -> list[str]:
        client, _ = self.listening.accept()
        order, streams, _, _ = socket.recv_fds(client, MESSAGE_BYTES, 3)
        pid = os.fork()
        if pid == 0:
            return self._become(json.loads(order), streams)
        for stream in streams:
            os.close(stream)
        self.running[pid] = client
        client.send(str(pid).encode())
        self.selector.register(client, selectors.EVENT_READ, pid)
        return []

    def _become(self, order: tuple[list[str], str, dict[str, str]], streams: list[int]) -> list[str]:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self.selector.close()
        for other in (self.listening, *self.running.values()):
            other.close()
        words, folder, environ = order
        for standard, stream in enumerate(streams):
            os.dup2(stream, standard)
            os.close(stream)
        sys.stdin = os.fdopen(0, closefd=False)
        sys.stdout, sys.stderr = _unbuffered(1), _unbuffered(2)
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environ)
        return words

    def _reap(self) -> None:
        while self.running:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            client = self.running.pop(pid)
            self.selector.unregister(client)
            with client:
                client.send(str(os.waitstatus_to_exitcode(status)).encode())

    def _client_gone(self, pid: int) -> None:
        self.selector.unregister(self.running[pid])
        os.kill(pid, signal.SIGKILL)


def _unbuffered(stream: int) -> io.TextIOWrapper[io.FileIO]:
    """As `python -u` has it: the engine waits for a port that pulumi.dynamic writes without a flush."""
    return io.TextIOWrapper(io.FileIO(stream, "w", closefd=False), write_through=True)


def preload() -> None:
    """Import what the programs will need."""
    for name in PRELOADED:
        import_module(name)
    for name in PACKAGES:
        package = import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not module.name.endswith("__main__"):
                import_module(module.name)
    gc.freeze()


def run(words: list[str]) -> None:
    """Run it as Python would have."""
    if words[0] == "-m":
        sys.argv = words[1:]
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = words
        runpy.run_path(words[0], run_name="__main__")


if __name__ == "__main__":
    _listening = socket.socket(fileno=int(sys.argv[1]))
    preload()
    if _command := Warm(_listening, 0).serve():
        run(_command)
