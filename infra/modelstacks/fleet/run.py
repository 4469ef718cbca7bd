"""A command on all stacks of a fleet: which go in which order, what was done already, and the report at the end."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

from modelstacks.engine.interrupts import listening
from modelstacks.fleet import DEFAULT_EXECUTOR
from modelstacks.fleet.choosing import stages_of
from modelstacks.fleet.executors import open_executor
from modelstacks.fleet.journal import Head, Journal, journal_path, read_journal
from modelstacks.fleet.results import FleetReport
from modelstacks.fleet.rollout import roll_out
from modelstacks.fleet.stack_process import StackRun
from modelstacks.yaml_source import VARIABLE, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from modelstacks.fleet.executors import Executor
    from modelstacks.fleet.fleet_file import Fleet
    from modelstacks.fleet.results import StackResult
    from modelstacks.fleet.stack import FleetStack, Ring

BACKWARDS = frozenset({"destroy"})
"""What goes through rings and kinds of spec the other way round."""


class FleetView(Protocol):
    """Who watches a run; called from several threads."""

    def begun(self, stack: str) -> None:
        """A stack was handed to the executor."""

    def heard(self, stack: str, line: str) -> None:
        """A line of its progress."""

    def ended(self, result: StackResult) -> None:
        """What became of it."""


@dataclass(frozen=True)
class FleetCommand:
    """*name* is the command of each stack, *options* are its own. *stacks*: which of the fleet's it is about."""

    name: str
    stacks: tuple[FleetStack, ...]
    options: tuple[str, ...] = ()
    executor: str = DEFAULT_EXECUTOR
    shard: str | None = None
    resume: bool = False


def run_fleet(fleet: Fleet, command: FleetCommand, view: FleetView) -> FleetReport:
    """Run it, and return the report. Raises UsageError where a stack can't be begun at all, before any is."""
    if not command.executor.startswith("dask"):
        for stack in command.stacks:
            stack.own_environment(os.environ)
    runs = {stack.name: _run_of(stack, command) for stack in command.stacks}
    path = journal_path(fleet.path, fleet.name, command.name, command.shard)
    kept = _kept(path, runs) if command.resume else ()
    planned = {stack.name: stack.ring for stack in command.stacks}
    began, results = time.monotonic(), list(kept)
    for result in kept:
        view.ended(result)
    with (
        open_executor(command.executor, command.stacks, view.heard) as executor,
        Journal(path, Head(fleet.name, command.name, planned, command.shard), kept) as journal,
        listening(lambda came: executor.stop(came[-1])) as stopped,
    ):
        for result in _rolled_out(_left(fleet, command, runs, kept), executor, view, stopped):
            journal.add(result)
            results.append(result)
            view.ended(result)
    seconds, stopped_by = time.monotonic() - began, stopped[0] if stopped else None
    return FleetReport(fleet.name, command.name, planned, tuple(results), seconds, command.shard, stopped_by)


def _rolled_out(
    stages: Sequence[tuple[Ring, Sequence[StackRun]]],
    executor: Executor,
    view: FleetView,
    stopped: Sequence[int],
) -> Iterator[StackResult]:
    def submit(run: StackRun) -> Future[StackResult]:
        view.begun(run.stack)
        return executor.submit(run)

    return roll_out(stages, submit, executor.most, lambda: bool(stopped))


def _left(
    fleet: Fleet, command: FleetCommand, runs: Mapping[str, StackRun], kept: Sequence[StackResult]
) -> list[tuple[Ring, list[StackRun]]]:
    """Return what is still to be run, in its order."""
    done = {result.stack for result in kept}
    stages = stages_of(fleet, command.stacks)
    return [
        (ring, [runs[stack.name] for stack in stage if stack.name not in done])
        for ring, stage in (stages[::-1] if command.name in BACKWARDS else stages)
    ]


def unfinished(fleet: Fleet, command: FleetCommand) -> FleetReport | None:
    """Return the last run of that command where it was cut off before its end, else None."""
    report = read_journal(journal_path(fleet.path, fleet.name, command.name, command.shard))
    if report is None or not (report.missing or any(each.outcome == "stopped" for each in report.results)):
        return None
    return report


def _run_of(stack: FleetStack, command: FleetCommand) -> StackRun:
    arguments = (
        command.name,
        os.fspath(stack.spec),
        "--stack",
        stack.name,
        *command.options,
        "--output",
        "json",
    )
    return StackRun(
        stack.name, stack.ring, arguments, stack.all_variables, stack.timeout_s, _digest(stack, command)
    )


def _digest(stack: FleetStack, command: FleetCommand) -> str:
    """Return a hash of what a run of the stack hangs on here: another one is no run to go on from."""
    spec = read_text(stack.spec)
    lock = read_text(stack.lock) if stack.lock.is_file() else ""
    read = {found["name"]: os.environ.get(found["name"]) for found in VARIABLE.finditer(spec)}
    asked = [spec, lock, sorted(stack.variables.items()), sorted(read.items()), command.options]
    return sha256(json.dumps(asked).encode()).hexdigest()[:16]


def _kept(path: Path, runs: Mapping[str, StackRun]) -> tuple[StackResult, ...]:
    """Return what an earlier run did already, of stacks that would be run as they were then."""
    report = read_journal(path)
    return tuple(
        replace(result, earlier=True)
        for result in (report.results if report else ())
        if result.outcome == "done" and result.stack in runs and runs[result.stack].digest == result.digest
    )
