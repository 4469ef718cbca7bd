"""The `modelstacks` command. Each command group is a module; what is heavy is imported when a command runs."""

from __future__ import annotations

import os
import sys
import traceback
from typing import TYPE_CHECKING, Annotated

import typer

from modelstacks.cli import (
    adopt,
    audit,
    check,
    checks,
    contract,
    destroy,
    doctor,
    endpoints,
    ensure,
    init,
    key,
    models,
    openapi,
    reap,
    renew,
    role,
    schema,
    show,
    smoke,
    snippets,
    stacks,
    unlock,
)
from modelstacks.cli.closed_output import outlive_readers
from modelstacks.cli.endings import foreseen
from modelstacks.cli.exit_codes import OUR_BUG
from modelstacks.cli.extensions import CommandGroup
from modelstacks.cli.fleet.app import app as fleet_app
from modelstacks.cli.output import stderr
from modelstacks.cli.watched import watched
from modelstacks.errors import SIGNALLED

if TYPE_CHECKING:
    from collections.abc import Callable

EXIT_CODES = (
    "Exit codes: 0 done. 1 a finding, or Azure or Pulumi said no. 2 wrong usage: an option, a file, the environment. "
    "3 a bug of modelstacks. 130 stopped by Ctrl-C, 143 by SIGTERM."
)

app = typer.Typer(
    name="modelstacks",
    cls=CommandGroup,
    help="Azure AI model-catalogue deployments as code: check, deploy, smoke-test, tear down.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["--help", "-h"]},
    epilog=EXIT_CODES,
)


def _show_version(requested: bool) -> None:
    if requested:
        from importlib import metadata

        typer.echo(f"modelstacks {metadata.version('modelstacks')}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version and exit.", is_eager=True, callback=_show_version),
    ] = False,
) -> None:
    """What comes before the command."""


BEGIN, DEPLOY, USE, CLEAR_UP, HELP = "Begin", "Deploy", "Use", "Clear up", "Rights and repair"
FLEETS = "Many stacks"


def _add(panel: str, command: Callable[..., None], example: str) -> None:
    app.command(rich_help_panel=panel, epilog=f"Example: modelstacks {example}")(watched(command))


_add(BEGIN, init.init, "init stacks")
_add(BEGIN, models.models, "models --capability embeddings --region swedencentral")
_add(BEGIN, schema.schema, "schema platform")
_add(BEGIN, check.check, "check deployments.yaml --strict")
_add(BEGIN, checks.checks, "checks --output json")
_add(BEGIN, check.lock, "lock --upgrade chat")
_add(DEPLOY, stacks.preview, "preview --diff")
_add(DEPLOY, stacks.up, "up deployments.yaml --yes")
_add(DEPLOY, ensure.ensure, "ensure deployments.yaml")
_add(DEPLOY, adopt.adopt, "adopt --stack dev")
_add(DEPLOY, renew.renew, "renew chat --yes")
_add(USE, show.show, "show chat")
_add(USE, smoke.smoke, "smoke --level full --junit smoke.xml")
_add(USE, audit.audit, "audit --by 2027-01-31")
_add(USE, endpoints.endpoints, "endpoints --expiring 24h")
_add(USE, key.key, "key chat")
_add(USE, snippets.snippets, "snippets chat --lang curl")
_add(USE, openapi.openapi, "openapi chat --save chat.json")
_add(CLEAR_UP, destroy.destroy, "destroy deployments.yaml --yes")
_add(CLEAR_UP, reap.reap, "reap --expiring 24h --dry-run")
_add(CLEAR_UP, unlock.unlock, "unlock --stack dev")
app.add_typer(fleet_app, rich_help_panel=FLEETS)
_add(HELP, role.role, "role deployments.yaml --format arm")
_add(HELP, doctor.doctor, "doctor --fix")
_add(HELP, contract.contract, "contract deployments.yaml")


def run() -> None:
    """Run the command line, and end with one of EXIT_CODES.

    A reader that goes away (`| head -1`) ends the printing, not the command: it ends with its own code.
    """
    outlive_readers()
    errors = stderr()
    try:
        _run_to_the_last_line()
    except Exception as err:  # noqa: BLE001  the edge
        if (ending := foreseen(err)) is None:
            traceback.print_exc()
            message = (
                f"This is a bug in modelstacks: {type(err).__name__}. Please report it with the lines above."
            )
            errors.print(message)
            sys.exit(OUR_BUG)
        errors.print(ending.message, style="red" if errors.is_terminal else None, markup=False)
        if ending.code > SIGNALLED:
            sys.stdout.flush()
            os._exit(
                ending.code
            )  # a program of Pulumi's may still wait in a thread, for an engine that is gone
        sys.exit(ending.code)


def _run_to_the_last_line() -> None:
    """Run the command, and fail here where its last lines can't be written: Python would say so after its end."""
    try:
        app(prog_name="modelstacks")
    finally:
        sys.stdout.flush()
