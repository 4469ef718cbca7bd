"""`modelstacks local …`: start, look at, steer and stop the local Azure."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from localazure.cli_faults import fault_app
from localazure.cli_logs import logs
from localazure.cli_state import StateOption, control_of, print_answer, state_dir_of
from localazure.errors import UsageError
from modelstacks.cli.options import OutputOption
from modelstacks.cli.output import Output, asking, print_json, stderr, waiting
from modelstacks.cli.tables import Column, Table, show
from modelstacks.cli.typos import Commands

app = typer.Typer(
    name="local",
    cls=Commands,
    help="Run the built-in local Azure: one process on loopback that responds as Azure does.",
    no_args_is_help=True,
    add_completion=False,
)
app.add_typer(fault_app)
app.command()(logs)


class EnvFormat(StrEnum):
    """How `local env` prints variables."""

    SHELL = "shell"
    DOTENV = "dotenv"
    JSON = "json"


PortOption = Annotated[
    int | None, typer.Option(min=0, max=65535, help="Default: the one used last, else 8443. 0: any free one.")
]


@app.command()
def start(
    port: PortOption = None,
    state: StateOption = None,
    scenario: Annotated[
        str | None,
        typer.Option(help="A scenario, as `modelstacks local scenarios` lists them, or a YAML file."),
    ] = None,
    rows: Annotated[
        list[Path] | None,
        typer.Option("--rows", help="Catalogue rows of your own: models, VM sizes, regions (YAML)."),
    ] = None,
    foreground: Annotated[bool, typer.Option("--foreground", help="Serve until interrupted.")] = False,
    output: OutputOption = Output.TABLE,
) -> None:
    """Start the local Azure and print its URL. If it is already running, say so."""
    from localazure import process

    folder = state_dir_of(state)
    first = port is None and folder.remembered_port() is None
    if foreground:
        stderr().print(f"State in {folder.path}; stop with Ctrl-C.", style="dim")
        started = process.serve_here(folder, port, scenario, rows or [], announce=typer.echo)
        if started is None:
            return
    else:
        with waiting("Starting the local Azure …"):
            started = process.start(folder, port, scenario, rows or [])
    if output is Output.JSON:
        server = started.server
        print_json(
            {"url": server.url, "pid": server.pid, "state": str(folder.path), "already": started.already}
        )
        return
    if started.already:
        stderr().print(f"It is already running (pid {started.server.pid}).", style="dim")
    elif first and started.server.port != process.DEFAULT_PORT:
        stderr().print(
            f"Port {process.DEFAULT_PORT} is in use, so another one was chosen; it is kept for the next start.",
            style="dim",
        )
    typer.echo(started.server.url)
    where = f" --state {state}" if state else ""
    stderr().print(f'Point this shell at it: eval "$(modelstacks local env{where})"', style="dim")


@app.command()
def env(
    principal: Annotated[
        str | None,
        typer.Option(
            help="Principal to sign in as: owner, deployer, reader, none …; default: the scenario's, usually owner."
        ),
    ] = None,
    format_: Annotated[EnvFormat, typer.Option("--format", help="Output format.")] = EnvFormat.SHELL,
    state: StateOption = None,
) -> None:
    """Print the variables that point real clients at the running local Azure (they hold its secrets)."""
    from localazure import environment, process

    folder = state_dir_of(state)
    server = process.running(folder)
    variables = environment.environment(folder, server, principal, os.environ)
    typer.echo(environment.FORMATS[format_.value](variables))


@app.command()
def status(state: StateOption = None, output: OutputOption = Output.TABLE) -> None:
    """Show whether it is running, where, and what it holds. Exit code 1 if it is not running."""
    folder, client = control_of(state)
    answer = {**client.call("GET", "status"), "state": str(folder.path)}
    print_answer(answer, output)


@app.command()
def stop(state: StateOption = None) -> None:
    """Stop it; its state is kept. No error if it is not running."""
    from localazure import process

    with asking("Stopping the local Azure …"):
        stopped = process.stop(state_dir_of(state))
    stderr().print(f"Stopped {stopped.url} (pid {stopped.pid})." if stopped else "It was not running.")


@app.command()
def reset(state: StateOption = None) -> None:
    """Empty it: deletes resources, clock, faults and local Pulumi stacks; keeps secrets, certificates and port."""
    from localazure import process

    with asking("Emptying the local Azure …"):
        started = process.reset(state_dir_of(state))
    stderr().print(
        f"Emptied; running again at {started.server.url}." if started else "Emptied; it is not running."
    )


@app.command()
def clock(
    advance: Annotated[str | None, typer.Option(help="ISO 8601 duration, e.g. PT168H.")] = None,
    state: StateOption = None,
    output: OutputOption = Output.TABLE,
) -> None:
    """Show the local Azure's time, or move it forward."""
    from localazure.durations import parse_duration

    if advance is not None:
        try:
            parse_duration(advance)
        except ValueError as err:
            raise UsageError(f"--advance: {err}.") from err
    _, client = control_of(state)
    answer = client.call("POST", "clock/advance", {"by": advance}) if advance else client.call("GET", "clock")
    print_answer(answer, output)


@app.command()
def scenario(state: StateOption = None) -> None:
    """Print the scenario in use, as JSON."""
    _, client = control_of(state)
    print_json(client.call("GET", "scenario"))


@app.command("scenarios")
def list_scenarios(output: OutputOption = Output.TABLE) -> None:
    """List the packaged scenarios: the kinds of Azure it can behave as."""
    from localazure import scenarios

    packaged = scenarios.packaged()
    if output is Output.JSON:
        print_json([each.model_dump() for each in packaged])
        return
    columns = (Column("scenario"), Column("what it is", below=1, prose=True))
    show(Table(columns, [(each.usage, each.description) for each in packaged], titles=False))
