"""`modelstacks key NAME`: the one command that prints a key, because it was asked by name."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from modelstacks.errors import UsageError


def key(
    name: Annotated[str, typer.Argument(help="A deployment of the spec.")],
    spec: Annotated[Path, typer.Argument(help="deployments.yaml.")] = Path("deployments.yaml"),
) -> None:
    """Print the primary key of one deployment, and nothing else."""
    from modelstacks.catalog import load
    from modelstacks.programs.plan import read_plan
    from modelstacks.programs.targets import read_targets
    from modelstacks.spec import load_deployments

    plan = read_plan(load_deployments(spec, load(), os.environ))
    found = asyncio.run(read_targets(plan, os.environ, only=name))
    if not found:
        raise UsageError(f"{spec} has no deployment {name!r}.")
    sys.stdout.write(found[0].target.endpoint.key + "\n")
