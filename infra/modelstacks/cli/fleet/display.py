"""What a user sees while a fleet runs: a table that moves on a terminal, a line for what begins and ends elsewhere."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from modelstacks.cli.moving import Moving
from modelstacks.cli.output import stderr
from modelstacks.engine.steps import DONE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType
    from typing import Self

    from rich.console import RenderableType

    from modelstacks.fleet.results import StackResult

STYLES = {"done": "green", "failed": "bold red", "stopped": "yellow", "not begun": "dim"}
MOST_ROWS = 20
"""Running stacks on the screen; the rest is counted."""


@dataclass
class _Running:
    """One stack, how long it has been running, and the last thing that it said; *done* counts resources."""

    since: float = field(default_factory=time.monotonic)
    line: str = "starting"
    done: int = 0

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.since

    def hear(self, line: str) -> None:
        if line.startswith(ANNOUNCED):
            self.line = "opening the stack"
        elif line:
            self.done += line.startswith(CHANGED)
            self.line = line

    @property
    def phase(self) -> str:
        return f"{self.done} done; {self.line}" if self.done else self.line


ANNOUNCED = ("Stack ", "subscription ", "as ")
"""How the lines begin that say where a stack lies and as whom it is run: all of a fleet say the same."""
CHANGED = ("+ ", "~ ", "- ")
"""How the line of a resource begins that was created, changed or deleted."""


class FleetDisplay:
    """A context manager, and a `FleetView`; *planned* are the stacks by ring. It writes to stderr."""

    def __init__(self, command: str, planned: Mapping[str, str]) -> None:
        self._command, self._planned = command, planned
        self._console = stderr()
        self._running: dict[str, _Running] = {}
        self._ended: dict[str, StackResult] = {}
        self._failures: dict[str, str] = {}
        self._lock = threading.Lock()
        self._under_way = Moving(self._console, self._moving, self._tell)
        self._began = time.monotonic()

    def __enter__(self) -> Self:
        self._under_way.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._under_way.stop()

    def begun(self, stack: str) -> None:
        """Show it as running."""
        with self._lock:
            self._running[stack] = _Running()
        if not self._under_way.on_terminal:
            self._say(f"{stack}: {self._command} begun")

    def heard(self, stack: str, line: str) -> None:
        """Take in how far it is."""
        with self._lock:
            if stack in self._running:
                self._running[stack].hear(line.strip())

    def ended(self, result: StackResult) -> None:
        """Show how it ended: a line that stays."""
        with self._lock:
            self._running.pop(result.stack, None)
            self._ended[result.stack] = result
        if result.outcome != "not begun":
            self._say(f"{result.stack}: {described(result)}", STYLES[result.outcome])
        if result.outcome == "failed":
            for line in self._why(result):
                self._say(f"    {line}")

    def _why(self, result: StackResult) -> list[str]:
        """Return why it failed, or which stack did so with the very same words."""
        words = result.message.replace(result.stack, "")
        first = self._failures.setdefault(words, result.stack)
        return result.message.splitlines() if first == result.stack else [f"with the same words as {first}"]

    def _say(self, line: str, style: str = "") -> None:
        self._console.print(line, style=style if self._console.is_terminal else "", markup=False)

    def _tell(self) -> None:
        self._say(self._summary())
        for name, phase, seconds in self._rows():
            self._say(f"    {name}: {phase} ({seconds:.0f} s)")

    def _summary(self) -> str:
        with self._lock:
            failed = sum(result.outcome == "failed" for result in self._ended.values())
            left = len(self._planned) - len(self._ended) - len(self._running)
            words = f"{len(self._ended)} of {len(self._planned)} stacks ended, {len(self._running)} running, {left} waiting"
            seconds = time.monotonic() - self._began
        return f"{self._command}: {words}{f', {failed} failed' if failed else ''} ({seconds:.0f} s)"

    def _rows(self) -> list[tuple[str, str, float]]:
        with self._lock:
            return [(name, running.phase, running.seconds) for name, running in self._running.items()]

    def _moving(self) -> RenderableType:
        rows = self._rows()
        shown = rows[:MOST_ROWS]
        wide = max((len(name) for name, _, _ in shown), default=0)
        lines = [f"{name:<{wide}}  {seconds:>4.0f} s  {phase}" for name, phase, seconds in shown]
        more = [f"and {len(rows) - MOST_ROWS} more"] if len(rows) > MOST_ROWS else []
        texts = [Text(line, overflow="ellipsis", no_wrap=True) for line in (*lines, *more)]
        return Group(Text(self._summary(), "bold", overflow="ellipsis", no_wrap=True), *texts)


def described(result: StackResult) -> str:
    """Return `done: 10 created (12 s)`."""
    changes = changes_of(result)
    return f"{result.outcome}{f': {changes}' if changes else ''} ({time_of(result)})"


def changes_of(result: StackResult) -> str:
    """Return `10 created, 2 unchanged`."""
    return ", ".join(f"{count} {WORDS.get(op, op)}" for op, count in sorted(result.changes.items()))


def time_of(result: StackResult) -> str:
    """Return `12 s`, or that it was done before this run."""
    return "earlier" if result.earlier else f"{result.seconds:.0f} s"


WORDS = DONE | {"same": "unchanged", "replace": "replaced", "import": "adopted"}
"""What Pulumi's summary calls an operation, as a thing done."""
