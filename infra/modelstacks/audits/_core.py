"""A rule asks one question of (subject, facts) and yields what breaks; it does no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from modelstacks.preflight._core import Registered, title_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from modelstacks.audits.subject import Subject
    from modelstacks.preflight._core import Severity
    from modelstacks.preflight.facts import Ask, Facts


@dataclass(frozen=True)
class Break:
    """One cause. *message*: what and why; *fix*: what to do; *when*: the day (None: already, or no source has one).

    *about*: the deployments of the file, *resources*: the ids of what is in Azure.
    """

    message: str
    fix: str
    when: date | None = None
    about: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()


Judge: TypeAlias = "Callable[[Subject, Facts], Iterable[Break]]"
Needs: TypeAlias = "Callable[[Subject], Iterable[Ask[Any]]]"


@dataclass(frozen=True)
class Rule:
    """A stable *id*, how bad what it finds is (`error`: it breaks), the questions it needs answered, and itself.

    *source*: the document or thread of the fact that it goes by, or `sources.OWN`.
    """

    id: str
    severity: Severity
    needs: Needs
    judge: Judge
    source: str

    @property
    def title(self) -> str:
        """What the rule makes sure of: the first line of its docstring."""
        return title_of(self.judge, self.id)


class Rules(Registered[Rule]):
    """The rules."""

    word = "rule"

    def rule(self, id_: str, severity: Severity, *, needs: Needs, source: str) -> Callable[[Judge], Judge]:
        """Register the decorated function. Raises ValueError for an id that is taken."""

        def register(judge: Judge) -> Judge:
            self.add(Rule(id_, severity, needs, judge, source))
            return judge

        return register


REGISTERED = Rules()
"""Filled by the modules of `rules/`, each when it is imported."""
rule = REGISTERED.rule


def no_needs(_subject: Subject) -> Iterable[Ask[Any]]:
    """For rules that need no facts."""
    return ()
