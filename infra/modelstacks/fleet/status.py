"""How each stack of a fleet is: whether its lock fits, what Azure has of it, and what became of its last run."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from modelstacks.api.loading import load_spec
from modelstacks.azure.session import open_arm
from modelstacks.engine.stacks import choose_stack
from modelstacks.errors import ModelstacksError
from modelstacks.fleet.callers import caller_in
from modelstacks.fleet.journal import journals, read_journal
from modelstacks.lifecycle.inventory import Scope, read_endpoints
from modelstacks.lock_decisions import differences
from modelstacks.lock_file import read_lock
from modelstacks.spec import DeploymentsSpec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from modelstacks.fleet.callers import Caller
    from modelstacks.fleet.fleet_file import Fleet
    from modelstacks.fleet.stack import FleetStack
    from modelstacks.spec import Spec

CHANGING = ("up", "destroy")
"""Commands after which a stack may be another than before."""
GOOD = frozenset({"succeeded", "online", "healthy"})
"""States of an endpoint that works, in Azure's words."""


@dataclass(frozen=True)
class StackStatus:
    """One stack. *lock*: `fits`, `missing`, `stale: …`, or "" where there is nothing to decide; *wanted* and *found* count
    endpoints; *states* are those of endpoints that do not work; *hours_left*: until Azure deletes the first one.

    *problem* is why something could not be read, *last* what became of its last run: `up done`.
    """

    stack: str
    ring: str
    lock: str = ""
    wanted: int = 0
    found: int | None = None
    states: tuple[str, ...] = ()
    hours_left: float | None = None
    last: str = ""
    problem: str = ""

    @property
    def is_as_wanted(self) -> bool:
        """Whether all of its endpoints are there, and work."""
        return self.found == self.wanted and not self.states and not self.problem

    def as_json(self) -> dict[str, Any]:
        """Return its stable form."""
        return asdict(self)


@dataclass(frozen=True)
class _Member:
    stack: FleetStack
    environ: Mapping[str, str]
    spec: Spec | None
    tag: str = ""
    problem: str = ""

    @property
    def asked(self) -> tuple[str, Caller]:
        """Whose subscription it is, and as whom it is asked: those of equal ones are read once."""
        return (self.spec.subscription if self.spec else "", caller_in(self.environ))


def read_status(fleet: Fleet, stacks: Sequence[FleetStack], environ: Mapping[str, str]) -> list[StackStatus]:
    """Return it for each of *stacks*; every subscription's endpoints are read once. What can't be read is a value."""
    members = [_member(stack, environ) for stack in stacks]
    seen = asyncio.run(_read_all(members))
    last = _last_runs(fleet)
    return [_status(member, seen.get(member.asked), last.get(member.stack.name, "")) for member in members]


def _member(stack: FleetStack, environ: Mapping[str, str]) -> _Member:
    try:
        own = stack.environment(environ)
        choice = choose_stack(stack.spec, stack.name, own)
        return _Member(stack, own, load_spec(choice, None, own), f"{choice.project}/{choice.stack}")
    except ModelstacksError as err:
        return _Member(stack, environ, None, problem=str(err))


async def _read_all(members: Sequence[_Member]) -> dict[Any, Any]:
    asked = {member.asked: member for member in members if member.spec}
    answers = await asyncio.gather(*map(_read, asked.values()))
    return dict(zip(asked, answers, strict=True))


async def _read(member: _Member) -> Any:
    assert member.spec is not None
    try:
        async with open_arm(member.environ) as arm:
            found = await read_endpoints(arm, Scope(member.spec.subscription))
            return found, arm.answered_at
    except ModelstacksError as err:
        return err


def _status(member: _Member, seen: Any, last: str) -> StackStatus:
    stack, ring = member.stack.name, member.stack.ring
    if member.spec is None:
        return StackStatus(stack, ring, last=last, problem=member.problem)
    lock, wanted = _lock(member), _wanted(member.spec)
    if isinstance(seen, ModelstacksError):
        return StackStatus(stack, ring, lock, wanted, last=last, problem=str(seen))
    endpoints, now = seen
    own = [endpoint for endpoint in endpoints if endpoint.stack == member.tag]
    odd = Counter(endpoint.state for endpoint in own if endpoint.state.lower() not in GOOD)
    left = [left for endpoint in own if (left := endpoint.left(now)) is not None]
    hours = round(min(left) / timedelta(hours=1), 1) if left else None
    return StackStatus(
        stack,
        ring,
        lock,
        wanted,
        len(own),
        tuple(f"{count} {state}" for state, count in sorted(odd.items())),
        hours,
        last,
    )


def _lock(member: _Member) -> str:
    if not isinstance(member.spec, DeploymentsSpec):
        return ""
    try:
        lock = read_lock(member.stack.lock)
    except ModelstacksError as err:
        return f"unreadable: {err}"
    if lock is None:
        return "missing"
    found = differences(member.spec, lock)
    return f"stale: {found}" if found else "fits"


def _wanted(spec: Spec) -> int:
    return len({each.endpoint_name for each in spec.deployments if not each.endpoint_exists})


def _last_runs(fleet: Fleet) -> dict[str, str]:
    """Return what became of each stack's last run here, whatever command that was."""
    last: dict[str, str] = defaultdict(str)
    for path in journals(fleet.path, fleet.name):
        report = read_journal(path)
        for result in report.results if report and report.command in CHANGING else ():
            if report and result.outcome != "not begun":
                last[result.stack] = f"{report.command} {result.outcome}"
    return last
