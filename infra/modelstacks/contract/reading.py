"""Level 0: the requests of the checks, then what the program reads before its first resource. Nothing is written."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from modelstacks.contract.recording import NotedArm, Recorder
from modelstacks.contract.wanted_ids import ids_of
from modelstacks.deployment.observed import read_observed
from modelstacks.deployment.plan import plan_models
from modelstacks.errors import AzureError
from modelstacks.lock_decisions import lock_of
from modelstacks.preflight.asked_azure import DISCOVERY_URL, AskedAzure
from modelstacks.preflight.facts import Unverified
from modelstacks.preflight.runner import examine
from modelstacks.programs.collection_listings import CollectionListings
from modelstacks.spec import DeploymentsSpec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.azure.arm import Arm
    from modelstacks.preflight.check_context import CheckContext
    from modelstacks.preflight.facts import Ask
    from modelstacks.preflight.runner import Examination
    from modelstacks.spec import Spec

MISREAD = (KeyError, TypeError, AttributeError, IndexError, ValueError)
"""What our code meets in an answer that is not as it takes it to be."""


@dataclass
class Readings:
    """*unreadable*: why the code could not go on with an answer, by what it was about."""

    recorder: Recorder = field(default_factory=Recorder)
    unreadable: dict[str, str] = field(default_factory=dict)


async def read_everything(
    spec: Spec, context: CheckContext, environ: Mapping[str, str], into: Readings
) -> Examination:
    """Ask everything, and return what the checks make of it; the exchanges go *into* the readings.

    Raises AzureError where the cloud or the sign-in fails; a single refusal is an exchange.
    """
    discovery = environ.get("REGISTRY_DISCOVERY_ENDPOINT_URL", DISCOVERY_URL).rstrip("/")
    async with NotedArm(environ, into.recorder) as arm:
        await arm.sign_in()
        azure = AskedAzure(arm, spec, spec.catalog, context.tags, discovery)
        return await read_with(azure, context, into)


async def read_with(azure: AskedAzure, context: CheckContext, into: Readings) -> Examination:
    """Ask *azure* everything; its client tells the readings what it exchanged."""
    spec = azure.spec
    seen = await examine(spec, spec.catalog, _Guarded(azure, into), context)
    if isinstance(spec, DeploymentsSpec):
        await _as_the_program(azure.arm, spec, seen, context, into)
    return seen


@dataclass(frozen=True)
class _Guarded:
    """Answers as the checks get them; one that the code can't read is noted, and is nobody's answer then."""

    azure: AskedAzure
    readings: Readings

    async def __call__(self, ask: Ask[Any]) -> Any:
        try:
            return await ask.fetch(self.azure)
        except MISREAD as err:
            note_misread(self.readings, err, str(ask))
            return Unverified(f"the answer is not as the code takes it to be: {err!r}", obstacle="nobody")


def note_misread(readings: Readings, err: Exception, what: str) -> None:
    """Note that the answer about *what* is not as the code takes it to be."""
    readings.unreadable[what] = f"the code can't go on with the answer: {type(err).__name__} {err}"


async def _as_the_program(
    arm: Arm, spec: DeploymentsSpec, seen: Examination, context: CheckContext, readings: Readings
) -> None:
    """Read what the program does about that part of the spec which has a place."""
    placed = tuple(each for each in spec.deployments if each.name in seen.placed.placement.decisions)
    decided = lock_of(spec, seen.placed.placement, context.lock).decisions
    plan = plan_models(replace(spec, deployments=placed), decided)
    listed = CollectionListings()
    asked = {"what the program observes": read_observed(plan, arm)} | {
        f"whether {row.id} is there": listed.find(arm, *row) for row in ids_of(plan)
    }
    ended = await asyncio.gather(*asked.values(), return_exceptions=True)
    for what, end in zip(asked, ended, strict=True):
        if isinstance(end, MISREAD):
            note_misread(readings, end, what)
        elif isinstance(end, BaseException) and not isinstance(end, AzureError):
            raise end
