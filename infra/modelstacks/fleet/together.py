"""The checks of all stacks of a fleet: what they share is asked once, and what together does not fit is said."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from modelstacks.azure.requests_once import Requests, gate
from modelstacks.azure.session import open_arm
from modelstacks.errors import ModelstacksError
from modelstacks.fleet.callers import caller_in
from modelstacks.fleet.made_before import MadeBefore
from modelstacks.fleet.same_resource import made_twice
from modelstacks.fleet.shared_quota import too_little
from modelstacks.preflight.asked_azure import AskedAzure, discovery_url
from modelstacks.preflight.checks import all_checks
from modelstacks.preflight.runner import asks_of, conclude, read_facts
from modelstacks.telemetry.spans import span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from modelstacks.fleet.member import Member
    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.report import Reported
    from modelstacks.preflight.runner import Examination


Outcome: TypeAlias = "Examination | ModelstacksError"


@dataclass(frozen=True, repr=False)
class Together:
    """What became of each member: its examination, or why nobody could be asked; and what only shows in all together.

    *about* of a finding of the fleet are stacks; *requests*: how many were sent.
    """

    members: Mapping[str, Outcome]
    findings: tuple[Reported, ...]
    requests: int

    @property
    def examined(self) -> dict[str, Examination]:
        """Those that could be asked about."""
        return {name: each for name, each in self.members.items() if not isinstance(each, ModelstacksError)}


async def examine_together(members: Sequence[Member]) -> Together:
    """Ask everything at the same time, and conclude for each member, then for all together.

    Where quota is too little for all, those without a decision of their own are placed again in what the others leave.
    """
    callers: dict[object, list[Member]] = defaultdict(list)
    for member in members:
        callers[caller_in(member.environ)].append(member)
    with span("fleet examination", stacks=len(members)):
        for_all = gate()
        asked = await asyncio.gather(*(_ask(group, for_all) for group in callers.values()))
    sent = sum(count for _, count in asked)
    facts = {name: answer for answers, _ in asked for name, answer in answers.items()}
    before = MadeBefore(members)
    alone = {member.name: _concluded(member, facts[member.name], before) for member in members}
    examined = [
        (member, found) for member in members if not isinstance(found := alone[member.name], ModelstacksError)
    ]
    quota = too_little(examined)
    placed = [(member, quota.placed_again.get(member.name, found)) for member, found in examined]
    return Together({**alone, **quota.placed_again}, (*quota.findings, *made_twice(placed)), sent)


async def _ask(
    members: Sequence[Member], for_all: asyncio.Semaphore
) -> tuple[dict[str, Facts | ModelstacksError], int]:
    """Return the facts of members who have one caller, and how many requests that took."""
    environ = members[0].environ
    try:
        async with open_arm(environ) as arm:
            await arm.sign_in()
            requests = Requests(arm, for_all)

            async def ask(member: Member) -> Facts:
                azure = AskedAzure(
                    arm,
                    member.spec,
                    member.spec.catalog,
                    member.context.tags,
                    discovery_url(member.environ),
                    requests,
                )
                asks = asks_of(all_checks(), member.spec, member.spec.catalog)
                return await read_facts(asks, lambda question: question.fetch(azure))

            answers = await asyncio.gather(*map(ask, members))
            return {member.name: facts for member, facts in zip(members, answers, strict=True)}, requests.sent
    except ModelstacksError as err:
        return {member.name: err for member in members}, 0


def _concluded(member: Member, facts: Facts | ModelstacksError, before: MadeBefore) -> Outcome:
    if isinstance(facts, ModelstacksError):
        return facts
    return conclude(member.spec, member.spec.catalog, before.known_to(member, facts), member.context)
