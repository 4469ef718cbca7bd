"""Why a question stayed without an answer, and what the report says of it: one finding for each cause."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from modelstacks.azure.arm_errors import SIGN_IN
from modelstacks.preflight.facts import Unverified
from modelstacks.preflight.report import Reported

if TYPE_CHECKING:
    from modelstacks.errors import AzureError
    from modelstacks.preflight._core import Severity
    from modelstacks.preflight.facts import Ask, Obstacle

NETWORK = (
    "Nobody looked, so nothing is known of it. See whether a proxy or a firewall is in between (`modelstacks doctor` "
    "shows what is reached), and run it again."
)
LATER = "Nobody looked, so nothing is known of it. Wait some minutes, and run it again."
STATUS_PAGE = "Nobody looked, so nothing is known of it. Run it again; https://status.azure.com tells whether Azure is ill."
READER = (
    "Have the role Reader assigned to you there: without this answer nothing useful can be said of the rest."
)
FIXES: dict[Obstacle, str] = {
    "sign-in": SIGN_IN,
    "unreachable": NETWORK,
    "throttled": LATER,
    "broken": STATUS_PAGE,
}
"""What hinders every question alike, whoever asks and whatever about, and what to do against it."""


def unverified_by(err: AzureError) -> Unverified:
    """Return what *err* leaves unverified. A missing right is one cause, whatever the scope and the caller ARM names."""
    obstacle = _obstacle(err)
    reason = f"{err.code}: {err.args[0].removesuffix(SIGN_IN).rstrip()}"
    action = re.search(r"perform action '([^']+)'", reason)
    if err.code == "AuthorizationFailed" and action:
        reason = f"AuthorizationFailed: {action[1]} is not granted to you"
    return Unverified(reason, obstacle=obstacle, **({"fix": FIXES[obstacle]} if obstacle in FIXES else {}))


def no_answer(timeout_s: float) -> Unverified:
    """Return that Azure did not answer in time."""
    return Unverified(f"no answer within {timeout_s:g} s", NETWORK, "unreachable")


def _obstacle(err: AzureError) -> Obstacle:
    """By the HTTP status; 0 where no answer of ARM came: only a refused sign-in has a code then."""
    if err.status == HTTPStatus.UNAUTHORIZED or err.code == "AuthenticationFailed":
        return "sign-in"
    if err.status == HTTPStatus.TOO_MANY_REQUESTS:
        return "throttled"
    if err.status == 0:
        return "unreachable"
    if err.status >= HTTPStatus.INTERNAL_SERVER_ERROR or err.code == "NotArm":
        return "broken"
    return "refused"


Cause: TypeAlias = tuple[object, ...]


class Looking(Protocol):
    """A check, or whatever else looks at answers."""

    @property
    def id(self) -> str:
        """What findings name."""

    @property
    def severity(self) -> Severity:
        """How bad a finding of its own is."""


@dataclass
class Unanswered:
    """What the checks looked at in vain, by cause; dicts keep the order."""

    _missed: dict[Cause, _Missed] = field(default_factory=dict)

    def add(self, check: Looking, ask: Ask[Any], why: Unverified) -> None:
        """Note that *check* would have needed the answer to *ask*."""
        alike = (why.obstacle,) if why.obstacle in FIXES and not ask.detail else (type(ask), why)
        self._missed.setdefault(alike, _Missed()).add(check, ask, why)

    def findings(self) -> list[Reported]:
        """Return one finding for each cause."""
        return [missed.finding() for missed in self._missed.values()]


@dataclass
class _Missed:
    """Questions that one cause left open, and the checks that looked."""

    asks: dict[Ask[Any], Unverified] = field(default_factory=dict)
    checks: dict[str, Looking] = field(default_factory=dict)
    stops: bool = False

    def add(self, check: Looking, ask: Ask[Any], why: Unverified) -> None:
        self.asks[ask] = why
        self.checks[check.id] = check
        self.stops |= check.severity == "error" and _stops(ask, why)

    def finding(self) -> Reported:
        first, *more = sorted(self.asks, key=lambda ask: (not ask.essential, str(ask)))
        words, why = str(first), self.asks[first]
        alike = f" (and {len(more)} more {'like it' if self._of_one_kind else 'answers'})" if more else ""
        return Reported(
            check=", ".join(self.checks),
            severity="error" if self.stops else "unverified",
            message=f"{words[0].upper()}{words[1:]}{alike} could not be read: {why.reason}",
            fix=READER if self.stops and why.obstacle == "refused" else why.fix,
            needed=any(check.severity == "error" for check in self.checks.values()),
        )

    @property
    def _of_one_kind(self) -> bool:
        return len({type(ask) for ask in self.asks}) == 1


def _stops(ask: Ask[Any], why: Unverified) -> bool:
    """Whether nothing can be said without the answer: who lacks a right to a detail can still be told the rest."""
    if ask.detail or why.obstacle == "nobody":
        return False
    return ask.essential or why.obstacle in FIXES
