"""The smoke test: does an endpoint answer, with its key, as the model it should be?"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from modelstacks.catalog.info import expected_info, info_differences
from modelstacks.inference.client import Answer, Endpoint, get_info, open_client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import httpx2

    from modelstacks.catalog.model import Model

READY_WITHIN_S = 120.0
"""How long an endpoint may take to become ready after Azure said Succeeded (assumed; no source measures it)."""

FIRST_PAUSE_S = 0.25
LONGEST_PAUSE_S = 10.0
NOT_YET = frozenset({0, 404, 408, 424, 429, 500, 502, 503, 504})
"""Answers that an endpoint may give while it warms up; every other one is final."""


@dataclass(frozen=True)
class SmokeTarget:
    """An endpoint and the model that should answer there."""

    endpoint: Endpoint
    model: Model


@dataclass(frozen=True)
class SmokeResult:
    """What one endpoint answered. *problem* is None when it passed; *seconds* is the whole wait."""

    name: str
    uri: str
    info: dict[str, Any] | None
    problem: str | None
    seconds: float

    @property
    def state(self) -> Literal["passed", "failed"]:
        """`passed` or `failed`."""
        return "failed" if self.problem else "passed"


def pauses(ready_within_s: float) -> Iterator[float]:
    """Yield the pauses between tries: doubling, at most LONGEST_PAUSE_S, together at most *ready_within_s*."""
    pause, left = FIRST_PAUSE_S, ready_within_s
    while left > 0:
        yield min(pause, left)
        left -= pause
        pause = min(pause * 2, LONGEST_PAUSE_S)


def judge(target: SmokeTarget, answer: Answer) -> str | None:
    """Return what is wrong with an answer of `/info`, in one sentence with what was asked; None if nothing is."""
    asked = f"{target.endpoint.name}: GET {target.endpoint.uri.rstrip('/')}/info"
    if answer.status == 0:
        return f"{asked} got {answer.shown()}"
    if answer.status != 200:
        return f"{asked} answered {answer.shown()}"
    if answer.body is None:
        return f"{asked} answered something else than a JSON object: {answer.shown()}"
    expected = expected_info(target.model)
    wrong = [
        f"{difference.field} is {difference.answered!r}, expected {difference.expected!r}"
        for difference in info_differences(expected, answer.body)
    ]
    source = "assumed from the catalogue" if expected.assumed else "as documented"
    return f"{asked} answers as another model ({source}): {'; '.join(wrong)}" if wrong else None


async def smoke(
    client: httpx2.AsyncClient, target: SmokeTarget, ready_within_s: float = READY_WITHIN_S
) -> SmokeResult:
    """Ask `/info` until the endpoint is ready, at most *ready_within_s* seconds, and judge the last answer."""
    began = time.monotonic()
    answer = await get_info(client, target.endpoint)
    for pause in pauses(ready_within_s):
        if answer.status not in NOT_YET:
            break
        await asyncio.sleep(pause)
        answer = await get_info(client, target.endpoint)
    problem = judge(target, answer)
    waited = time.monotonic() - began
    if problem and answer.status in NOT_YET:
        problem += f" (tried for {waited:.0f} s)"
    return SmokeResult(target.endpoint.name, target.endpoint.uri, answer.body, problem, waited)


async def smoke_all(
    targets: Sequence[SmokeTarget],
    ready_within_s: float = READY_WITHIN_S,
    done: Callable[[SmokeResult], None] = lambda _: None,
) -> list[SmokeResult]:
    """Test every endpoint at the same time; *done* hears of each as it ends. Results keep the targets' order."""

    async def one(client: httpx2.AsyncClient, target: SmokeTarget) -> SmokeResult:
        result = await smoke(client, target, ready_within_s)
        done(result)
        return result

    async with open_client() as client:
        return await asyncio.gather(*(one(client, target) for target in targets))
