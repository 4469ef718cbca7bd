"""The smoke test: does an endpoint answer, with its key, as the model it should be, and as its clients need it?"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from modelstacks.inference.client import open_client
from modelstacks.inference.conversation import Conversation
from modelstacks.inference.opening import judge, open_by_info
from modelstacks.inference.opening_without_info import open_without_info
from modelstacks.inference.probes import all_probes
from modelstacks.inference.readiness import NOT_YET, READY_WITHIN_S, may_come
from modelstacks.inference.results import ProbeResult, SmokeResult, not_there
from modelstacks.inference.running import put_probes
from modelstacks.inference.target import SmokeTarget
from modelstacks.telemetry.spans import span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from modelstacks.inference.client import ModelClient
    from modelstacks.inference.probe import Level

__all__ = [
    "NOT_YET",
    "READY_WITHIN_S",
    "ProbeResult",
    "SmokeResult",
    "SmokeTarget",
    "judge",
    "may_come",
    "not_there",
    "smoke",
    "smoke_all",
]


async def smoke(
    client: ModelClient,
    target: SmokeTarget,
    ready_within_s: float = READY_WITHIN_S,
    level: Level = "info",
) -> SmokeResult:
    """Ask `/info`, or where the mode has none the model itself, until the endpoint is ready; then put the level's probes.

    It is asked for the last time *ready_within_s* seconds after the first, or one pause later (10 s at most). One request
    after the other: what is tested here is not the rate limit.
    """
    with span(f"smoke {target.endpoint.name}", "smoke", level=level, mode=target.mode) as tested:
        result = await _smoke(client, target, ready_within_s, level)
        tested.set(endpoint=result.name, probes=len(result.probes))
        if result.problem:
            tested.fail(result.problem, "SmokeError")
        return result


async def _smoke(
    client: ModelClient, target: SmokeTarget, ready_within_s: float, level: Level
) -> SmokeResult:
    started = time.monotonic()
    conversation = Conversation(client, target)
    has_info = conversation.mode.listing is None
    opening = await (open_by_info if has_info else open_without_info)(conversation, ready_within_s)
    done = {result.id for result in opening.probes}
    probes = [probe for probe in all_probes() if probe.id not in done and probe.belongs(level, target)]
    results = await put_probes(conversation, probes, opening.not_asked)
    return SmokeResult(
        name=target.endpoint.name,
        uri=target.endpoint.uri,
        info=opening.info,
        probes=(*opening.probes, *results),
        seconds=time.monotonic() - started,
        speaks=str(conversation.schema) if conversation.schema else None,
        proved_by=opening.proved_by,
        answered_as=opening.answered_as,
    )


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
