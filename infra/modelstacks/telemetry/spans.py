"""Spans: what is under way, inside of what. Without a watcher they cost next to nothing and go nowhere."""

from __future__ import annotations

import time
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from modelstacks import logs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.logs import LoggedRequest, Service

Value: TypeAlias = str | int | float | bool
Kind: TypeAlias = Literal["command", "phase", "question", "resource", "smoke"]


@dataclass(eq=False)
class Span:
    """Something that takes its time. *began_ns* is since the epoch, *seconds* None while it is under way.

    *error*: what it failed with, *error_type* of which kind; *handle* is the watcher's that exports it.
    """

    name: str
    kind: Kind
    parent: Span | None
    attributes: dict[str, Value] = field(default_factory=dict)
    began_ns: int = field(default_factory=time.time_ns)
    seconds: float | None = None
    error: str | None = None
    error_type: str = ""
    handle: Any = None
    _began: float = field(default_factory=time.monotonic)

    def set(self, **attributes: Value | None) -> None:
        """Say more about it; None says nothing."""
        self.attributes |= {name: value for name, value in attributes.items() if value is not None}

    def fail(self, error: str, error_type: str) -> None:
        """Say that it failed, which an exception that passes says by itself."""
        self.error, self.error_type = error, error_type

    def end(self) -> None:
        """It is over; a second time nothing happens."""
        if self.seconds is None:
            self.seconds = time.monotonic() - self._began
            for watcher in _watchers:
                watcher.ended(self)


class Watcher:
    """Who hears of spans and requests, in any thread. This one does nothing with them."""

    def began(self, span: Span) -> None:
        """Take in that it began."""

    def ended(self, span: Span) -> None:
        """Take in that it ended."""

    def asked(self, of: Service, request: LoggedRequest, parent: Span | None) -> None:
        """Take in a request that was answered, or was not, and in what."""

    def noted(self, text: str, parent: Span | None) -> None:
        """Take in what was said, and in what."""

    def child_variables(self, _parent: Span | None) -> dict[str, str]:
        """Return what a process that is started in *parent* is to find in its environment."""
        return {}


_watchers: list[Watcher] = []
_phases: list[Span] = []
_current: ContextVar[Span | None] = ContextVar("modelstacks_span", default=None)


@contextmanager
def watched_by(watcher: Watcher) -> Iterator[None]:
    """Let *watcher* hear of everything in there."""
    watch(watcher)
    try:
        yield
    finally:
        unwatch(watcher)


def watch(watcher: Watcher) -> None:
    """Let *watcher* hear of everything from now on."""
    if not _watchers:
        logs.hearers.append(_asked)
    _watchers.append(watcher)


def unwatch(watcher: Watcher) -> None:
    """Let it hear of nothing more."""
    if watcher in _watchers:
        _watchers.remove(watcher)
        if not _watchers:
            logs.hearers.remove(_asked)


def begin(name: str, kind: Kind, **attributes: Value | None) -> Span:
    """Return a span that begins now and is ended by whoever holds it: for what is heard of as events."""
    span = Span(name, kind, under_way())
    span.set(**attributes)
    for watcher in _watchers:
        watcher.began(span)
    return span


@contextmanager
def span(name: str, kind: Kind = "phase", **attributes: Value | None) -> Iterator[Span]:
    """Yield a span for what is done in there; what is asked meanwhile, by the same task, is asked in it."""
    opened = begin(name, kind, **attributes)
    token = _current.set(opened)
    try:
        yield opened
    except BaseException as err:
        if opened.error is None and getattr(err, "exit_code", 1) != 0:
            opened.fail(str(err), type(err).__name__)
        raise
    finally:
        _current.reset(token)
        opened.end()


@contextmanager
def phase(name: str, kind: Kind = "phase", **attributes: Value | None) -> Iterator[Span]:
    """Do as `span`, also for what other threads begin meanwhile: the engine calls programs and hooks in its own."""
    with span(name, kind, **attributes) as opened:
        _phases.append(opened)
        try:
            yield opened
        finally:
            _phases.remove(opened)


def begin_process(name: str) -> Span:
    """Begin what lasts as long as this process, which has no command around it: whoever began it ends it."""
    opened = begin(name, "command")
    _phases.insert(0, opened)
    return opened


def under_way() -> Span | None:
    """Return what is under way here: in this task, else in the process."""
    here = _current.get()
    if here is not None and here.seconds is None:
        return here
    return next((phase for phase in reversed(_phases) if phase.seconds is None), None)


def tell(**attributes: Value | None) -> None:
    """Say more about the command that runs; outside of one nothing happens."""
    if _phases:
        _phases[0].set(**attributes)


def note(text: str) -> None:
    """Let who watches know what was said to the user, or would have been."""
    here = under_way()
    for watcher in _watchers:
        watcher.noted(text, here)


def child_variables() -> dict[str, str]:
    """Return what to add to the environment of a process that is started now, so that its trace hangs below this one's.

    W3C trace context: TRACEPARENT, TRACESTATE. Nothing where nobody traces.
    """
    here = under_way()
    return {name: value for watcher in _watchers for name, value in watcher.child_variables(here).items()}


def _asked(of: Service, request: LoggedRequest) -> None:
    here = under_way()
    for watcher in _watchers:
        watcher.asked(of, request, here)
