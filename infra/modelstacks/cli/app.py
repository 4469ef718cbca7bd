"""The `modelstacks` command. Each command group is a module; what is heavy is imported when a command runs."""

from __future__ import annotations

import sys
import traceback
from importlib import metadata
from typing import Annotated

import typer
from rich.console import Console

from modelstacks.cli import (
    adopt,
    check,
    destroy,
    doctor,
    endpoints,
    ensure,
    init,
    key,
    local,
    models,
    openapi,
    reap,
    renew,
    role,
    smoke,
    snippets,
    stacks,
)
from modelstacks.errors import ModelstacksError

OUR_BUG = 3

app = typer.Typer(
    name="modelstacks",
    help="Azure AI model-catalogue deployments as code: check, deploy, smoke-test, tear down.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"modelstacks {metadata.version('modelstacks')}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version and end.", is_eager=True, callback=_show_version),
    ] = False,
) -> None:
    """What comes before the command."""


app.command()(init.init)
app.command()(models.models)
app.command()(check.check)
app.command()(check.lock)
app.command()(stacks.preview)
app.command()(stacks.up)
app.command()(destroy.destroy)
app.command()(ensure.ensure)
app.command()(adopt.adopt)
app.command()(smoke.smoke)
app.command()(endpoints.endpoints)
app.command()(reap.reap)
app.command()(renew.renew)
app.command()(openapi.openapi)
app.command()(snippets.snippets)
app.command()(key.key)
app.command()(role.role)
app.command()(doctor.doctor)
app.add_typer(local.app)


def run() -> None:
    """Run the command line; exit 0 done, 1 findings or Azure said no, 2 wrong usage, 3 our bug."""
    errors = Console(stderr=True, soft_wrap=True, highlight=False)
    try:
        app()
    except ModelstacksError as err:
        errors.print(str(err), style="red" if errors.is_terminal else None, markup=False)
        sys.exit(err.exit_code)
    except Exception as err:  # noqa: BLE001  the edge: whatever else comes here is our bug
        traceback.print_exc()
        errors.print(
            f"This is a bug of modelstacks: {type(err).__name__}. Please report it with the lines above."
        )
        sys.exit(OUR_BUG)
