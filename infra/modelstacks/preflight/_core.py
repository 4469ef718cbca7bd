"""A check asks one question of (placed, facts) and yields findings; it does no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from modelstacks.catalog import Catalog
    from modelstacks.preflight.facts import Ask, Facts
    from modelstacks.preflight.placed_spec import PlacedSpec
    from modelstacks.spec import Spec

Severity: TypeAlias = Literal["error", "unverified", "warning", "note"]
"""`unverified`: what nobody can tell beforehand, whoever is asked."""


@dataclass(frozen=True)
class Finding:
    """One cause. *message*: what and why, in the user's own values; *fix*: what to do; *about*: the deployments."""

    message: str
    fix: str
    about: tuple[str, ...] = ()


Run: TypeAlias = "Callable[[PlacedSpec, Facts], Iterable[Finding]]"
Needs: TypeAlias = "Callable[[Spec, Catalog], Iterable[Ask[Any]]]"


@dataclass(frozen=True)
class Check:
    """A stable *id*, how bad a finding is, the questions it needs answered (known before placement), and itself.

    *source*: the document or thread of the fact that it goes by, or `sources.OWN`.
    """

    id: str
    severity: Severity
    needs: Needs
    run: Run
    source: str

    @property
    def title(self) -> str:
        """What the check makes sure of: the first line of its docstring."""
        return (self.run.__doc__ or self.id).strip().splitlines()[0]


class Checks:
    """A set of checks with distinct ids, in order of their ids."""

    def __init__(self) -> None:
        self._by_id: dict[str, Check] = {}

    def __iter__(self) -> Iterator[Check]:
        yield from (self._by_id[key] for key in sorted(self._by_id))

    def check(self, id_: str, severity: Severity, *, needs: Needs, source: str) -> Callable[[Run], Run]:
        """Register the decorated function. Raises ValueError for an id that is taken."""

        def register(run: Run) -> Run:
            if id_ in self._by_id:
                raise ValueError(f"two checks have the id {id_}")
            self._by_id[id_] = Check(id_, severity, needs, run, source)
            return run

        return register


REGISTERED = Checks()
"""Filled by the modules of `checks/`, each when it is imported."""
check = REGISTERED.check


def no_needs(_spec: Spec, _catalog: Catalog) -> Iterable[Ask[Any]]:
    """For checks that need no facts."""
    return ()
