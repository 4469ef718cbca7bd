"""A stack's command in a process of its own: started, listened to, stopped in order, and what became of it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from modelstacks.engine.lock_patience import WAIT_VARIABLE
from modelstacks.errors import UsageError
from modelstacks.fleet.results import StackResult, read_object
from modelstacks.fleet.stack import expanded
from modelstacks.telemetry.spans import child_variables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from subprocess import Popen

    from modelstacks.fleet.results import Outcome

PROGRAM = "modelstacks.cli.fleet_stack"
"""What runs there: the command line, ended by the end of its standard input, so by that of its parent."""
LOCK_WAIT_S = "60"
"""How long a stack waits for an earlier run of it to end, which a dead worker left: longer than the engine's own patience."""
OWN = {"GITHUB_STEP_SUMMARY": "", "PYTHONUNBUFFERED": "1"}
"""The step's summary is the fleet's, once; progress comes line by line."""
LAST_LINES = 20
"""What is kept of its output for a stack that ended without a word on why."""


@dataclass(frozen=True)
class StackRun:
    """One command on one stack; *arguments* are the command line's, the spec second. *variables* are set on top of the
    environment, from which `${NAME}` in them is taken where it runs."""

    stack: str
    ring: str
    arguments: tuple[str, ...]
    variables: Mapping[str, str] = field(default_factory=dict, repr=False)
    timeout_s: float | None = None
    digest: str = ""


class Processes:
    """Those that run now, so that they can be stopped together; after that none is started."""

    def __init__(self) -> None:
        self._running: set[Popen[str]] = set()
        self._lock = threading.Lock()
        self.stopped_by: int | None = None

    @contextmanager
    def holding(self, process: Popen[str]) -> Iterator[None]:
        """Let *process* be one of them in there."""
        with self._lock:
            self._running.add(process)
            if self.stopped_by:
                process.send_signal(signal.SIGINT)
        try:
            yield
        finally:
            with self._lock:
                self._running.discard(process)

    def stop(self, number: int) -> None:
        """Ask each to end in order, as Ctrl-C does; again: at once."""
        self.stopped_by = self.stopped_by or number
        for process in tuple(self._running):
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGINT)


def run_stack(run: StackRun, processes: Processes, tell: Callable[[str], None]) -> StackResult:
    """Run the command to its end; *tell* hears each line of its progress. Whatever happens to the process is a result."""
    if processes.stopped_by:
        return StackResult(
            run.stack, run.ring, "not begun", message="The fleet was stopped.", digest=run.digest
        )
    try:
        own = expanded(run.stack, run.variables, os.environ)
    except UsageError as err:
        return StackResult(run.stack, run.ring, "failed", message=str(err), digest=run.digest)
    began = time.monotonic()
    last: deque[str] = deque(maxlen=LAST_LINES)
    with (
        _started(run, own) as process,
        processes.holding(process),
        _ended_after(process, run.timeout_s) as late,
        ThreadPoolExecutor(1) as reader,
    ):
        answer = reader.submit(_whole, process.stdout)
        for line in process.stderr or ():
            last.append(line.rstrip())
            tell(line.rstrip())
        text = answer.result()
        code = process.wait()
    return _result(run, _Ended(code, text, tuple(last), time.monotonic() - began, bool(late)), processes)


def _started(run: StackRun, own: Mapping[str, str]) -> Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", PROGRAM, *run.arguments],
        stdin=subprocess.PIPE,  # its end is ours: whoever is left alone ends in order
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **child_variables(), WAIT_VARIABLE: LOCK_WAIT_S, **own, **OWN},
        encoding="utf-8",
        errors="replace",
        start_new_session=True,  # a Ctrl-C comes from us alone, once
    )


@dataclass(frozen=True)
class _Ended:
    code: int
    text: str
    last: tuple[str, ...]
    seconds: float
    late: bool


def _result(run: StackRun, ended: _Ended, processes: Processes) -> StackResult:
    told = read_object(ended.text)
    message = str(told.get("message") or "")
    answer = told.get("answer")
    answer = answer if isinstance(answer, dict) else {}
    failed = bool(ended.code) and not (
        answer and ended.code == 1 and not message
    )  # what it looked for, it found
    if failed and not message:
        message = _without_words(ended)
    if failed and ended.late:
        message = f"It was stopped after its timeout of {run.timeout_s:g} s.\n{message}"
    outcome: Outcome = "done"
    if failed:
        outcome = "stopped" if processes.stopped_by else "failed"
    return StackResult(
        run.stack,
        run.ring,
        outcome,
        seconds=round(ended.seconds, 2),
        exit_code=ended.code,
        changes=answer.get("changes") or {},
        message=message,
        host=socket.gethostname(),
        digest=run.digest,
        answer=answer,
    )


def _without_words(ended: _Ended) -> str:
    how = (
        f"It was killed by {signal.Signals(-ended.code).name}"
        if ended.code < 0
        else f"It ended with exit code {ended.code}"
    )
    return "\n".join([f"{how} without saying why. Its last lines:", *ended.last])


def _whole(stream: IO[str] | None) -> str:
    return stream.read() if stream else ""


@contextmanager
def _ended_after(process: Popen[str], seconds: float | None) -> Iterator[list[bool]]:
    """Stop *process* in order once that time is over; yield what is then no longer empty."""
    late: list[bool] = []

    def stop() -> None:
        late.append(True)
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGINT)

    timer = threading.Timer(seconds, stop) if seconds else None
    if timer:
        timer.daemon = True
        timer.start()
    try:
        yield late
    finally:
        if timer:
            timer.cancel()
