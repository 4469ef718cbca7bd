"""The smoke test: does an endpoint answer, with its key, as the model it should be, and as its clients need it?"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from modelstacks.catalog.info import expected_info, info_evidence, names_another
from modelstacks.inference.client import Answer, get_info, open_client
from modelstacks.inference.conversation import Conversation, sentence
from modelstacks.inference.probes import all_probes
from modelstacks.inference.probes.info import info
from modelstacks.inference.target import SmokeTarget
from modelstacks.retrying import ask_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from modelstacks.inference.client import ModelClient
    from modelstacks.inference.probe import Level, Probe, State

__all__ = [
    "READY_WITHIN_S",
    "ProbeResult",
    "SmokeResult",
    "SmokeTarget",
    "judge",
    "smoke",
    "smoke_all",
]

READY_WITHIN_S = 120.0
"""How long an endpoint may take to become ready after Azure reported Succeeded (assumed; no source measures it)."""

NOT_YET = frozenset({0, 404, 408, 424, 429, 500, 502, 503, 504})
"""Answers that an endpoint may give while it warms up; every other one is final."""
NO_ROUTE = "resource not found"
"""What a route that does not exist answers, unlike an endpoint on its way. Seen: Azure/azure-sdk-for-java#44517."""
REFUSED = frozenset({401, 403})
INFO_ID: Literal["info"] = "info"


@dataclass(frozen=True)
class ProbeResult:
    """What one probe found. *problem* says what failed, was noted, or why it was skipped; None: it passed.

    *seconds* is the time of its requests together, *first_s* the time until a stream's first event.
    """

    id: str
    state: State
    problem: str | None = None
    seconds: float = 0.0
    first_s: float | None = None


@dataclass(frozen=True)
class SmokeResult:
    """What one endpoint answered. *speaks* is the schema of its routes, None where none was asked or answered;
    *seconds* is the whole wait."""

    name: str
    uri: str
    info: dict[str, Any] | None
    probes: tuple[ProbeResult, ...]
    seconds: float
    speaks: str | None = None

    @property
    def problem(self) -> str | None:
        """What failed, a line each; None when it passed."""
        return "\n".join(str(probe.problem) for probe in self.probes if probe.state == "failed") or None

    @property
    def warning(self) -> str | None:
        """What could not be told about the model although it works; None where nothing was left open."""
        return next(
            (probe.problem for probe in self.probes if probe.id == INFO_ID and probe.state == "noted"), None
        )

    @property
    def state(self) -> Literal["passed", "failed"]:
        """`passed` or `failed`."""
        return "failed" if self.problem else "passed"


def not_there(name: str, problem: str) -> SmokeResult:
    """Return the result of an endpoint that could not be asked, for *problem* says why it is not there."""
    return SmokeResult(name, "", None, (ProbeResult(INFO_ID, "failed", problem),), 0.0)


def judge(target: SmokeTarget, answer: Answer) -> str | None:
    """Return what is wrong with an answer of `/info`, in one sentence with what was asked; None if nothing is."""
    (exchange,) = info(target)
    wrong = exchange.judge(answer)
    return sentence(target.endpoint, exchange.request, wrong) if wrong else None


def may_come(answer: Answer) -> bool:
    """Say whether an endpoint that gives *answer* may still be warming up."""
    return answer.status in NOT_YET and not is_without_route(answer)


def is_without_route(answer: Answer) -> bool:
    """Say whether *answer* means that the endpoint is there but has no such route."""
    error = (answer.body or {}).get("error")
    message = error.get("message") if isinstance(error, dict) else None
    return answer.status == 404 and isinstance(message, str) and NO_ROUTE in message.lower()


def why_not_asked(answer: Answer) -> str | None:
    """Return why nothing but `/info` is worth asking after its last *answer*, or None."""
    if answer.status in REFUSED:
        return "not asked: the key was refused"
    if answer.status == 200 and answer.body is None:
        return "not asked: what answers is not a model"
    return "not asked: the endpoint is not ready" if answer.status in NOT_YET - {404} else None


async def smoke(
    client: ModelClient,
    target: SmokeTarget,
    ready_within_s: float = READY_WITHIN_S,
    level: Level = "info",
) -> SmokeResult:
    """Ask `/info` until the endpoint is ready, then put the level's probes to it.

    It is asked for the last time *ready_within_s* seconds after the first, or one pause later (10 s at most). One request
    after the other: what is tested here is not the rate limit.
    """
    started = time.monotonic()
    answer = await ask_until(
        lambda answer: not may_come(answer),
        lambda: get_info(client, target.endpoint),
        within_s=ready_within_s,
    )
    waited = time.monotonic() - started
    conversation = Conversation(client, target, has_info=answer.status != 404)
    fallback = await _try_fallback(conversation) if _leaves_open(target, answer) else None
    first = ProbeResult(*_info_verdict(target, answer, waited, fallback), seconds=answer.seconds)
    probes = [probe for probe in all_probes() if probe.id != INFO_ID and probe.belongs(level, target)]
    nothing_there = "not asked: nothing is there" if fallback and conversation.speaks is None else None
    results = await _put(conversation, probes, nothing_there or why_not_asked(answer))
    return SmokeResult(
        name=target.endpoint.name,
        uri=target.endpoint.uri,
        info=answer.body if answer.status == 200 else None,
        probes=(first, *results),
        seconds=time.monotonic() - started,
        speaks=conversation.speaks,
    )


def _leaves_open(target: SmokeTarget, answer: Answer) -> bool:
    """Say whether the model may work all the same: it has no `/info`, or says what only the catalogue's rows assumed."""
    if answer.status == 404:
        return True
    if answer.status != 200 or answer.body is None or not expected_info(target.model).assumed:
        return False
    others = target.catalog.models
    return judge(target, answer) is not None and not names_another(target.model, answer.body, others)


@dataclass(frozen=True)
class _Fallback:
    """What the model answered where `/info` was inconclusive."""

    message: str
    works: bool


def _info_verdict(
    target: SmokeTarget, answer: Answer, waited: float, fallback: _Fallback | None
) -> tuple[str, State, str | None]:
    wrong = judge(target, answer)
    if wrong is None:
        return INFO_ID, "passed", None
    if may_come(answer):
        wrong += f" (tried for {waited:.0f} s)"
    state: State = "noted" if fallback and fallback.works else "failed"
    return INFO_ID, state, f"{wrong}{fallback.message if fallback else ''}"


async def _try_fallback(conversation: Conversation) -> _Fallback:
    """Ask for the first of the model's capabilities: is the endpoint gone, or only its `/info`?"""
    basic = [
        probe for probe in all_probes() if probe.capability and probe.belongs("basic", conversation.target)
    ]
    results = await _put(conversation, basic[:1], None)
    tried = ", ".join(conversation.tried) or "nothing: no probe is for what the model can"
    if conversation.speaks is None:
        return _Fallback(f"; tried as well: {tried}. No route of a model answers.", works=False)
    works = all(probe.state == "passed" for probe in results)
    missing = "" if conversation.has_info else "/info is missing, so "
    message = f"; tried as well: {tried}. It speaks the {conversation.speaks}, but {missing}it can't be told which model answers."
    return _Fallback(f"{message}{_evidence(conversation)}", works)


def _evidence(conversation: Conversation) -> str:
    """What is known of the `/info` that is missing, for this very model."""
    target = conversation.target
    return "" if conversation.has_info else f" {info_evidence(target.model, target.mode)}"


async def _put(
    conversation: Conversation, probes: Iterable[Probe], not_asked: str | None
) -> list[ProbeResult]:
    return [
        ProbeResult(probe.id, "skipped", not_asked) if not_asked else await _run_probe(conversation, probe)
        for probe in probes
    ]


async def _run_probe(conversation: Conversation, probe: Probe) -> ProbeResult:
    if reason := probe.skips(conversation.target):
        return ProbeResult(probe.id, "skipped", reason)
    seconds, first_s = 0.0, None
    for exchange in probe.exchanges(conversation.target):
        if reason := conversation.not_for(exchange):
            return ProbeResult(probe.id, "skipped", reason, seconds)
        answer, wrong = await conversation.put(exchange)
        seconds += answer.seconds
        first_s = answer.first_s
        if wrong:
            state: State = "noted" if probe.noted or not exchange.is_conclusive(answer) else "failed"
            return ProbeResult(probe.id, state, wrong, seconds, first_s)
    return ProbeResult(probe.id, "passed", None, seconds, first_s)


async def smoke_all(
    targets: Sequence[SmokeTarget],
    ready_within_s: float = READY_WITHIN_S,
    done: Callable[[SmokeResult], None] = lambda _: None,
    level: Level = "info",
) -> list[SmokeResult]:
    """Test every endpoint at the same time; *done* hears of each as it ends. Results keep the targets' order."""

    async def one(client: ModelClient, target: SmokeTarget) -> SmokeResult:
        result = await smoke(client, target, ready_within_s, level)
        done(result)
        return result

    async with open_client() as client:
        return await asyncio.gather(*(one(client, target) for target in targets))
