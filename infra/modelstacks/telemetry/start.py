"""The watcher that the OTEL_ variables ask for, from a command's beginning to its end. Nothing is imported before they do."""

from __future__ import annotations

import atexit
from importlib.util import find_spec
from typing import TYPE_CHECKING

from modelstacks.telemetry import spans
from modelstacks.telemetry.variables import asking_variables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from modelstacks.telemetry.exporting import Exporting
    from modelstacks.telemetry.spans import Span

EXTRA = "modelstacks[telemetry]"
NEEDED = "opentelemetry.exporter.otlp.proto.http"
"""What the extra brings and nothing else does."""

_running: list[Exporting] = []
_process: list[Span] = []


def start(environ: Mapping[str, str], say: Callable[[str], None]) -> bool:
    """Begin to hand everything on, where *environ* asks for it; return whether this call began it.

    What keeps it from that is told once, with *say*, and the command goes on without.
    """
    variables = asking_variables(environ)
    if not variables or _running:
        return False
    if not _is_installed():
        say(
            f"No telemetry: {' and '.join(variables)} ask{'s' if len(variables) == 1 else ''} for it, but OpenTelemetry's "
            f"exporter is not installed.\nRun: pip install '{EXTRA}'"
        )
        return False
    from modelstacks.telemetry.exporting import Exporting

    try:
        exporting = Exporting.of(environ, say)
    except Exception as err:  # noqa: BLE001  OpenTelemetry raises what it likes where a variable is wrong
        say(
            f"No telemetry: OpenTelemetry can't be set up, {type(err).__name__}: {err}\nLook at the OTEL_ variables."
        )
        return False
    _running.append(exporting)
    spans.watch(exporting.watcher)
    return True


def start_process(name: str, environ: Mapping[str, str], say: Callable[[str], None]) -> None:
    """Do as `start` for a process that runs no command of ours: a span from now on, until it ends."""
    if start(environ, say):
        _process.append(spans.begin_process(name))
        atexit.register(stop_process)


def stop_process() -> None:
    """End what `start_process` began; where nothing was, nothing happens."""
    if _process:
        _process.pop().end()
        stop()


def stop() -> None:
    """Send what is left, for a moment at most, and hand nothing on any more."""
    while _running:
        exporting = _running.pop()
        spans.unwatch(exporting.watcher)
        exporting.stop()


def _is_installed() -> bool:
    try:
        return find_spec(NEEDED) is not None
    except ModuleNotFoundError:  # not even what it lies in
        return False
