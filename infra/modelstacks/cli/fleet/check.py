"""`modelstacks fleet check | lock`: what would go wrong in all stacks together, and what is decided for them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from modelstacks.cli import step_summary
from modelstacks.cli.findings_table import COLUMNS, STYLES
from modelstacks.cli.fleet.options import (
    DEFAULT_FLEET,
    FleetArgument,
    OnlyOption,
    RingOption,
    chosen_stacks,
)
from modelstacks.cli.options import JunitOption, OutputOption, ReportOption
from modelstacks.cli.output import (
    Output,
    ReportOutput,
    print_json,
    print_reported,
    stdout,
    waiting,
    write_file,
)
from modelstacks.cli.tables import Table, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modelstacks.fleet.check_report import FleetCheck
    from modelstacks.fleet.fleet_file import Fleet
    from modelstacks.fleet.member import Member
    from modelstacks.fleet.stack import FleetStack
    from modelstacks.fleet.together import Together


def check(
    fleet: FleetArgument = DEFAULT_FLEET,
    only: OnlyOption = None,
    ring: RingOption = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Also exit 1 if something needed could not be verified.")
    ] = False,
    junit: JunitOption = None,
    output: ReportOption = ReportOutput.TABLE,
) -> None:
    """Report what would go wrong in any stack, and in all of them together: each fact is asked once, quota is summed."""
    from modelstacks.fleet.check_report import fleet_check

    whole, stacks = chosen_stacks(fleet, only, ring, None)
    members, together = _examined(whole, stacks)
    report = fleet_check(members, together)
    if junit:
        write_file(junit, report.as_junit(), option="--junit")
    print_reported(report, output, lambda: _show(report))
    step_summary.add_table("fleet check", ("level", "check", "finding"), report.rows(), report.closing_line())
    raise typer.Exit(1 if strict and report.stops_strict else report.exit_code)


def _show(report: FleetCheck) -> None:
    show(Table(COLUMNS, report.rows(), STYLES, titles=False))
    stdout().print(report.closing_line())


def lock(
    fleet: FleetArgument = DEFAULT_FLEET,
    only: OnlyOption = None,
    ring: RingOption = None,
    output: OutputOption = Output.TABLE,
) -> None:
    """Decide where each deployment of all stacks goes, within what they share, and write a lock for each spec.

    Decisions already made stay.
    """
    from modelstacks.fleet.choosing import with_deployments
    from modelstacks.fleet.members import write_locks

    whole, stacks = chosen_stacks(fleet, only, ring, None)
    stacks = with_deployments(stacks)
    members, together = _examined(whole, stacks)
    written = [os.path.relpath(path) for path in write_locks(stacks, members, together)]
    if output is Output.JSON:
        print_json({"files": written})
        return
    for path in written:
        stdout().print(f"Written: {path}", markup=False)


def _examined(fleet: Fleet, stacks: Sequence[FleetStack]) -> tuple[list[Member], Together]:
    from modelstacks.api.blocking import result_of
    from modelstacks.fleet.members import read_members

    members = read_members(fleet, stacks, os.environ)
    with waiting("Asking Azure …"):
        from modelstacks.fleet.together import examine_together  # Azure's SDKs load slowly

        return members, result_of(examine_together(members))
