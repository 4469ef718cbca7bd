"""`modelstacks endpoints`: what is deployed, by whom, and what Azure deletes next."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated, Any

import typer

from modelstacks.cli.options import OutputOption
from modelstacks.cli.output import Output, asking, print_json, stdout
from modelstacks.cli.run_with_arm import run_with_arm
from modelstacks.cli.tables import Column, Table, show
from modelstacks.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from modelstacks.azure.arm import Arm
    from modelstacks.azure.observed_endpoint import ObservedEndpoint
    from modelstacks.lifecycle.inventory import Scope

GroupOption = Annotated[str | None, typer.Option("--resource-group", "-g", help="Only this resource group.")]
WorkspaceOption = Annotated[str | None, typer.Option("--workspace", "-w", help="Only this workspace.")]
SubscriptionOption = Annotated[
    str | None, typer.Option("--subscription", help="Default: AZURE_SUBSCRIPTION_ID.")
]
ExpiringOption = Annotated[
    str | None,
    typer.Option("--expiring", help="Only those that Azure deletes within this time: 24h, 90m, 2d."),
]

COLUMNS = (
    Column("endpoint"),
    Column("model", below=3),
    Column("mode", spare=True),  # the quota tells it
    Column("quota"),
    Column("state"),
    Column("traffic", below=2),
    Column("workspace", below=1, common=True),
    Column("age"),
    Column("left"),
    Column("stack", below=1, common=True),
)


def endpoints(
    workspace: WorkspaceOption = None,
    resource_group: GroupOption = None,
    subscription: SubscriptionOption = None,
    expiring: ExpiringOption = None,
    output: OutputOption = Output.TABLE,
) -> None:
    """List all serverless and online endpoints; those that Azure deletes first come first."""
    from modelstacks.lifecycle.selection import Selection, select

    selection = Selection(expiring=span(expiring, "--expiring"), only_shared=False)
    found, now = read_from(scope_of(subscription, resource_group, workspace))
    _print(select(found, selection, now), now, output)


def read_from(scope: Scope) -> tuple[list[ObservedEndpoint], datetime]:
    """Return every endpoint in *scope*, and Azure's own time: ages and hours left are counted by that."""
    from modelstacks.lifecycle.inventory import read_endpoints

    async def read(arm: Arm) -> tuple[list[ObservedEndpoint], datetime]:
        return await read_endpoints(arm, scope), arm.answered_at

    with asking():
        return run_with_arm(read)


def scope_of(subscription: str | None, resource_group: str | None, workspace: str | None) -> Scope:
    """Return where to look. Raises UsageError where nothing names a subscription."""
    from modelstacks.azure.credentials import subscription_of
    from modelstacks.lifecycle.inventory import Scope

    return Scope(subscription or subscription_of(os.environ), resource_group, workspace)


def span(text: str | None, option: str) -> timedelta | None:
    """Read the time that *option* was given. Raises UsageError."""
    from modelstacks.lifecycle.selection import parse_hours

    try:
        return None if text is None else parse_hours(text)
    except ValueError as err:
        raise UsageError(f"{option} takes a time such as 24h, 90m or 2d; {text!r} is not one.") from err


def as_values(endpoint: ObservedEndpoint, now: datetime) -> dict[str, Any]:
    """Return the stable JSON of one endpoint; hours with one decimal."""
    return {
        "name": endpoint.name,
        "mode": endpoint.mode,
        "models": list(endpoint.models),
        "quota": endpoint.quota,
        "state": endpoint.state,
        "traffic": dict(endpoint.traffic),
        "region": endpoint.region,
        "workspace": endpoint.workspace_name,
        "created": endpoint.created.isoformat() if endpoint.created else None,
        "expires": endpoint.expires.isoformat() if endpoint.expires else None,
        "age_hours": hours(endpoint.age(now)),
        "hours_left": hours(endpoint.left(now)),
        "stack": endpoint.stack,
        "id": endpoint.id,
    }


def hours(time: timedelta | None) -> float | None:
    """Return a time in hours, with one decimal."""
    return None if time is None else round(time.total_seconds() / 3600, 1)


def _print(found: list[ObservedEndpoint], now: datetime, output: Output) -> None:
    if output is Output.JSON:
        print_json([as_values(endpoint, now) for endpoint in found])
    elif found:
        show(Table(COLUMNS, [_cells(endpoint, now) for endpoint in found]))
    else:
        stdout().print("No endpoints found.")


def _cells(endpoint: ObservedEndpoint, now: datetime) -> list[str]:
    traffic = " ".join(f"{name}={share}" for name, share in endpoint.traffic.items())
    return [
        endpoint.name,
        ", ".join(endpoint.models),
        endpoint.mode,
        endpoint.quota,
        endpoint.state,
        traffic,
        endpoint.workspace_name,
        _shown(endpoint.age(now)),
        _shown(endpoint.left(now)),
        endpoint.stack or "nobody's",
    ]


def _shown(time: timedelta | None) -> str:
    number = hours(time)
    return "" if number is None else f"{number:g} h"
