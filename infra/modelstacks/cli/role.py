"""`modelstacks role [SPEC]`: a custom role for whoever deploys."""

from __future__ import annotations

import os
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from modelstacks.cli.options import RowsOption
from modelstacks.cli.output import print_json
from modelstacks.errors import UsageError

if TYPE_CHECKING:
    from modelstacks.preflight.role import DeployerRole


class RoleFormat(StrEnum):
    """For whom the role is written."""

    AZ = "az"
    ARM = "arm"


def role(
    spec: Annotated[
        Path | None,
        typer.Argument(help="Only what this deployments.yaml or platform.yaml needs. Default: everything."),
    ] = None,
    subscription: Annotated[
        str | None,
        typer.Option(help="Where it can be assigned. Default: the spec's, or AZURE_SUBSCRIPTION_ID."),
    ] = None,
    form: Annotated[
        RoleFormat,
        typer.Option("--format", help="For `az role definition create`, or as the body of an ARM request."),
    ] = RoleFormat.AZ,
    name: Annotated[
        str | None, typer.Option(help="Its name, unique in the tenant. Default: modelstacks deployer.")
    ] = None,
    purge: Annotated[
        bool, typer.Option("--purge", help="Also what `modelstacks destroy --purge` needs.")
    ] = False,
    rows: RowsOption = None,
) -> None:
    """Print the custom role that deploying needs: `modelstacks role > role.json`, then
    `az role definition create --role-definition @role.json`."""
    custom_role = _role(spec, subscription, rows, purging=purge)
    if name is not None:
        custom_role = replace(custom_role, name=name)
    print_json(custom_role.for_az() if form is RoleFormat.AZ else custom_role.for_arm())


def _role(spec: Path | None, subscription: str | None, rows: Path | None, *, purging: bool) -> DeployerRole:
    from modelstacks.api.loading import load_spec
    from modelstacks.catalog import load
    from modelstacks.engine.stacks import choose_stack
    from modelstacks.preflight.role import deployer_role

    loaded = load_spec(choose_stack(spec, None, os.environ), rows) if spec else None
    scope = subscription or (loaded.subscription if loaded else os.environ.get("AZURE_SUBSCRIPTION_ID"))
    if not scope:
        raise UsageError("For which subscription? Give --subscription ID, or set AZURE_SUBSCRIPTION_ID.")
    return deployer_role(loaded.catalog if loaded else load(rows), scope, loaded, purging=purging)
