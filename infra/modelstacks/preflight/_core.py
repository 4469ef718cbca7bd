"""A check asks one question of (placed, facts) and yields findings; it does no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, Protocol, TypeAlias, TypeVar

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
        return title_of(self.run, self.id)


class Described(Protocol):
    """What has an id, a severity, a first line that says what it makes sure of, and a source."""

    @property
    def id(self) -> str:
        """Stable."""

    @property
    def severity(self) -> Severity:
        """How bad a finding is."""

    @property
    def title(self) -> str:
        """What it makes sure of."""

    @property
    def source(self) -> str:
        """Where its fact is from."""


T = TypeVar("T", bound=Described)


class Registered(Generic[T]):
    """A set of checks, or of what else registers itself, with distinct ids, in order of their ids."""

    word: ClassVar[str] = "check"

    def __init__(self) -> None:
        self._by_id: dict[str, T] = {}

    def __iter__(self) -> Iterator[T]:
        yield from (self._by_id[key] for key in sorted(self._by_id))

    def add(self, item: T) -> None:
        """Take it in. Raises ValueError for an id that is taken."""
        if item.id in self._by_id:
            raise ValueError(f"two {self.word}s have the id {item.id}")
        self._by_id[item.id] = item

    def described(self) -> list[dict[str, str]]:
        """Return what there is to know of each: id, severity, what it makes sure of, source."""
        return [
            {"id": each.id, "severity": each.severity, "what": each.title, "source": each.source}
            for each in self
        ]


def title_of(function: object, id_: str) -> str:
    """Return the first line of a function's docstring; without one, the id."""
    return (function.__doc__ or id_).strip().splitlines()[0]


class Checks(Registered[Check]):
    """The checks."""

    def check(self, id_: str, severity: Severity, *, needs: Needs, source: str) -> Callable[[Run], Run]:
        """Register the decorated function. Raises ValueError for an id that is taken."""

        def register(run: Run) -> Run:
            self.add(Check(id_, severity, needs, run, source))
            return run

        return register


REGISTERED = Checks()
"""Filled by the modules of `checks/`, each when it is imported."""
check = REGISTERED.check


def no_needs(_spec: Spec, _catalog: Catalog) -> Iterable[Ask[Any]]:
    """For checks that need no facts."""
    return ()
