"""Probes put to an endpoint, one after the other: what is tested is not the rate limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.inference.results import ProbeResult

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modelstacks.inference.conversation import Conversation
    from modelstacks.inference.probe import Probe, State


async def put_probes(
    conversation: Conversation, probes: Iterable[Probe], not_asked: str | None
) -> list[ProbeResult]:
    """Return what each found; with *not_asked* all are skipped for that reason."""
    return [
        ProbeResult(probe.id, "skipped", not_asked) if not_asked else await _run(conversation, probe)
        for probe in probes
    ]


async def _run(conversation: Conversation, probe: Probe) -> ProbeResult:
    if reason := probe.skips(conversation.target):
        return ProbeResult(probe.id, "skipped", reason)
    seconds, first_s = 0.0, None
    for exchange in probe.exchanges(conversation.target):
        if reason := conversation.not_for(exchange):
            return ProbeResult(probe.id, "skipped", reason, seconds)
        heard = await conversation.put(exchange)
        seconds += heard.answer.seconds
        first_s = heard.answer.first_s
        if heard.wrong:
            state: State = "noted" if probe.noted or not exchange.is_conclusive(heard.answer) else "failed"
            return ProbeResult(
                probe.id, state, f"{heard.wrong}{conversation.advice(heard.answer)}", seconds, first_s
            )
    return ProbeResult(probe.id, "passed", None, seconds, first_s)
