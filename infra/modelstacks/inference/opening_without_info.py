"""What is asked first of an endpoint without `/info`: the first thing that the model can do, then which model it is."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from modelstacks.catalog.info import names_another
from modelstacks.inference.opening import Opening
from modelstacks.inference.probe import REGISTERED
from modelstacks.inference.probes.first_request import first_exchange, first_probe
from modelstacks.inference.readiness import NOT_YET, REFUSED, why_not_asked
from modelstacks.inference.results import INFO_ID, ProbeResult
from modelstacks.inference.running import put_probes
from modelstacks.retrying import ask_until

if TYPE_CHECKING:
    from modelstacks.inference.client import Answer
    from modelstacks.inference.conversation import Conversation, Heard
    from modelstacks.inference.probe import Exchange
    from modelstacks.inference.target import SmokeTarget

WARMING_UP = NOT_YET - {404}
UNREACHABLE = REFUSED | {0}
"""After these the list of deployments would say the same."""
NO_DEPLOYMENT = frozenset({404, 423})
"""What an account answers that is there, while its deployment is not, or is paused."""


async def open_without_info(conversation: Conversation, ready_within_s: float) -> Opening:
    """Ask until the model answers, then for the list of deployments, also where that may say why it does not.

    While an answer may be that of something new it is asked again for as long as the mode says, unless *ready_within_s*
    is 0: that asks once.
    """
    probe, exchange = first_probe(conversation.target), first_exchange(conversation.target)
    identity = [REGISTERED[INFO_ID]]
    if probe is None or exchange is None:
        [listed] = await put_probes(conversation, identity, None)
        proof = str(conversation.mode.listing) if listed.state == "passed" else None
        return Opening((listed,), proved_by=proof)
    started = time.monotonic()
    heard = await _ask(conversation, exchange, ready_within_s)
    wrong = _wrong(conversation, heard, time.monotonic() - started)
    answer = heard.answer
    first = ProbeResult(probe.id, "failed" if wrong else "passed", wrong, answer.seconds, answer.first_s)
    why = why_not_asked(answer, conversation.target.endpoint.auth) if wrong else None
    nobody = answer.status in NO_DEPLOYMENT or conversation.mode.is_new(conversation.target, answer)
    identified = await put_probes(conversation, identity, why if answer.status in UNREACHABLE else None)
    return Opening(
        (first, *identified),
        not_asked=why or ("not asked: no deployment answers" if nobody else None),
        proved_by=None if wrong else str(heard.sent),
        answered_as=_model_said(answer),
    )


async def _ask(conversation: Conversation, exchange: Exchange, ready_within_s: float) -> Heard:
    mode, started = conversation.mode, time.monotonic()

    def is_final(heard: Heard) -> bool:
        if mode.is_new(conversation.target, heard.answer):
            return False
        return heard.answer.status not in WARMING_UP or time.monotonic() - started > ready_within_s

    within_s = max(ready_within_s, mode.new_within_s) if ready_within_s else 0
    return await ask_until(is_final, lambda: conversation.put(exchange), within_s=within_s)


def _wrong(conversation: Conversation, heard: Heard, waited: float) -> str | None:
    if heard.wrong is None:
        return _another(conversation.target, heard.answer)
    may_come = (
        conversation.mode.is_new(conversation.target, heard.answer) or heard.answer.status in WARMING_UP
    )
    tried = f" (tried for {waited:.0f} s)" if may_come else ""
    return f"{heard.wrong}{tried}{conversation.advice(heard.answer)}"


def _another(target: SmokeTarget, answer: Answer) -> str | None:
    said = _model_said(answer)
    if said in (None, target.model_sent):  # some name the deployment
        return None
    if not names_another(target.model, {"model_name": said}, target.catalog.models):
        return None  # what a model calls itself is its publisher's affair, often with a version
    return f"{target.endpoint.name}: answers as another model: {said!r}, expected {target.model.name!r}"


def _model_said(answer: Answer) -> str | None:
    said = (answer.body or {}).get("model")
    return said if isinstance(said, str) else None
