"""What is asked first: until the endpoint is ready, and so that it is known which model answers."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modelstacks.catalog.info import expected_info, info_evidence, names_another
from modelstacks.inference.client import get_info
from modelstacks.inference.conversation import sentence
from modelstacks.inference.probes.first_request import first_exchange
from modelstacks.inference.probes.info import INFO, info
from modelstacks.inference.readiness import may_come, why_not_asked
from modelstacks.inference.results import INFO_ID, ProbeResult
from modelstacks.retrying import ask_until

if TYPE_CHECKING:
    from modelstacks.inference.client import Answer
    from modelstacks.inference.conversation import Conversation
    from modelstacks.inference.probe import State
    from modelstacks.inference.target import SmokeTarget


@dataclass(frozen=True)
class Opening:
    """The results of what was asked first; *not_asked* is why nothing else is worth it.

    *info* is the answer of `/info`, *proved_by* the request that only the model answers, *answered_as* what the endpoint
    calls it.
    """

    probes: tuple[ProbeResult, ...]
    not_asked: str | None = None
    info: dict[str, Any] | None = None
    proved_by: str | None = None
    answered_as: str | None = None


def judge(target: SmokeTarget, answer: Answer) -> str | None:
    """Return what is wrong with an answer of `/info`, in one sentence with what was asked; None if nothing is."""
    (exchange,) = info(target)
    wrong = exchange.judge(answer)
    return sentence(target.endpoint, exchange.request, wrong) if wrong else None


async def open_by_info(conversation: Conversation, ready_within_s: float) -> Opening:
    """Ask `/info` until the endpoint is ready; where that leaves open what answers, what the model can do."""
    started, target = time.monotonic(), conversation.target
    answer = await ask_until(
        lambda answer: not may_come(answer),
        lambda: get_info(conversation.client, target.endpoint),
        within_s=ready_within_s,
    )
    waited = time.monotonic() - started
    conversation.has_info = answer.status != 404
    fallback = await _try_fallback(conversation) if _leaves_open(target, answer) else None
    first = ProbeResult(*_info_verdict(target, answer, waited, fallback), seconds=answer.seconds)
    nothing_there = "not asked: nothing is there" if fallback and conversation.schema is None else None
    told = answer.body if answer.status == 200 else None
    return Opening(
        (first,),
        not_asked=nothing_there or why_not_asked(answer, target.endpoint.auth),
        info=told,
        proved_by=str(INFO) if first.state == "passed" else fallback.works if fallback else None,
        answered_as=str(told["model_name"]) if told and "model_name" in told else None,
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
    """What the model answered where `/info` was inconclusive; *works* is the request that shows that it works."""

    message: str
    works: str | None = None


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
    exchange = first_exchange(conversation.target)
    heard = await conversation.put(exchange) if exchange else None
    tried = ", ".join(conversation.tried) or "nothing: no probe is for what the model can"
    if heard is None or conversation.schema is None:
        return _Fallback(f"; tried as well: {tried}. No route of a model answers.")
    missing = "" if conversation.has_info else "/info is missing, so "
    message = (
        f"; tried as well: {tried}. It speaks the {conversation.schema}, "
        f"but {missing}it can't be told which model answers."
    )
    return _Fallback(f"{message}{_evidence(conversation)}", None if heard.wrong else str(heard.sent))


def _evidence(conversation: Conversation) -> str:
    """What is known of the `/info` that is missing, for this very model."""
    target = conversation.target
    return "" if conversation.has_info else f" {info_evidence(target.model, target.mode)}"
