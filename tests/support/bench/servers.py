"""Start and stop what the rows ask: a local Azure, and the bare server that is its floor."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from azure_fixtures import LocalAzureServer
from bench import bare_client, hammer
from bench.interrupts import held_back
from localazure import process, tls
from localazure.state_dir import StateDir

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = Path(__file__).with_name("bare_server.py")
BARE_CLIENT = str(Path(__file__).with_name("bare_client.py"))


@dataclass(frozen=True)
class BareServer:
    """A running bare server: its process and port, and the CA that its clients trust."""

    pid: int
    port: int
    ca: str

    def late(self, count: int) -> float:
        """Return the seconds that *count* requests take that each are answered after 50 ms, in this process."""
        return bare_client.seconds_of(self.ca, self.url("late"), count)

    def url(self, path: str) -> str:
        """Return the URL of a path."""
        return f"https://localhost:{self.port}/{path}"


@contextmanager
def local_azure(folder: Path, scenario: str | None = None) -> Iterator[LocalAzureServer]:
    """Run a local Azure of its own, started as `modelstacks local start` does."""
    state = StateDir(folder / "azure")
    with ExitStack() as started:
        with held_back():
            azure = LocalAzureServer(state, process.start(state, 0, scenario).server)
            started.callback(process.stop, state)
        yield azure


@contextmanager
def bare_server(state: StateDir) -> Iterator[BareServer]:
    """Run a bare server with the certificate and the resources of a local Azure; it answers when this yields.

    It is started as the local Azure is: bound socket handed over, the first answer waited for.
    """
    files = tls.files(state.tls)
    with ExitStack() as started:
        with held_back(), socket.create_server(("127.0.0.1", 0), backlog=2048) as listening:
            port = listening.getsockname()[1]
            line = [
                sys.executable,
                "-P",
                str(PROGRAM),
                str(listening.fileno()),
                str(files.server),
                str(state.database),
            ]
            running = subprocess.Popen(
                line, pass_fds=[listening.fileno()], stdin=subprocess.PIPE, start_new_session=True
            )
            started.callback(_end, running)
        _first_answer(port, files.ca)
        yield BareServer(running.pid, port, str(files.ca))


def _end(running: subprocess.Popen[bytes]) -> None:
    running.terminate()
    running.wait()


def _first_answer(port: int, ca: Path) -> None:
    connection = http.client.HTTPSConnection("127.0.0.1", port, context=tls.client_context(ca))
    try:
        connection.request("GET", "/ready")
        connection.getresponse().read()
    finally:
        connection.close()


def requests_so_far(state: StateDir) -> int:
    """Return how many requests the local Azure has logged, in its present file and the one before."""
    files = [state.requests, state.requests.with_name(f"{state.requests.name}.1")]
    return sum(len(file.read_bytes().splitlines()) for file in files if file.exists())


def make_group(azure: LocalAzureServer, name: str) -> None:
    """Make a resource group."""
    path = f"/subscriptions/{azure.subscription}/resourceGroups/{name}?api-version=2024-03-01"
    put = hammer.request("PUT", path, azure.token(), b'{"location": "swedencentral"}')
    hammer.seconds_of(azure.server.port, azure.ca, [put])
