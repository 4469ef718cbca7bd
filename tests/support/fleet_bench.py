"""A fleet on a bench: locked, run as a program of its own, its workers and what Azure was asked to write."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from fleets import FLEET, write_fleet
from processes import children_of, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from e2e_bench import Bench, Ran

GUARD_S = 240


def begin(bench: Bench, fleet: str = FLEET) -> None:
    """Write the fleet into the bench's folder, and decide where all of it goes."""
    write_fleet(bench.folder, fleet)
    locked = bench.modelstacks("fleet", "lock")
    assert locked.code == 0, locked.out


@contextmanager
def started(bench: Bench, *options: str) -> Iterator[subprocess.Popen[str]]:
    """`modelstacks fleet …` in a process group of its own, as a shell's jobs are."""
    with bench.started("fleet", *options) as running:
        try:
            yield running
        finally:
            running.kill()


def wait_for(running: subprocess.Popen[str], words: str) -> None:
    """Read its output up to these words."""
    assert running.stdout
    while words not in (line := running.stdout.readline()):
        assert line, f"it ended without saying {words}"


def wait_for_put(bench: Bench, name: str) -> None:
    """Wait until Azure was asked to write the resource of that name."""
    log, put = bench.azure.state.requests, re.compile(rf'"method": "PUT", "path": "[^"]*/{name}"')
    while not put.search(log.read_text()):
        pass


@contextmanager
def cluster(bench: Bench, workers: int) -> Iterator[tuple[str, list[int]]]:
    """A Dask scheduler and workers on loopback, which have the bench's environment; yield its address and their pids."""
    with ExitStack() as running:
        scheduler = running.enter_context(
            _dask(bench, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        )
        assert scheduler.stderr
        lines = iter(scheduler.stderr.readline, "")
        found = next(match for line in lines if (match := re.search(r"Scheduler at:\s+tcp://(\S+)", line)))
        options = ("--nthreads", "1", "--no-nanny", "--no-dashboard")
        pids = []
        for number in range(workers):
            worker = running.enter_context(_dask(bench, "worker", found[1], "--name", f"w{number}", *options))
            assert worker.stderr
            next(line for line in iter(worker.stderr.readline, "") if "Registered to" in line)
            pids.append(worker.pid)
        yield found[1], pids


@contextmanager
def _dask(bench: Bench, *command: str) -> Iterator[subprocess.Popen[str]]:
    program = bench.installed.bin / "python"
    with subprocess.Popen(
        [program, "-m", "distributed.cli.dask_" + command[0], *command[1:]],
        cwd=bench.folder,
        env=bench.env,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        try:
            yield running
        finally:
            running.kill()


def busy(workers: list[int]) -> int:
    """The pid of a worker that runs a stack, as soon as one does."""
    while True:
        for pid in workers:
            if any("fleet_stack" in words_of(each) for each in children_of(pid)):
                return pid


def status(bench: Bench) -> dict[str, tuple[int, int]]:
    """How many endpoints each stack has, of how many."""
    told: list[dict[str, Any]] = json.loads(
        bench.run("modelstacks", "fleet", "status", "--output", "json").out.partition("\n")[2]
    )
    return {each["stack"]: (each["found"], each["wanted"]) for each in told}


def puts(bench: Bench) -> Counter[str]:
    """How often each resource was written by a PUT that Azure took, by its path."""
    lines = (json.loads(line) for line in bench.azure.state.requests.read_text().splitlines())
    return Counter(line["path"] for line in lines if line["method"] == "PUT" and line["status"] < 300)


def results(ran: Ran) -> dict[str, str]:
    """The outcome of each stack in a table that was printed."""
    rows = [line.split() for line in ran.out.splitlines() if " canary " in line or " rest " in line]
    return {row[0]: row[2] for row in rows}
