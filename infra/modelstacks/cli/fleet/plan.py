"""`modelstacks fleet plan | report | env`: which stacks there are and in which job, what became of them, and one's environment."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from modelstacks.cli.fleet.options import (
    DEFAULT_FLEET,
    FleetArgument,
    OnlyOption,
    ResultsOption,
    RingOption,
    chosen_stacks,
)
from modelstacks.cli.fleet.report_output import print_report
from modelstacks.cli.options import JunitOption, ReportOption
from modelstacks.cli.output import ReportOutput, print_json, stderr, stdout
from modelstacks.cli.tables import Column, Table, show
from modelstacks.errors import UsageError
from modelstacks.suggestions import number_of

if TYPE_CHECKING:
    from modelstacks.fleet.fleet_file import Fleet
    from modelstacks.fleet.stack import FleetStack


class PlanOutput(StrEnum):
    """`--output` of a plan: for people, for programs, or as a CI system takes a matrix."""

    TABLE = "table"
    JSON = "json"
    GITHUB = "github"
    GITLAB = "gitlab"
    AZURE_DEVOPS = "azure-devops"


STACKS = (
    Column("stack"),
    Column("ring"),
    Column("spec", below=1),
    Column("lock", below=2),
    Column("last", spare=True),
    Column("shard", spare=True),
)


def plan(
    fleet: FleetArgument = DEFAULT_FLEET,
    shards: Annotated[
        int,
        typer.Option(
            "--shards", min=1, max=256, help="Deal the stacks out to so many jobs, by how long they took."
        ),
    ] = 1,
    only: OnlyOption = None,
    ring: RingOption = None,
    output: Annotated[
        PlanOutput,
        typer.Option("--output", help="How to print it: a table, JSON, or the matrix of a CI system."),
    ] = PlanOutput.TABLE,
) -> None:
    """Show the stacks in the order in which they go, or print the matrix of CI jobs; nothing is asked of Azure."""
    from modelstacks.fleet.matrix import matrix_of
    from modelstacks.fleet.shards import deal_out

    loaded, stacks = chosen_stacks(fleet, only, ring, None)
    dealt = deal_out(loaded, stacks, shards)
    if output is PlanOutput.TABLE:
        _print_stacks(loaded, stacks, {stack.name: shard.name for shard in dealt for stack in shard.stacks})
    elif output is PlanOutput.JSON:
        print_json({"fleet": loaded.name, "shards": [shard.as_json() for shard in dealt]})
    else:
        sys.stdout.write(matrix_of(dealt, output.value))


def _print_stacks(fleet: Fleet, stacks: tuple[FleetStack, ...], shards: dict[str, str]) -> None:
    from modelstacks.fleet.durations_file import read_durations

    recorded = read_durations(fleet.path)
    rows = []
    for ring in fleet.rings:
        for stack in (stack for stack in stacks if stack.ring == ring.name):
            seconds = recorded.get(stack.name)
            last = "" if seconds is None else f"{seconds:.0f} s"
            where = [os.path.relpath(stack.spec), os.path.relpath(stack.lock) if stack.lock.exists() else ""]
            rows.append([stack.name, ring.name, *where, last, shards[stack.name]])
    show(Table(STACKS, rows))
    stdout().print(
        f"{number_of(len(rows), 'stack')} in {number_of(len(fleet.rings), 'ring')} of {fleet.name}"
    )


def report(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="What `--results` wrote, one file a shard. Default: the last run here."),
    ] = None,
    fleet: Annotated[
        Path, typer.Option("--fleet", help="The fleet.yaml that says what was planned.")
    ] = DEFAULT_FLEET,
    command: Annotated[
        str, typer.Option("--command", help="Whose last run, without files: up, destroy or audit.")
    ] = "up",
    only: OnlyOption = None,
    ring: RingOption = None,
    record: Annotated[
        bool, typer.Option("--record", help="Also record how long each stack took, for `plan --shards`.")
    ] = False,
    junit: JunitOption = None,
    results: ResultsOption = None,
    output: ReportOption = ReportOutput.TABLE,
) -> None:
    """Join the results of all shards into one report; exit 1 where a stack failed or has no result."""
    from modelstacks.fleet.durations_file import write_durations
    from modelstacks.fleet.joining import join, last_run, read_reports

    loaded, stacks = chosen_stacks(fleet, only, ring, None)
    joined = join(loaded, stacks, read_reports(files)) if files else last_run(loaded, command)
    if record:
        seconds = {
            each.stack: each.seconds for each in joined.results if each.outcome == "done" and not each.earlier
        }
        stderr().print(f"Recorded: {write_durations(loaded.path, seconds)}", markup=False)
    print_report(joined, output, junit, results)


def env(
    stack: Annotated[str, typer.Argument(help="A stack of the fleet.")],
    fleet: Annotated[Path, typer.Option("--fleet", help="The fleet.yaml.")] = DEFAULT_FLEET,
) -> None:
    """Print the variables of one stack for a shell: then every other command, and plain Pulumi, sees it as the fleet does."""
    import shlex

    _, stacks = chosen_stacks(fleet, [stack], None, None)
    if len(stacks) > 1:
        raise UsageError(f"{stack!r} stands for {len(stacks)} stacks.\nName one of them: {stacks[0].name}")
    for name, value in stacks[0].own_environment(os.environ).items():
        sys.stdout.write(f"export {name}={shlex.quote(value)}\n")
