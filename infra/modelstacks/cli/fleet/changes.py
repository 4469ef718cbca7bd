"""`modelstacks fleet up | destroy`: every stack, ring after ring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from modelstacks.cli.fleet.display import FleetDisplay
from modelstacks.cli.fleet.options import (
    DEFAULT_FLEET,
    ExecutorOption,
    FleetArgument,
    OnlyOption,
    ResultsOption,
    ResumeOption,
    RingOption,
    ShardOption,
    chosen_stacks,
)
from modelstacks.cli.fleet.report_output import print_report
from modelstacks.cli.options import JunitOption, ReportOption, YesOption
from modelstacks.cli.output import ReportOutput, stderr
from modelstacks.cli.stacks import confirm, require_answer
from modelstacks.fleet import DEFAULT_EXECUTOR
from modelstacks.suggestions import number_of

if TYPE_CHECKING:
    from modelstacks.fleet.fleet_file import Fleet
    from modelstacks.fleet.results import FleetReport
    from modelstacks.fleet.run import FleetCommand


def up(
    fleet: FleetArgument = DEFAULT_FLEET,
    only: OnlyOption = None,
    ring: RingOption = None,
    shard: ShardOption = None,
    executor: ExecutorOption = DEFAULT_EXECUTOR,
    resume: ResumeOption = False,
    yes: YesOption = False,
    junit: JunitOption = None,
    results: ResultsOption = None,
    output: ReportOption = ReportOutput.TABLE,
) -> None:
    """Bring every stack up, ring after ring, smoke tests included; report what differs from the plan."""
    from modelstacks.fleet.run import FleetCommand

    require_answer(yes)
    loaded, stacks = chosen_stacks(fleet, only, ring, shard)
    if not yes:
        confirm(f"Bring {number_of(len(stacks), 'stack')} of {loaded.name} up?", output)
    report = run(loaded, FleetCommand("up", stacks, ("--yes",), executor, shard, resume))
    print_report(report, output, junit, results)


def destroy(
    fleet: FleetArgument = DEFAULT_FLEET,
    only: OnlyOption = None,
    ring: RingOption = None,
    shard: ShardOption = None,
    executor: ExecutorOption = DEFAULT_EXECUTOR,
    resume: ResumeOption = False,
    purge: Annotated[bool, typer.Option("--purge", help="Also purge what Azure would keep of it.")] = False,
    yes: YesOption = False,
    junit: JunitOption = None,
    results: ResultsOption = None,
    output: ReportOption = ReportOutput.TABLE,
) -> None:
    """Delete everything that the stacks hold, the last ring first."""
    from modelstacks.fleet.run import FleetCommand

    require_answer(yes)
    loaded, stacks = chosen_stacks(fleet, only, ring, shard)
    if not yes:
        confirm(f"Delete everything in {number_of(len(stacks), 'stack')} of {loaded.name}?", output)
    options = ("--yes", *(("--purge",) if purge else ()))
    report = run(loaded, FleetCommand("destroy", stacks, options, executor, shard, resume))
    print_report(report, output, junit, results)


def run(fleet: Fleet, command: FleetCommand) -> FleetReport:
    """Run the command on the stacks, showing how it goes."""
    from modelstacks.fleet.run import run_fleet, unfinished

    if not command.resume and (before := unfinished(fleet, command)):
        done = sum(result.outcome == "done" for result in before.results)
        stderr().print(
            f"The last `fleet {command.name}` was cut off after {done} of {len(before.planned)} stacks; --resume would have gone on "
            "with the rest. All of them are run now, which changes nothing where nothing is missing."
        )
    planned = {stack.name: stack.ring for stack in command.stacks}
    with FleetDisplay(command.name, planned) as display:
        return run_fleet(fleet, command, display)
