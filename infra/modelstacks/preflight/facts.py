"""What a question to Azure is (`Ask`), and the answers as a check sees them. An ask is a value: equal ones are asked once."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, TypeAlias, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from modelstacks.catalog import Catalog
    from modelstacks.placement import PlacementFacts
    from modelstacks.placement.options import Capacity
    from modelstacks.preflight.asked_azure import AskedAzure
    from modelstacks.preflight.usage import Usage
    from modelstacks.spec import Spec

T = TypeVar("T")


Obstacle: TypeAlias = Literal["sign-in", "unreachable", "throttled", "broken", "refused", "nobody"]
"""What kept an answer back: `refused` is about this one question (a missing right); `nobody` could answer it at all."""


@dataclass(frozen=True)
class Unverified:
    """An answer that could not be had, why (Azure's words, without secrets), and what to do about it."""

    reason: str
    fix: str = "Ask for the right to read it, or go on knowing that nobody looked."
    obstacle: Obstacle = "refused"


@dataclass(frozen=True)
class ToCome(Unverified):
    """The answer for something that is not there yet, and will be when the stack is brought up."""

    fix: str = "Nothing to do: the checks of this stack's own `up` will tell."
    obstacle: Obstacle = "nobody"


NO_REQUEST = Unverified(
    "Azure documents no request that tells it",
    fix="Nothing to do: deploying will tell, and nothing is lost.",
    obstacle="nobody",
)


@dataclass(frozen=True)
class Absent:
    """The answer for something that is not there."""


@dataclass(frozen=True)
class Ask(ABC, Generic[T]):
    """A question whose answer is a T: how it is fetched, in whose words, with which right.

    *rights*: the actions of Azure RBAC that its requests take, which `modelstacks role` grants; their names are those of
    azure-docs articles/role-based-access-control/permissions. *essential*: who may not even read this can be told
    nothing useful. *detail*: it refines what is known without it, and lies elsewhere than the subscription, so that it
    stops nothing.
    """

    rights: ClassVar[tuple[str, ...]] = ()
    essential: ClassVar[bool] = False
    detail: ClassVar[bool] = False

    @abstractmethod
    async def fetch(self, azure: AskedAzure) -> T | Unverified:
        """Return the answer. Raises AzureError where Azure refuses or does not answer."""

    @abstractmethod
    def __str__(self) -> str:
        """What it is about, for people: `the subscription`."""

    def scope_in(self, _spec: Spec) -> str:
        """Return the ARM id of what is Absent where the answer is that; empty where no stack could make it."""
        return ""

    def usages(self, _answer: T) -> Mapping[Capacity, Usage]:
        """Return the quotas that the answer tells, which a subscription has once, whichever stack takes of them."""
        return {}

    def placing(self, _answer: T, facts: PlacementFacts, _catalog: Catalog) -> PlacementFacts:
        """Return *facts* with what placement goes by of this answer."""
        return facts


Answers = Mapping[Ask[Any], Any]


@dataclass
class Facts:
    """The answers one check may use: those it declared. *missed* fills with what it looked at in vain."""

    answers: Answers
    missed: dict[Ask[Any], Unverified] = field(default_factory=dict)

    def get(self, ask: Ask[T]) -> T | None:
        """Return the answer, or None where it could not be verified: that is then reported, never passed over.

        Raises LookupError for a question that the check did not declare.
        """
        if ask not in self.answers:
            raise LookupError(f"a check looks at {ask!r} without declaring it in `needs`")
        answer = self.answers[ask]
        if isinstance(answer, Unverified):
            self.missed[ask] = answer
            return None
        return cast("T", answer)

    def is_to_come(self, ask: Ask[Any]) -> bool:
        """Say whether what the question is about is made before this stack begins; nothing is missed by that."""
        return isinstance(self.answers[ask], ToCome)

    def verified(self) -> Iterator[tuple[Ask[Any], Any]]:
        """Yield every question with its answer, but those that could not be verified."""
        for ask, answer in self.answers.items():
            if not isinstance(answer, Unverified):
                yield ask, answer

    def limited_to(self, asks: Iterable[Ask[Any]]) -> Facts:
        """Return the facts that a check with these needs may see."""
        return Facts({ask: self.answers[ask] for ask in asks})
