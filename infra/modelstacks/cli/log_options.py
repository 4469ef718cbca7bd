"""`-v`, `--log-level` and `--log-format`: options of every command, before its name or after it.

Typer brings a Click of its own and publishes no types of it, hence `Any`.
"""

from __future__ import annotations

from copy import copy
from functools import cache
from typing import Annotated, Any

import typer

from modelstacks.logs import FORMAT_VARIABLE, LEVEL_VARIABLE, LogFormat, LogLevel, set_up

CHOSEN = "modelstacks.log"
"""The key of a context's `meta`, which the contexts of commands inside share."""


def _choose(ctx: typer.Context, param: typer.CallbackParam, value: Any) -> Any:
    """Set the log up as said so far: what is said after a command's name goes over what was said before it."""
    chosen: dict[str | None, Any] = ctx.meta.setdefault(CHOSEN, {})
    if value:
        chosen[param.name] = value
    counted = {0: None, 1: LogLevel.INFO}.get(chosen.get("verbose", 0), LogLevel.DEBUG)
    set_up(chosen.get("log_level") or counted, chosen.get("log_format"))
    return value


def _option(*names: str, text: str, **more: Any) -> Any:
    return typer.Option(
        *names, help=text, callback=_choose, expose_value=False, rich_help_panel="Log", **more
    )


def _options(
    verbose: Annotated[
        int,
        _option(
            "-v",
            text="Log each request to Azure on stderr; -vv: what its SDKs log, too.",
            count=True,
            show_default=False,
            metavar="",
        ),
    ] = 0,
    log_level: Annotated[
        LogLevel | None,
        _option(
            "--log-level",
            text="The same by name: info is -v, debug is -vv; warning: only what went wrong.",
            envvar=LEVEL_VARIABLE,
            case_sensitive=False,
        ),
    ] = None,
    log_format: Annotated[
        LogFormat | None,
        _option(
            "--log-format",
            text="A line a request, or a JSON object a line.",
            envvar=FORMAT_VARIABLE,
            case_sensitive=False,
        ),
    ] = None,
) -> None:
    """Carries the options from Typer's declaration to Click's."""


def add_log_options(command: Any, *, from_environment: bool) -> Any:
    """Return *command* with the options, added if it has none; the environment is read by the outermost alone."""
    if any(param.name == "log_level" for param in command.params):
        return command
    for carried in _carried():
        option = copy(carried)
        option.envvar = option.envvar if from_environment else None
        command.params.append(option)
    return command


@cache
def _carried() -> tuple[Any, ...]:
    """Convert the options once: each of the help's commands gets them, and converting is what typer takes its time for."""
    carrier = typer.Typer(add_completion=False)
    carrier.command()(_options)
    return tuple(typer.main.get_command(carrier).params)
