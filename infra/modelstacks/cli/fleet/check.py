"""`modelstacks fleet check | lock`: what would go wrong in all stacks together, and what is decided for them."""

from __future__ import annotations

from modelstacks.cli.fleet.changes import run
from modelstacks.cli.fleet.options import (
    DEFAULT_FLEET,
    ExecutorOption,
    FleetArgument,
    OnlyOption,
    ReportOption,
    ReportOutput,
    RingOption,
    chosen_stacks,
)
from modelstacks.cli.fleet.report_output import print_report


def lock(
    fleet: FleetArgument = DEFAULT_FLEET,
    only: OnlyOption = None,
    ring: RingOption = None,
    executor: ExecutorOption = "threads:4",
    output: ReportOption = ReportOutput.TABLE,
) -> None:
    """Decide where each deployment of each stack goes, and write a lock for each spec; decisions already made stay."""
    from modelstacks.fleet.choosing import with_deployments
    from modelstacks.fleet.run import FleetCommand

    loaded, stacks = chosen_stacks(fleet, only, ring, None)
    print_report(run(loaded, FleetCommand("lock", with_deployments(stacks), (), executor)), output)
