"""What stacks of a fleet make before others begin: to those it is not missing, it is not there yet: pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelstacks.fleet.same_resource import parents_made_by
from modelstacks.preflight.facts import Absent, Facts, ToCome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from modelstacks.fleet.member import Member
    from modelstacks.preflight.facts import Ask


class MadeBefore:
    """Which stack of a fleet makes what, by the id in small letters; the earliest of those that do."""

    def __init__(self, members: Sequence[Member]) -> None:
        self._makers: Mapping[str, Member] = {
            id_.lower(): member
            for member in sorted(members, key=lambda each: each.stage, reverse=True)
            for id_, _ in parents_made_by(member.spec)
        }

    def known_to(self, member: Member, facts: Facts) -> Facts:
        """Return *facts* in which nothing is Absent that an earlier stack will have made: nobody can tell of it yet."""
        return Facts({ask: self._answer(member, ask, answer) for ask, answer in facts.answers.items()})

    def _answer(self, member: Member, ask: Ask[Any], answer: Any) -> Any:
        if answer != Absent():
            return answer
        maker = self._makers.get(ask.scope_in(member.spec).lower())
        if maker is None or maker.stage >= member.stage:
            return answer
        return ToCome(f"it is not there yet; the stack {maker.name} makes it before this one")
