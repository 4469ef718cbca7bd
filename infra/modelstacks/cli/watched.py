"""What goes around every command: its span, and whoever watches it."""

from __future__ import annotations

import os
from functools import partial, wraps
from typing import TYPE_CHECKING, ParamSpec

from modelstacks.cli.endings import code_of
from modelstacks.cli.output import stderr
from modelstacks.telemetry import start
from modelstacks.telemetry.spans import phase

if TYPE_CHECKING:
    from collections.abc import Callable

    from modelstacks.telemetry.spans import Span

P = ParamSpec("P")


def watched(command: Callable[P, None], name: str = "") -> Callable[P, None]:
    """Return *command* with a span around it, handed on where the OTEL_ variables ask for that.

    *name*: what stands behind `modelstacks` (`fleet up`), by default the function's name.
    """
    name = name or command.__name__

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        start.start(os.environ, say)
        try:
            with phase(f"modelstacks {name}", "command", command=name) as span:
                _run(span, partial(command, *args, **kwargs))
        finally:
            start.stop()

    return run


def _run(span: Span, command: Callable[[], None]) -> None:
    try:
        command()
    except BaseException as err:
        code = code_of(err)
        span.set(exit_code=code)
        if code and not str(err).strip("0123456789"):  # Click's Exit says its code alone
            span.fail(f"It ended with exit code {code}.", type(err).__name__)
        raise
    span.set(exit_code=0)


def say(line: str) -> None:
    """Say something that is no part of the command's answer."""
    stderr().print(line, markup=False)
