"""The engine's events as the lines a user reads: one for each resource that changes, and each message once."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from modelstacks.engine.property_changes import change_lines, changed_paths
from modelstacks.engine.steps import DONE, is_in_azure, op_of, short_name, type_of
from modelstacks.engine.view import View

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pulumi.automation.events import DiagnosticEvent, EngineEvent, StepEventMetadata

Tone: TypeAlias = Literal["added", "changed", "removed", "failed", "warning", "message", "inside"]

PLANNED = {
    "create": "to create",
    "create-replacement": "to re-create",
    "update": "to update",
    "delete": "to delete",
    "delete-replaced": "to delete after its replacement",
    "import": "to import",
}
MARKS: dict[str, tuple[str, Tone]] = {
    "create": ("+", "added"),
    "create-replacement": ("+", "added"),
    "import": ("=", "added"),
    "update": ("~", "changed"),
    "delete": ("-", "removed"),
    "delete-replaced": ("-", "removed"),
}
NAMED = 3
"""How many of the changed properties are named in a resource's line."""

AGAIN = "an unhandled error occurred: "
"""How the language host begins an error that the program logged already."""
MOST_NAMED = 2
"""How many of the resources under way the moving line names."""
COLOR_TAG = re.compile(r"<\{%.*?%\}>")
NO_NEWS = (
    "the program ended there",
    "update failed",
    "preview failed",
)
"""Errors that only say that there was one before."""


@dataclass(frozen=True)
class Line:
    """A line to show, and in which tone."""

    text: str
    tone: Tone


@dataclass
class Narration:
    """What was heard of one command, which may run the engine more than once; *diff*: show what changes inside."""

    diff: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    under_way: dict[str, tuple[str, float]] = field(default_factory=dict)
    phase: str = "Starting the engine"
    done: int = 0
    _reasons: dict[str, list[str]] = field(default_factory=dict)
    _said: set[str] = field(default_factory=set)
    _same: set[str] = field(default_factory=set)

    def hear(self, event: EngineEvent, now: float) -> list[Line]:
        """Return what is to be shown of *event*, which came at *now* (seconds)."""
        if event.prelude_event:
            self._begin_anew()
        if said := event.diagnostic_event:
            return self._message(said)
        if begun := event.resource_pre_event:
            return self._begun(begun.metadata, now, planning=bool(begun.planning))
        if ended := event.res_outputs_event:
            return [] if ended.planning else self._ended(ended.metadata, now)
        if failed := event.res_op_failed_event:
            return self._failed(failed.metadata, now)
        if summary := event.summary_event:
            return [*self.rest(), Line(self.closing_line(summary.duration_seconds), "message")]
        return []

    def _begin_anew(self) -> None:
        """Forget the counts: the engine runs, maybe another time."""
        self.counts.clear()
        self._same.clear()
        self.under_way.clear()
        self.done = 0
        self.phase = "Asking Azure what is there"

    def rest(self) -> list[Line]:
        """Return the errors whose resource has no line of its own."""
        lines = [line for urn, texts in self._reasons.items() for line in self._unowned(urn, texts)]
        self._reasons.clear()
        return lines

    def closing_line(self, seconds: int) -> str:
        """Return how many resources were (or would be) what: `2 created, 7 unchanged (4 s)`."""
        counts = self.counts + Counter({"unchanged": len(self._same)})
        words = ", ".join(f"{count} {word}" for word, count in counts.items()) or "nothing to do"
        return f"Resources: {words} ({seconds} s)"

    def moving_line(self, now: float) -> str:
        """Return what goes on at *now*: the phase, or how much is done and what is under way, and for how long."""
        if self.phase:
            return f"{self.phase} …"
        running = [f"{name} {duration(now - since)}" for name, since in self.under_way.values()]
        more = f" and {len(running) - MOST_NAMED} more" if running[MOST_NAMED:] else ""
        shown = ", ".join(running[:MOST_NAMED]) + more
        return f"{self.done} done; {shown or 'asking the endpoints'} …"

    def _begun(self, step: StepEventMetadata, now: float, *, planning: bool) -> list[Line]:
        op = op_of(step)
        if op == "refresh":
            return []
        if step.type == "pulumi:pulumi:Stack" and op != "delete":
            self.phase = "Running the checks"
        if not is_in_azure(step.type):
            return []
        self.phase = ""
        if op == "same":
            self._same.add(step.urn)
        elif op in DONE and planning:
            self.counts[PLANNED[op]] += 1
            return self._resource(step, PLANNED[op])
        elif op in DONE:
            self.under_way[step.urn] = (short_name(step.urn), now)
        return []

    def _ended(self, step: StepEventMetadata, now: float) -> list[Line]:
        op = op_of(step)
        if not (op in DONE and is_in_azure(step.type)):
            return []
        self.counts[DONE[op]] += 1
        self.done += 1
        return self._resource(step, f"{DONE[op]} ({self._lasted(step, now)})")

    def _failed(self, step: StepEventMetadata, now: float) -> list[Line]:
        op = op_of(step)
        reasons = self._reasons.pop(step.urn, [])
        word = DONE.get(op, op)
        self.counts["failed"] += 1
        text = f"! {short_name(step.urn)} not {word} ({self._lasted(step, now)})"
        self.problems += [text, *reasons]
        return [Line(text, "failed"), *_indented(reasons, "message")]

    def _lasted(self, step: StepEventMetadata, now: float) -> str:
        _, since = self.under_way.pop(step.urn, ("", now))
        return duration(now - since)

    def _resource(self, step: StepEventMetadata, what: str) -> list[Line]:
        mark, tone = MARKS[op_of(step)]
        text = f"{mark} {short_name(step.urn)} {what}"
        if self.diff:
            return [Line(text, tone), *_indented(change_lines(step), "inside")]
        paths = changed_paths(step) if tone == "changed" else []
        more = f" and {len(paths) - NAMED} more" if paths[NAMED:] else ""
        return [Line(text + (f": {', '.join(paths[:NAMED])}{more}" if paths else ""), tone)]

    def _message(self, said: DiagnosticEvent) -> list[Line]:
        text = COLOR_TAG.sub("", said.message).strip("\n").removeprefix(AGAIN)
        if said.severity == "debug" or said.ephemeral or not text or text.strip() in NO_NEWS:
            return []
        if said.severity == "error" and said.urn:
            self._reasons.setdefault(said.urn, []).append(text)
            return []
        prefix = f"{said.severity}: " if said.severity in {"error", "warning"} else ""
        return self._once(prefix + text, said.severity)

    def _unowned(self, urn: str, texts: Iterable[str]) -> list[Line]:
        where = f"{short_name(urn)}: " if is_in_azure(type_of(urn)) else ""
        return [line for text in texts for line in self._once(f"error: {where}{text}", "error")]

    def _once(self, text: str, severity: str) -> list[Line]:
        if text in self._said:
            return []
        self._said.add(text)
        if severity == "error":
            self.problems.append(text)
        tone: Tone = "failed" if severity == "error" else "warning" if severity == "warning" else "message"
        return [Line(text, tone)]


class NarratedView(View):
    """One that shows the engine's events as lines."""

    def __init__(self, narration: Narration) -> None:
        self._narration = narration
        self._lock = threading.Lock()

    def hear(self, event: EngineEvent) -> None:
        """Show what is new in *event*."""
        with self._lock:
            lines = self._narration.hear(event, time.monotonic())
        self.show(lines)

    def show(self, lines: list[Line]) -> None:
        """Show them."""

    def now(self) -> str:
        """Return what goes on: the phase, or how much is done and what is under way, and for how long."""
        with self._lock:
            return self._narration.moving_line(time.monotonic())


def duration(seconds: float) -> str:
    """Return a time in the unit that suits it: `0.4 s`, `12 s`, `3 min 5 s`."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _indented(texts: Iterable[str], tone: Tone) -> list[Line]:
    return [Line(f"    {line}", tone) for text in texts for line in text.splitlines()]
