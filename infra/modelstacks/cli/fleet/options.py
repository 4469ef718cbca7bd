"""The arguments and options that several commands of a fleet share, and the stacks that they choose."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from modelstacks.fleet.fleet_file import Fleet
    from modelstacks.fleet.stack import FleetStack


FleetArgument = Annotated[Path, typer.Argument(help="fleet.yaml.", metavar="[FLEET]")]
DEFAULT_FLEET = Path("fleet.yaml")
OnlyOption = Annotated[
    list[str] | None,
    typer.Option("--only", help="Only stacks of this name; * stands for any text. Repeat for more."),
]
RingOption = Annotated[str | None, typer.Option("--ring", help="Only the stacks of this ring.")]
ShardOption = Annotated[
    str | None,
    typer.Option(
        "--shard",
        metavar="I/N",
        help="Only this part of the stacks, as `fleet plan --shards N` deals them out.",
    ),
]
ExecutorOption = Annotated[
    str, typer.Option("--executor", help="Where they run: threads:N on this machine, or dask://HOST:PORT.")
]
ResumeOption = Annotated[
    bool,
    typer.Option(
        "--resume",
        help="Go on with the last run: what it brought to its end, and has not changed since, is left out.",
    ),
]
ResultsOption = Annotated[
    Path | None, typer.Option("--results", help="Also write the results to this file, for `fleet report`.")
]


def chosen_stacks(
    path: Path, only: list[str] | None, ring: str | None, shard: str | None
) -> tuple[Fleet, tuple[FleetStack, ...]]:
    """Return the fleet, and which of its stacks are meant. Raises SpecError, and UsageError where that is none."""
    from modelstacks.fleet.choosing import choose
    from modelstacks.fleet.fleet_file import load_fleet

    fleet = load_fleet(path, os.environ)
    return fleet, choose(fleet, only=tuple(only or ()), ring=ring, shard=shard)
