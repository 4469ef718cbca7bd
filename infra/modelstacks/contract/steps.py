"""The steps of level 1, each a row of the table: what it was, and how it went otherwise than it should."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol

from modelstacks.contract.comparing import Compared
from modelstacks.engine.errors import StackError
from modelstacks.engine.interrupts import StoppedError
from modelstacks.errors import AzureError, ModelstacksError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from modelstacks.contract.comparing import Verdict
    from modelstacks.preflight.report import Report

UNTOUCHED = frozenset({"same", "read"})
"""Operations of Pulumi's that change nothing."""
SHOWN_LINES = 6
ERROR = "error:"


class HasId(Protocol):
    """A resource of a stack's state or of the ledger."""

    @property
    def id(self) -> str:
        """Its ARM id, in whatever case."""


class StepError(ModelstacksError):
    """The step *what* failed, and *how*: the ones after it would tell nothing."""

    def __init__(self, what: str, how: Sequence[str]) -> None:
        super().__init__("\n".join([f"This failed: {what}.", *how]))


@dataclass
class Steps:
    """*say* hears of each as it begins; *heard* are Pulumi's own lines since then."""

    say: Callable[[str], None]
    rows: list[Compared] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)

    @contextmanager
    def step(self, what: str) -> Iterator[list[str]]:
        """Yield the list that takes how it differed. Raises StepError where it failed altogether."""
        self.say(f"{what} …")
        self.heard.clear()
        how: list[str] = []
        try:
            yield how
        except StoppedError:
            raise
        except StackError as err:
            raise self._failed(what, [*how, *errors_in(self.heard), str(err).splitlines()[0]]) from err
        except AzureError as err:
            verdict: Verdict = "not allowed" if err.status == HTTPStatus.FORBIDDEN else "differs"
            raise self._failed(what, [*how, str(err)], verdict) from err
        self._end(what, how, "differs" if how else "the same")

    def refuse(self, what: str, why: list[str]) -> None:
        """Raise StepError where there is a reason why it can't be tried here; that tells nothing of Azure."""
        if why:
            raise self._failed(what, why, "not allowed")

    def _failed(self, what: str, how: list[str], verdict: Verdict = "differs") -> StepError:
        self._end(what, how, verdict)
        return StepError(what, how)

    def _end(self, what: str, how: list[str], verdict: Verdict) -> None:
        self.rows.append(Compared(what, (), verdict, tuple(how)))


def errors_in(lines: list[str]) -> list[str]:
    """Return the first error that Pulumi told, with the lines below it."""
    first = next((number for number, line in enumerate(lines) if ERROR in line), None)
    if first is None:
        return []
    below = (line.strip() for line in lines[first + 1 : first + SHOWN_LINES])
    return [f"{ERROR}{lines[first].partition(ERROR)[2]}", *filter(None, below)]


def changed(changes: Mapping[str, int], allowed: frozenset[str] = UNTOUCHED) -> list[str]:
    """Return the operations that should not have been, with their counts."""
    return [f"{count} {kind}" for kind, count in sorted(changes.items()) if kind not in allowed]


def not_updated(changes: Mapping[str, int]) -> list[str]:
    """Return what was done besides updates, and that there was none where nothing was updated."""
    return [
        *changed(changes, UNTOUCHED | {"update"}),
        *(() if changes.get("update") else ("no resource was updated",)),
    ]


def obstacles(report: Report) -> list[str]:
    """Return what `up` would end with before its first resource."""
    return [row.message for row in report.findings if row.severity == "error" or row.needed]


def unannounced(held: Iterable[HasId], announced: Iterable[HasId]) -> list[str]:
    """Return what a stack holds that the ledger did not announce: the stack's own destroy ends it, or nobody does."""
    known = {row.id.lower() for row in announced}
    return [f"made {row.id} unannounced" for row in held if row.id.lower() not in known]


def held_by_one(first: Iterable[HasId], second: Iterable[HasId]) -> list[str]:
    """Return what only one of two stacks holds that should hold the same."""
    ids = [{row.id.lower() for row in held} for held in (first, second)]
    return [f"only one of the stacks holds {id_}" for id_ in sorted(ids[0] ^ ids[1])]
