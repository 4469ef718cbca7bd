"""What `scripts/bench` prints: how long the commands that people wait for take, with their requests counted."""

from __future__ import annotations

import logging
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import fifty
from azure_fixtures import start_local_azure
from examined import examined_in
from modelstacks.localazure import process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from azure_fixtures import LocalAzureServer

RUNS = 3
LATENCY_MS = 50
"""Injected for each request that the local Azure answers, tokens and metadata included."""
CHECK_S, MODELS_S = 1.0, 0.5
ARM_LOG = logging.getLogger("azure.core.pipeline.policies.http_logging_policy")


@dataclass(frozen=True)
class Measured:
    """The *times* (s) of one thing's runs, the *requests* of one run, and what it may take (s)."""

    what: str
    times: tuple[float, ...]
    requests: int | None
    most: float

    def __str__(self) -> str:
        best, median = min(self.times), statistics.median(self.times)
        requests = "" if self.requests is None else str(self.requests)
        verdict = "ok" if best <= self.most else "TOO SLOW"
        return f"{self.what:<58} {best:6.2f} s {median:6.2f} s {requests:>8} {self.most:6.2f} s  {verdict}"


class Requests(logging.Handler):
    """Counts the requests that azure-core logs."""

    count = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Count one."""
        self.count += record.getMessage().startswith("Request URL")


def main() -> int:
    """Measure everything, print a table; 1 where the best run of something took too long."""
    print(f"{'':<58} {'best':>8} {'median':>8} {'requests':>8} {'at most':>8}")  # noqa: T201
    late = False
    for measured in everything():
        print(measured, flush=True)  # noqa: T201
        late |= min(measured.times) > measured.most
    return int(late)


def everything() -> Iterator[Measured]:
    """Yield each measurement."""
    command = [sys.executable, "-m", "modelstacks.cli", "models"]
    times = timed(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL))
    yield Measured("modelstacks models, from start to end", times, None, MODELS_S)
    with TemporaryDirectory() as folder:
        azure = start_local_azure(Path(folder) / "state")
        try:
            yield from checks(azure, Path(folder))
        finally:
            process.stop(azure.state)


def checks(azure: LocalAzureServer, folder: Path) -> Iterator[Measured]:
    """Yield `check` of the fifty deployments: before they are there, and with all of them deployed."""
    estate = fifty.build(azure)
    spec = fifty.write_spec(estate, folder)
    yield check(azure, spec, "nothing deployed yet")
    fifty.deploy(estate)
    yield check(azure, spec, "all deployed")
    estate.arm.close()


def check(azure: LocalAzureServer, spec: Path, when: str) -> Measured:
    """Measure the checks of *spec* in this process, which has imported what they need."""
    environ = azure.env()
    azure.control("POST", "faults", {"delay_s": LATENCY_MS / 1000})
    examined_in(environ, spec)
    requests = Requests()
    ARM_LOG.addHandler(requests)
    ARM_LOG.setLevel(logging.INFO)
    examined_in(environ, spec)
    ARM_LOG.removeHandler(requests)
    ARM_LOG.setLevel(logging.WARNING)
    times = timed(lambda: examined_in(environ, spec))
    azure.control("DELETE", "faults")
    what = f"check, {fifty.DEPLOYMENTS} deployments, {len(fifty.REGIONS)} regions, {when}"
    return Measured(what, times, requests.count, CHECK_S)


def timed(run: Callable[[], object]) -> tuple[float, ...]:
    """Run it a few times, one after the other; return the seconds of each."""
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
    return tuple(times)


if __name__ == "__main__":
    sys.exit(main())
