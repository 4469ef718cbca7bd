"""What goes around every command: its span, and whoever watches it."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from functools import partial, wraps
from typing import TYPE_CHECKING, ParamSpec

from modelstacks.cli.endings import code_of
from modelstacks.cli.output import stderr
from modelstacks.telemetry import start
from modelstacks.telemetry.run_log import RunLog
from modelstacks.telemetry.spans import phase, watched_by

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from modelstacks.telemetry.spans import Span

P = ParamSpec("P")
UNLOGGED = {"doctor"}
"""What looks at the last runs is none of them."""


def watched(command: Callable[P, None], name: str = "") -> Callable[P, None]:
    """Return *command* with a span around it, handed on where the OTEL_ variables ask for that.

    *name*: what stands behind `modelstacks` (`fleet up`), by default the function's name.
    """
    name = name or command.__name__

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        start.start(os.environ, say)
        try:
            with _logged(name), phase(f"modelstacks {name}", "command", command=name) as span:
                _run(span, partial(command, *args, **kwargs))
        finally:
            start.stop()

    return run


def _logged(name: str) -> AbstractContextManager[None]:
    return nullcontext() if name in UNLOGGED else watched_by(RunLog(name, sys.argv[1:], os.environ))


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
