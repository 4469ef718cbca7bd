"""What an audit found: for people (table), for programs (JSON), for CI (JUnit XML; SARIF: `sarif.py`): pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modelstacks.azure.arm_id import ArmId
from modelstacks.junit import Case, Suite, write_suite
from modelstacks.preflight.report import LEVELS, counted, exit_code, remark, stops_strict
from modelstacks.suggestions import listed

if TYPE_CHECKING:
    from datetime import date

    from modelstacks.preflight.report import Level

MOST_RULES = 2
"""Named in a row about what could not be read; JSON has them all."""


@dataclass(frozen=True)
class Audited:
    """What a rule found. *when*: the day it breaks; *about*: deployments of the file; *resources*: ids of what is in Azure.

    *needed*: it is about what could not be read, and a rule that would be an error hangs on it.
    """

    rule: str
    severity: Level
    message: str
    fix: str
    when: date | None = None
    about: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    needed: bool = False

    def __lt__(self, other: Audited) -> bool:
        return self._order < other._order

    @property
    def _order(self) -> tuple[int, str, str, str]:
        when = self.when.isoformat() if self.when else ""  # what has no day is so today
        return LEVELS.index(self.severity), when, self.rule, self.message

    @property
    def words(self) -> str:
        """What, about what, and what to do."""
        names = (ArmId(id_).name for id_ in self.resources)
        endpoints = listed([name for name in names if name not in self.message])
        parts = [listed(self.about), f"endpoints {endpoints}" if endpoints else ""]
        about = "; ".join(filter(None, parts))
        return f"{self.message}{f' ({about})' if about else ''}\n{self.fix}"

    def as_json(self) -> dict[str, Any]:
        """Return the stable form for `--output json`."""
        return {
            "rule": self.rule,
            "severity": self.severity,
            "when": self.when.isoformat() if self.when else None,
            "message": self.message,
            "fix": self.fix,
            "deployments": list(self.about),
            "resources": list(self.resources),
            "needed": self.needed,
        }


@dataclass(frozen=True)
class AuditReport:
    """All that breaks up to *by*, worst and soonest first, as of *today*, and what the rules are that looked."""

    today: date
    by: date
    findings: tuple[Audited, ...]
    rules: tuple[str, ...]

    @property
    def exit_code(self) -> int:
        """1 when something breaks, or nothing useful could be read; notes and warnings are none of it."""
        return exit_code(self.findings)

    @property
    def stops_strict(self) -> bool:
        """Say whether `--strict` ends with 1: what breaks, and what might, since it could not be read."""
        return stops_strict(self.findings)

    def rows(self) -> list[tuple[str, str, str, str]]:
        """Return level, day, rule and words of each finding, for a table."""
        return [
            (
                finding.severity,
                f"{finding.when or ''}",
                listed(finding.rule.split(", "), MOST_RULES),
                finding.words,
            )
            for finding in self.findings
        ]

    def closing_line(self) -> str:
        """Return `Up to 2027-02-26: 1 error, 2 warnings (16 rules)`, or that nothing breaks."""
        return f"Up to {self.by}: {counted(self.findings) or 'nothing breaks'} ({len(self.rules)} rules)"

    def as_json(self) -> dict[str, Any]:
        """Return the stable form for `--output json`."""
        return {
            "today": self.today.isoformat(),
            "by": self.by.isoformat(),
            "rules": list(self.rules),
            "findings": [finding.as_json() for finding in self.findings],
        }

    def as_junit(self) -> str:
        """Return JUnit XML: a test case a rule; what breaks fails it, what could not be read skips it."""
        return write_suite(Suite("modelstacks audit", tuple(map(self._case, self.rules))))

    def _case(self, rule: str) -> Case:
        own = (finding for finding in self.findings if rule in finding.rule.split(", "))
        return Case("modelstacks.audit", rule, tuple(remark(each, each.words, each.words) for each in own))
