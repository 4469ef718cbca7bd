"""A probe puts requests to an endpoint and judges the answers; it does no I/O itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from modelstacks.inference.client import Answer, Request
    from modelstacks.inference.target import SmokeTarget

Level: TypeAlias = Literal["info", "basic", "full"]
LEVELS: tuple[Level, ...] = get_args(Level)
"""Each level holds the probes of those before it."""

State: TypeAlias = Literal["passed", "failed", "noted", "skipped"]

Judge: TypeAlias = "Callable[[Answer], str | None]"
"""Returns what is wrong with an answer, as the end of a sentence that begins with the request; None: nothing."""


def always(_: Answer) -> bool:
    """For exchanges of which every answer is conclusive."""
    return True


@dataclass(frozen=True)
class Exchange:
    """One request, and who judges its answer. *in_openai_schema*: the OpenAI v1 schema knows it too.

    *is_conclusive* says whether a wrong answer tells anything about the endpoint; where it does not, that is only noted.
    """

    request: Request
    judge: Judge
    in_openai_schema: bool = True
    is_conclusive: Callable[[Answer], bool] = always


Exchanges: TypeAlias = "Callable[[SmokeTarget], Iterable[Exchange]]"
Skips: TypeAlias = "Callable[[SmokeTarget], str | None]"


def never(_: SmokeTarget) -> None:
    """For probes that always apply."""


@dataclass(frozen=True)
class Probe:
    """A stable *id*, the *level* it begins at, the *capability* a model needs for it ("": none), and its requests.

    *skips* returns why an endpoint is not asked, or None. What a probe finds fails the endpoint, unless it is
    only *noted*.
    """

    id: str
    level: Level
    capability: str
    skips: Skips
    noted: bool
    exchanges: Exchanges

    @property
    def title(self) -> str:
        """What the probe makes sure of: the first line of its docstring."""
        return (self.exchanges.__doc__ or self.id).strip().splitlines()[0]

    def belongs(self, level: Level, target: SmokeTarget) -> bool:
        """Say whether a test of *level* puts this probe to the target's model."""
        reached = LEVELS.index(self.level) <= LEVELS.index(level)
        return reached and (not self.capability or self.capability in target.capabilities)


REGISTERED: dict[str, Probe] = {}
"""Filled by the modules of `probes/`, each when it is imported."""


def probe(
    id_: str, level: Level, capability: str = "", *, skips: Skips = never, noted: bool = False
) -> Callable[[Exchanges], Exchanges]:
    """Register the decorated function. Raises ValueError for an id that is taken."""

    def register(exchanges: Exchanges) -> Exchanges:
        if id_ in REGISTERED:
            raise ValueError(f"two probes have the id {id_}")
        REGISTERED[id_] = Probe(id_, level, capability, skips, noted, exchanges)
        return exchanges

    return register
