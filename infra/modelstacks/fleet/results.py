"""What became of each stack of a fleet, and how that differs from what was planned; JSON and JUnit for CI."""

from __future__ import annotations

import json
import signal
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from modelstacks.errors import SIGNALLED
from modelstacks.junit import Case, Remark, Suite, write_suite
from modelstacks.suggestions import listed, number_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Outcome: TypeAlias = Literal["done", "failed", "stopped", "not begun"]
"""`stopped`: by whoever stopped the fleet, in order; `not begun`: too much had failed before, or the fleet was stopped."""
OUTCOMES: tuple[Outcome, ...] = ("done", "failed", "stopped", "not begun")
FORMAT = 1


@dataclass(frozen=True)
class StackResult:
    """One stack's run. *changes*: how many resources had each operation; *message*: why it failed, in its own words.

    *digest* is of what it was run with, *earlier*: it was done by an earlier run, which this one goes on from. *answer* is
    what the command printed as JSON.
    """

    stack: str
    ring: str
    outcome: Outcome
    seconds: float = 0.0
    exit_code: int | None = None
    changes: dict[str, int] = field(default_factory=dict)
    message: str = ""
    host: str = ""
    digest: str = ""
    earlier: bool = False
    answer: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class FleetReport:
    """A command on a fleet: what was *planned*, by ring, and the results so far. *shard*: `1/4` where it was a part only.

    *stopped_by*: the signal that ended it before it was through.
    """

    fleet: str
    command: str
    planned: Mapping[str, str]
    results: tuple[StackResult, ...]
    seconds: float = 0.0
    shard: str | None = None
    stopped_by: int | None = None

    @property
    def exit_code(self) -> int:
        """0 where every planned stack is done; 128 and the signal's number where the run was stopped, else 1."""
        outcomes = {result.outcome for result in self.results}
        if outcomes <= {"done"} and not self.missing:
            return 0
        if self.stopped_by:
            return SIGNALLED + self.stopped_by
        return SIGNALLED + signal.SIGINT if "stopped" in outcomes else 1

    @property
    def missing(self) -> tuple[str, ...]:
        """Planned stacks of which nothing is known."""
        known = {result.stack for result in self.results}
        return tuple(stack for stack in self.planned if stack not in known)

    def differences(self) -> Iterator[str]:
        """Yield what differs from the plan, in sentences."""
        for outcome in OUTCOMES[1:]:
            names = [result.stack for result in self.results if result.outcome == outcome]
            if names:
                yield f"{number_of(len(names), 'stack')} {outcome}: {listed(names)}"
        if self.missing:
            yield f"{number_of(len(self.missing), 'stack')} without a result: {listed(self.missing)}"
        strange = [result.stack for result in self.results if result.stack not in self.planned]
        if strange:
            yield f"{number_of(len(strange), 'stack')} not in the plan: {listed(strange)}"

    def closing_line(self) -> str:
        """Return `50 stacks: 49 done, 1 failed (132 s)`."""
        counts = [(name, sum(result.outcome == name for result in self.results)) for name in OUTCOMES]
        words = ", ".join(f"{count} {name}" for name, count in counts if count) or "nothing done"
        return f"{number_of(len(self.planned), 'stack')}: {words} ({self.seconds:.0f} s)"

    def as_json(self) -> dict[str, Any]:
        """Return the stable form, which `read_report` reads."""
        return {
            "format": FORMAT,
            "fleet": self.fleet,
            "command": self.command,
            "shard": self.shard,
            "stopped_by": self.stopped_by,
            "seconds": round(self.seconds, 1),
            "planned": dict(self.planned),
            "differences": list(self.differences()),
            "results": [asdict(result) for result in self.results],
        }

    def as_junit(self) -> str:
        """Return JUnit XML: a test case a stack."""
        missing = tuple(StackResult(name, self.planned[name], "not begun") for name in self.missing)
        cases = tuple(_case(self.command, result) for result in (*self.results, *missing))
        return write_suite(Suite(f"modelstacks fleet {self.command}", cases, self.seconds))


def read_object(text: str) -> dict[str, Any]:
    """Return the JSON object that *text* is; an empty one where it is none, or was cut off."""
    try:
        told = json.loads(text)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _case(command: str, result: StackResult) -> Case:
    remarks: tuple[Remark, ...] = ()
    if result.outcome in ("failed", "stopped"):
        remarks = (Remark("failure", result.message.partition("\n")[0], result.message),)
    elif result.outcome == "not begun":
        remarks = (Remark("skipped", result.message or "not begun"),)
    return Case(f"modelstacks.fleet.{command}.{result.ring}", result.stack, remarks, result.seconds)
