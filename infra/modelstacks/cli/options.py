"""The arguments and options that several commands share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from modelstacks.cli.output import Output, ReportOutput
from modelstacks.errors import ModelstacksError

DEFAULT_SPEC = Path("deployments.yaml")


def _stack_name(name: str | None) -> str | None:
    from modelstacks.engine.hints import require_stack_name

    if name is not None:
        require_stack_name(name)
    return name


def deployment_names(ctx: typer.Context) -> list[str]:
    """Return the deployments of the spec that the line names, else of the folder's: Typer takes those that fit the word."""
    from modelstacks.yaml_source import read_yaml

    spec = ctx.params.get("spec") or DEFAULT_SPEC
    try:
        names = read_yaml(Path(spec), os.environ).data.get("deployments")
    except ModelstacksError:
        return []
    return [str(name) for name in names or ()]


SpecArgument = Annotated[Path, typer.Argument(help="deployments.yaml or platform.yaml.")]
DeploymentsArgument = Annotated[Path, typer.Argument(help="deployments.yaml.")]
NameArgument = Annotated[
    str, typer.Argument(help="A deployment of the spec.", autocompletion=deployment_names)
]
StackOption = Annotated[
    str | None,
    typer.Option("--stack", help="Default: local with the local Azure, otherwise dev.", callback=_stack_name),
]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Go ahead without asking.")]
DiffOption = Annotated[bool, typer.Option("--diff", help="Also show what changes inside each resource.")]
VerboseOption = Annotated[
    bool, typer.Option("--verbose", help="Show all that Pulumi says, in its own words, instead.")
]
RowsOption = Annotated[
    Path | None,
    typer.Option(
        "--rows", help="Your own catalogue rows, added to ours (YAML, or what `models --output json` prints)."
    ),
]
OutputOption = Annotated[Output, typer.Option("--output", help="How to print the result.")]
ReportOption = Annotated[ReportOutput, typer.Option("--output", help="How to print the result.")]
JunitOption = Annotated[Path | None, typer.Option("--junit", help="Also write JUnit XML to this file.")]
