"""What the checks found: for people (table), for programs (JSON), for CI (JUnit XML)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

from modelstacks.junit import Case, Remark, Suite, write_suite
from modelstacks.suggestions import listed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

Level: TypeAlias = Literal["error", "unverified", "warning", "note"]
LEVELS: tuple[Level, ...] = ("error", "unverified", "warning", "note")


class Graded(Protocol):
    """A finding, of a check or of an audit's rule."""

    @property
    def severity(self) -> Level:
        """How bad it is."""

    @property
    def message(self) -> str:
        """What and why."""

    @property
    def needed(self) -> bool:
        """Whether it is about what could not be read, and an error hangs on it."""


@dataclass(frozen=True)
class Reported:
    """A finding with its check. *needed*: it is about what could not be read, and a check that would be an error hangs on it."""

    check: str
    severity: Level
    message: str
    fix: str
    about: tuple[str, ...] = ()
    needed: bool = False

    def __lt__(self, other: Reported) -> bool:
        return self._order < other._order

    def as_remark(self) -> Remark:
        """Return it as JUnit has it."""
        return remark(self, self.fix, f"{self.message}\n{self.fix}")

    @property
    def _order(self) -> tuple[int, str, str]:
        return LEVELS.index(self.severity), self.check, self.message


@dataclass(frozen=True)
class Report:
    """All findings, worst first, and the ids of all checks that ran."""

    findings: tuple[Reported, ...]
    checks: tuple[str, ...]

    @property
    def exit_code(self) -> int:
        """1 when something is an error; what is only unverified or a warning does not stop a command."""
        return exit_code(self.findings)

    @property
    def stops_strict(self) -> bool:
        """Say whether `modelstacks:check: strict` stops: errors, and what is needed but could not be verified."""
        return stops_strict(self.findings)

    def rows(self) -> list[tuple[Level, str, str]]:
        """Return level, check and words of each finding, for a table."""
        return [(finding.severity, finding.check, _words(finding)) for finding in self.findings]

    def closing_line(self) -> str:
        """Return `11 checks: 1 error, 2 warnings`, or that nothing was found."""
        return f"{len(self.checks)} checks: {counted(self.findings) or 'nothing found'}"

    def as_json(self) -> dict[str, Any]:
        """Return the stable form for `--output json`."""
        return {"checks": list(self.checks), "findings": [asdict(finding) for finding in self.findings]}

    def as_junit(self) -> str:
        """Return JUnit XML: a test case a check; errors fail it, what is unverified skips it."""
        return write_suite(Suite("modelstacks check", tuple(map(self._case, self.checks))))

    def _case(self, check: str) -> Case:
        own = (finding for finding in self.findings if check in finding.check.split(", "))
        return Case("modelstacks.check", check, tuple(each.as_remark() for each in own))


def exit_code(findings: Iterable[Graded]) -> int:
    """Return 1 when something is an error, else 0."""
    return 1 if any(finding.severity == "error" for finding in findings) else 0


def stops_strict(findings: Collection[Graded]) -> bool:
    """Say whether strict stops: errors, and what is needed but could not be verified."""
    return bool(exit_code(findings)) or any(finding.needed for finding in findings)


def counted(findings: Collection[Graded]) -> str:
    """Return `1 error, 2 warnings`, the worst first; "" where there is nothing."""
    counts = [(level, sum(finding.severity == level for finding in findings)) for level in LEVELS]
    return ", ".join(f"{count} {level}{_plural(level, count)}" for level, count in counts if count)


def remark(finding: Graded, detail: str, whole: str) -> Remark:
    """Return a finding in JUnit: errors fail their case, what is unverified skips it; *whole*: what the others say there."""
    match finding.severity:
        case "error":
            return Remark("failure", finding.message, detail)
        case "unverified":
            return Remark("skipped", finding.message, detail)
    return Remark("system-out", text=f"{finding.severity}: {whole}")


def _words(finding: Reported) -> str:
    about = f" ({listed(finding.about)})" if finding.about else ""
    return f"{finding.message}{about}\n{finding.fix}"


def _plural(level: Level, count: int) -> str:
    return "" if level == "unverified" or count == 1 else "s"
