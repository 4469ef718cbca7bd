"""Requests to one endpoint, one after the other: repeated where that is safe, and in the schema it speaks."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from modelstacks.inference.client import API_VERSION, Answer, Endpoint, Request, ask
from modelstacks.retrying import ask_until

if TYPE_CHECKING:
    from modelstacks.inference.client import ModelClient
    from modelstacks.inference.probe import Exchange
    from modelstacks.inference.target import SmokeTarget

MODEL_INFERENCE = ""
SCHEMAS = {
    MODEL_INFERENCE: "Azure AI Model Inference API",
    "/v1": "OpenAI v1 schema (below /v1)",
    "/openai/v1": "OpenAI v1 schema (below /openai/v1)",
}
"""Where the routes may lie. Microsoft announced the end of the first for 2026 (azure-rest-api-specs#43907)."""

TRIES = 3
PAUSE_S = 1.0
LONGEST_PAUSE_S = 10.0
NOT_THERE = frozenset({0, 404})
TURNED_AWAY = frozenset({429, 503})
"""Answers of a request that no model has seen: asking again charges nobody twice."""


def sentence(endpoint: Endpoint, request: Request, problem: str) -> str:
    """Return *problem* with the endpoint and what was asked in front of it."""
    return f"{endpoint.name}: {request.method} {endpoint.url(request.route)} {problem}"


def may_repeat(answer: Answer) -> bool:
    """Say whether the request of *answer* can be sent again without a model doing the work twice."""
    return not answer.sent or answer.status in TURNED_AWAY


def pause_after(answer: Answer) -> float:
    """Return how many seconds to wait before asking again: what Retry-After says, at most LONGEST_PAUSE_S."""
    retry_after = answer.headers.get("retry-after", "")
    return min(float(retry_after) if retry_after.isdecimal() else PAUSE_S, LONGEST_PAUSE_S)


def in_schema(request: Request, prefix: str, model: str) -> Request:
    """Return *request* as the schema below *prefix* takes it: the OpenAI schema wants the model's name, and no version."""
    if prefix == MODEL_INFERENCE:
        return replace(request, query={**API_VERSION, **request.query})
    if request.body is None:
        return request
    return replace(request, route=prefix + request.route, body={"model": model, **request.body})


@dataclass
class Conversation:
    """What is known of one endpoint while it is tested; *tried* lists each route with its answer."""

    client: ModelClient
    target: SmokeTarget
    has_info: bool = True
    prefix: str | None = None
    tried: list[str] = field(default_factory=list)

    @property
    def speaks(self) -> str | None:
        """The schema whose routes the endpoint has, None while none was found."""
        return None if self.prefix is None else SCHEMAS[self.prefix]

    def not_for(self, exchange: Exchange) -> str | None:
        """Return why *exchange* can't be put to this endpoint, or None."""
        if exchange.request.route == "/info" and not self.has_info:
            return "the endpoint has no /info"
        if self.prefix and not exchange.in_openai_schema:
            return f"the {self.speaks} does not define it"
        return None

    async def put(self, exchange: Exchange) -> tuple[Answer, str | None]:
        """Send the request, where it is not found in the other schemas; return the answer and what is wrong."""
        prefixes = list(SCHEMAS) if self.prefix is None else [self.prefix]
        sent, answer = await self._ask(exchange.request, prefixes[0])
        first = sent, answer
        for prefix in prefixes[1:] if exchange.request.body else ():
            if answer.status != 404:
                break
            sent, answer = await self._ask(exchange.request, prefix)
        if answer.status == 404:
            sent, answer = first
        wrong = exchange.judge(answer)
        return answer, sentence(self.target.endpoint, sent, wrong) if wrong else None

    async def _ask(self, request: Request, prefix: str) -> tuple[Request, Answer]:
        sent = in_schema(request, prefix, self.target.model.name)
        answer = await ask_until(
            lambda answer: not may_repeat(answer),
            lambda: ask(self.client, self.target.endpoint, sent),
            tries=TRIES,
            pause_after=pause_after,
        )
        self.tried.append(f"{sent} (HTTP {answer.status})" if answer.status else f"{sent} (no answer)")
        if request.body is not None and answer.status not in NOT_THERE:
            self.prefix = prefix
        return sent, answer
