"""`modelstacks key NAME`: the one command that prints a key, because it was asked by name."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from modelstacks.cli.deployed import read_target


def key(
    name: Annotated[str, typer.Argument(help="A deployment of the spec.")],
    spec: Annotated[Path, typer.Argument(help="deployments.yaml.")] = Path("deployments.yaml"),
) -> None:
    """Print the primary key of one deployment, and nothing else."""
    sys.stdout.write(read_target(name, spec).endpoint.key + "\n")
