"""The local Azure beside bare starlette routes with the same read over TLS; clients do next to nothing."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import psutil  # type: ignore[import-untyped]  # its stubs are a package of their own

from bench import hammer
from bench.row import Reading, Row, Target
from bench.servers import bare_server, local_azure
from bench.timing import seconds_of
from localazure import process
from localazure.state_dir import StateDir

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from azure_fixtures import LocalAzureServer
    from bench.row import Round
    from bench.servers import BareServer

FEW, MANY, GETS, CLIENTS = 50, 10_000, 800, 32
READY, MEMORY = "local Azure: ready", f"local Azure: memory with {MANY:,}"
ONE, ALL, FULL = "ARM GET: one client", f"ARM GET: {CLIENTS} clients", f"ARM GET: one client, of {MANY:,}"
LISTED = f"ARM list of {MANY:,}: first page"
SAME_READ = "a bare starlette route over TLS with the same read"
MB = 1024 * 1024
LISTS = 20


@contextmanager
def starting(folder: Path) -> Iterator[Round]:
    """A state folder that was used before."""
    state = StateDir(folder / "azure")

    def start() -> None:
        process.start(state, 0)

    def one_round() -> dict[str, Reading]:
        floor = started(state)
        value = seconds_of(start)
        process.stop(state)
        return {READY: Reading(value, floor)}

    start()
    process.stop(state)
    yield one_round


def started(state: StateDir) -> float:
    """Return how long a bare server takes to answer."""
    server = bare_server(state)
    took = seconds_of(server.__enter__)
    server.__exit__(None, None, None)
    return took


@contextmanager
def asking(folder: Path) -> Iterator[Round]:
    """Two local Azures with a bare server each: one with few resources, one with many."""
    (folder / "few").mkdir()
    (folder / "many").mkdir()
    with (
        local_azure(folder / "few") as few,
        local_azure(folder / "many") as many,
        bare_server(few.state) as bare,
        bare_server(many.state) as bare_of_many,
    ):
        small, large = Side(few, FEW), Side(many, MANY)

        def one_round() -> dict[str, Reading]:
            alone = small.get()
            return {
                ONE: Reading(alone, small.bare_get(bare)),
                ALL: Reading(small.get(CLIENTS), small.bare_get(bare, CLIENTS)),
                FULL: Reading(large.get(), alone),
                LISTED: Reading(large.list_page(), large.bare_list(bare_of_many)),
                MEMORY: Reading(memory(many.server.pid), memory(bare_of_many.pid)),
            }

        yield one_round


class Side:
    """A local Azure with *count* resources in a group, and what is asked of it; times are ms for each request."""

    def __init__(self, azure: LocalAzureServer, count: int) -> None:
        self._azure, self._token, self._count = azure, azure.token(), count
        self._group = f"/subscriptions/{azure.subscription}/resourceGroups/rg-bench"
        self._type = f"{self._group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities"
        where = b'{"location": "swedencentral"}'
        self._send([self._request("PUT", self._group, "2024-03-01", where)])
        self._send([self._request("PUT", path, "2023-01-31", where) for path in self._paths(count)], CLIENTS)

    def get(self, clients: int = 1) -> float:
        """Read resources, one after the other, each another one."""
        gets = [self._request("GET", path, "2023-01-31") for path in self._paths(GETS)]
        return self._send(gets, clients)

    def bare_get(self, bare: BareServer, clients: int = 1) -> float:
        """Read the same ones from its floor."""
        gets = [hammer.request("GET", f"/resource{path}") for path in self._paths(GETS)]
        return each_ms(bare.port, bare.ca, gets, clients)

    def list_page(self) -> float:
        """Read the first page of the group's resources of the type."""
        return self._send([self._request("GET", self._type, "2023-01-31")] * LISTS)

    def bare_list(self, bare: BareServer) -> float:
        """Read the same page from its floor."""
        return each_ms(bare.port, bare.ca, [hammer.request("GET", f"/list{self._type}")] * LISTS)

    def _paths(self, count: int) -> list[str]:
        return [f"{self._type}/id-{number % self._count}" for number in range(count)]

    def _request(self, method: str, path: str, version: str, body: bytes = b"") -> bytes:
        return hammer.request(method, f"{path}?api-version={version}", self._token, body)

    def _send(self, requests: list[bytes], clients: int = 1) -> float:
        return each_ms(self._azure.server.port, self._azure.ca, requests, clients)


def each_ms(port: int, ca: str, requests: list[bytes], clients: int = 1) -> float:
    """Return how many ms a request takes: of all requests together, by their number."""
    return hammer.seconds_of(port, ca, requests, clients) * 1000 / len(requests)


def memory(pid: int) -> float:
    """Return the memory (MB) that a process has resident."""
    return float(psutil.Process(pid).memory_info().rss) / MB


ROWS = (
    Row(READY, Target(0.5), starting, "a bare starlette route over TLS, started the same way"),
    Row(ONE, Target(2.5, "ratio"), asking, SAME_READ, unit="ms"),
    Row(ALL, Target(2.5, "ratio"), asking, SAME_READ, unit="ms"),
    Row(FULL, Target(1.1, "ratio"), asking, f"the local Azure with {FEW} resources", unit="ms"),
    Row(LISTED, Target(5), asking, f"{SAME_READ} of 1,000 rows", unit="ms"),
    Row(MEMORY, Target(120), asking, "the bare server", unit="MB"),
)
