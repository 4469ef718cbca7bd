"""What the checks found in all stacks of a fleet: a finding that many stacks share is told once."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from modelstacks.errors import ModelstacksError
from modelstacks.junit import Case, Remark, Suite, write_suites
from modelstacks.preflight.report import LEVELS, Report, Reported, counted, exit_code, stops_strict
from modelstacks.suggestions import listed, number_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from modelstacks.fleet.member import Member
    from modelstacks.fleet.together import Outcome, Together

NOBODY_ASKED = "sign-in"
"""The check that stands for a stack of which nothing could be asked."""
FLEET = ("fleet-quota", "fleet-same-resource")
"""The checks of all stacks together."""


@dataclass(frozen=True)
class FleetCheck:
    """The findings of each stack by its name, and those of all together."""

    stacks: dict[str, Report]
    fleet: Report
    deployments: int
    requests: int

    @property
    def findings(self) -> tuple[Reported, ...]:
        """All of them."""
        return (*self.fleet.findings, *(each for report in self.stacks.values() for each in report.findings))

    @property
    def exit_code(self) -> int:
        """1 when something is an error."""
        return exit_code(self.findings)

    @property
    def stops_strict(self) -> bool:
        """Say whether something needed could not be verified, either."""
        return stops_strict(self.findings)

    def rows(self) -> list[tuple[str, ...]]:
        """Return level, check and words of each finding, worst first; what several stacks have in common once."""
        rows = [(each.severity, each.check, f"{each.message}\n{each.fix}") for each in self.fleet.findings]
        found = told_once({name: report.rows() for name, report in self.stacks.items()})
        shared = (with_stacks(row, names) for row, names in found.items())
        return sorted([*rows, *shared], key=by_level)

    def closing_line(self) -> str:
        """Return `50 stacks, 1,000 deployments, 74 requests: 2 errors`."""
        found = counted(self.findings) or "nothing found"
        numbers = (len(self.stacks), "stack"), (self.deployments, "deployment"), (self.requests, "request")
        return f"{', '.join(number_of(*each) for each in numbers)}: {found}"

    def as_json(self) -> dict[str, Any]:
        """Return the stable form for `--output json`."""
        stacks = {name: report.as_json() for name, report in self.stacks.items()}
        return {
            "stacks": stacks,
            "fleet": [asdict(each) for each in self.fleet.findings],
            "requests": self.requests,
        }

    def as_junit(self) -> str:
        """Return JUnit XML: a suite a stack, and one for all together."""
        suites = [
            Suite(name, _cases(name, report))
            for name, report in (("fleet", self.fleet), *self.stacks.items())
        ]
        return write_suites("modelstacks fleet check", suites)


def told_once(rows: Mapping[str, Iterable[tuple[str, ...]]]) -> dict[tuple[str, ...], list[str]]:
    """Return the stacks that have each row of findings."""
    stacks: dict[tuple[str, ...], list[str]] = {}
    for name, found in rows.items():
        for row in found:
            stacks.setdefault(row, []).append(name)
    return stacks


def with_stacks(row: tuple[str, ...], names: Sequence[str]) -> tuple[str, ...]:
    """Return the row with the stacks that have it before its last cell, the words."""
    *head, words = row
    return (*head, f"{listed(names)}: {words}")


def by_level(row: tuple[str, ...]) -> int:
    """Return the rank of a row's level, which is its first cell: the worst comes first."""
    return [*map(str, LEVELS)].index(row[0])


def _cases(name: str, report: Report) -> tuple[Case, ...]:
    return tuple(
        Case(f"modelstacks.fleet.check.{name}", check, _remarks(report, check)) for check in report.checks
    )


def _remarks(report: Report, check: str) -> tuple[Remark, ...]:
    return tuple(each.as_remark() for each in report.findings if check in each.check.split(", "))


def fleet_check(members: Sequence[Member], together: Together) -> FleetCheck:
    """Return what was found."""
    stacks = {member.name: _report(together.members[member.name]) for member in members}
    deployments = sum(len(member.spec.deployments) for member in members)
    return FleetCheck(stacks, Report(together.findings, FLEET), deployments, together.requests)


def _report(found: Outcome) -> Report:
    if isinstance(found, ModelstacksError):
        message, _, fix = str(found).partition("\n")
        return Report((Reported(NOBODY_ASKED, "error", message, fix),), (NOBODY_ASKED,))
    return found.report
