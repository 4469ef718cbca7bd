"""`modelstacks local fault …`: make the local Azure misbehave."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from localazure.cli_state import StateOption, control_of, print_answer
from modelstacks.cli.options import OutputOption
from modelstacks.cli.output import Output, print_json, stderr, stdout
from modelstacks.cli.tables import Column, Table, show
from modelstacks.cli.typos import Commands

fault_app = typer.Typer(
    name="fault", cls=Commands, help="Make the local Azure misbehave.", no_args_is_help=True
)

COLUMNS = (Column("id"), Column("method"), Column("path", below=1), Column("left"), Column("does", below=2))


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
            help="What happens to the operation that a write starts: stuck (until the faults are cleared) or fail."
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
    _, client = control_of(state)
    print_answer(
        client.call("POST", "faults", {key: value for key, value in rule.items() if value is not None}),
        output,
    )


@fault_app.command("list")
def fault_list(state: StateOption = None, output: OutputOption = Output.TABLE) -> None:
    """List the rules still in force."""
    _, client = control_of(state)
    rules = client.call("GET", "faults")
    if output is Output.JSON:
        print_json(rules)
        return
    if not rules:
        stdout().print("No faults.")
        return
    cells = [
        [rule["id"], rule["method"], rule["path"], str(rule["count"] or "all"), _effect(rule)]
        for rule in rules
    ]
    show(Table(COLUMNS, cells))


@fault_app.command("clear")
def fault_clear(
    rule: Annotated[str | None, typer.Argument(help="Id of the rule; default: all.")] = None,
    state: StateOption = None,
) -> None:
    """Remove one rule, or all."""
    _, client = control_of(state)
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
