"""`modelstacks local …`: start, look at, steer and stop the local Azure."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from localazure.errors import UsageError
from modelstacks.cli.options import OutputOption
from modelstacks.cli.output import Output, print_json, stderr, stdout
from modelstacks.cli.typos import Commands

if TYPE_CHECKING:
    from localazure.control_client import ControlClient
    from localazure.state_dir import StateDir

app = typer.Typer(
    name="local",
    cls=Commands,
    help="Run the built-in local Azure: one process on loopback that responds as Azure does.",
    no_args_is_help=True,
    add_completion=False,
)
fault_app = typer.Typer(
    name="fault", cls=Commands, help="Make the local Azure misbehave.", no_args_is_help=True
)
app.add_typer(fault_app)


class EnvFormat(StrEnum):
    """How `local env` prints variables."""

    SHELL = "shell"
    DOTENV = "dotenv"
    JSON = "json"


StateOption = Annotated[
    Path | None,
    typer.Option("--state", help="State folder; default: MODELSTACKS_LOCAL_STATE, else the project's."),
]
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
        typer.Option(
            "--rows", help="Your own catalogue rows: it then has your models, sizes and regions, too."
        ),
    ] = None,
    foreground: Annotated[bool, typer.Option("--foreground", help="Serve until interrupted.")] = False,
    output: OutputOption = Output.TABLE,
) -> None:
    """Start the local Azure and print its URL. If it is already running, say so."""
    from localazure import process

    folder = _state_dir(state)
    first = port is None and folder.remembered_port() is None
    if foreground:
        stderr().print(f"State in {folder.path}; stop with Ctrl-C.", style="dim")
        started = process.serve_here(folder, port, scenario, rows or [], announce=_print_url)
        if started is None:
            return
    else:
        with stderr().status("Starting the local Azure …"):
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
    _print_url(started.server.url)
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

    folder = _state_dir(state)
    server = process.running(folder)
    variables = environment.environment(folder, server, principal, os.environ)
    typer.echo(environment.FORMATS[format_.value](variables))


@app.command()
def status(state: StateOption = None, output: OutputOption = Output.TABLE) -> None:
    """Show whether it is running, where, and what it holds. Exit code 1 if it is not running."""
    folder, client = _control(state)
    answer = {**client.call("GET", "status"), "state": str(folder.path)}
    _print(answer, output)


@app.command()
def stop(state: StateOption = None) -> None:
    """Stop it; its state is kept. No error if it is not running."""
    from localazure import process

    stopped = process.stop(_state_dir(state))
    stderr().print(f"Stopped {stopped.url} (pid {stopped.pid})." if stopped else "It was not running.")


@app.command()
def reset(state: StateOption = None) -> None:
    """Empty it: deletes resources, clock, faults and local Pulumi stacks; keeps secrets, certificates and port."""
    from localazure import process

    started = process.reset(_state_dir(state))
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
    _, client = _control(state)
    answer = client.call("POST", "clock/advance", {"by": advance}) if advance else client.call("GET", "clock")
    _print(answer, output)


@app.command()
def scenario(state: StateOption = None) -> None:
    """Print the scenario in use, as JSON."""
    _, client = _control(state)
    print_json(client.call("GET", "scenario"))


@app.command("scenarios")
def list_scenarios(output: OutputOption = Output.TABLE) -> None:
    """List the packaged scenarios: the kinds of Azure it can behave as."""
    from localazure import scenarios

    packaged = scenarios.packaged()
    if output is Output.JSON:
        print_json([each.model_dump() for each in packaged])
        return
    table = Table(show_header=False, box=None, pad_edge=False)
    for each in packaged:
        table.add_row(Text(each.usage), each.description)
    stdout().print(table)


@fault_app.command("add")
def fault_add(
    method: Annotated[str, typer.Option(help="HTTP method; * for any.")] = "*",
    path: Annotated[str, typer.Option(help="Regular expression searched in the path, ignoring case.")] = "",
    count: Annotated[
        int | None, typer.Option(min=1, help="How many requests it applies to; default: all.")
    ] = None,
    status_code: Annotated[
        int | None, typer.Option("--status", min=400, max=599, help="Respond with this status.")
    ] = None,
    code: Annotated[str | None, typer.Option(help="Error code of the response or operation.")] = None,
    message: Annotated[str | None, typer.Option(help="Error message of the response or operation.")] = None,
    retry_after: Annotated[float | None, typer.Option(help="Seconds in Retry-After.")] = None,
    reset_connection: Annotated[bool, typer.Option("--reset", help="Drop the connection.")] = False,
    operation: Annotated[
        str | None,
        typer.Option(
            help="What happens to the operation that a write starts: stuck (it never ends) or fail."
        ),
    ] = None,
    delay: Annotated[float, typer.Option(min=0, help="Seconds to wait before serving.")] = 0,
    after: Annotated[
        str,
        typer.Option(
            help="request: before anything is done; response: all is done, but the response is lost."
        ),
    ] = "request",
    state: StateOption = None,
    output: OutputOption = Output.TABLE,
) -> None:
    """Add a rule: which requests it applies to, and what happens to them."""
    rule = {
        "method": method,
        "path": path,
        "count": count,
        "status": status_code,
        "code": code,
        "message": message,
        "retry_after_s": retry_after,
        "reset": reset_connection,
        "operation": operation,
        "delay_s": delay,
        "after": after,
    }
    _, client = _control(state)
    _print(
        client.call("POST", "faults", {key: value for key, value in rule.items() if value is not None}),
        output,
    )


@fault_app.command("list")
def fault_list(state: StateOption = None, output: OutputOption = Output.TABLE) -> None:
    """List the rules still in force."""
    _, client = _control(state)
    rules = client.call("GET", "faults")
    if output is Output.JSON:
        print_json(rules)
        return
    table = Table("id", "method", "path", "left", "does", box=None)
    for rule in rules:
        table.add_row(rule["id"], rule["method"], rule["path"], str(rule["count"] or "all"), _effect(rule))
    stdout().print(table if rules else "No faults.")


@fault_app.command("clear")
def fault_clear(
    rule: Annotated[str | None, typer.Argument(help="Id of the rule; default: all.")] = None,
    state: StateOption = None,
) -> None:
    """Remove one rule, or all."""
    _, client = _control(state)
    cleared = client.call("DELETE", f"faults/{rule}" if rule else "faults")["cleared"]
    stderr().print(f"{cleared} cleared.")


def _effect(rule: dict[str, Any]) -> str:
    effects = [
        f"{rule['status']} {rule['code']}" if rule["status"] else "",
        "reset" if rule["reset"] else "",
        f"operation {rule['operation']}" if rule["operation"] else "",
        f"delay {rule['delay_s']:g} s" if rule["delay_s"] else "",
    ]
    return ", ".join(filter(None, effects))


def _state_dir(given: Path | None) -> StateDir:
    from localazure.state_dir import StateDir, default_state_dir

    folder = StateDir(given or default_state_dir(os.environ, Path.cwd()))
    folder.require_folder()
    return folder


def _control(given: Path | None) -> tuple[StateDir, ControlClient]:
    from localazure import process

    folder = _state_dir(given)
    return folder, process.control(folder, process.running(folder))


def _print_url(url: str) -> None:
    typer.echo(url)


def _print(answer: dict[str, Any], output: Output) -> None:
    if output is Output.JSON:
        print_json(answer)
        return
    table = Table(show_header=False, box=None, pad_edge=False)
    for name, value in answer.items():
        if value not in (None, "", False):
            table.add_row(f"[dim]{name}[/dim]", str(value))
    stdout().print(table)
