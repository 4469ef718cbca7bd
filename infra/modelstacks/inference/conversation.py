"""Requests to one endpoint, one after the other: repeated where that is safe, and in the schema it speaks."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from modelstacks.inference.by_mode import ModeSmoke, smoke_of
from modelstacks.inference.client import API_VERSION, Answer, Endpoint, Request, ask
from modelstacks.retrying import ask_until

if TYPE_CHECKING:
    from modelstacks.inference.client import ModelClient
    from modelstacks.inference.probe import Exchange
    from modelstacks.inference.schema import Schema
    from modelstacks.inference.target import SmokeTarget

TRIES = 3
PAUSE_S = 1.0
LONGEST_PAUSE_S = 10.0
NOT_THERE = frozenset({0, 404})
TURNED_AWAY = frozenset({429, 503})
"""Answers of a request that no model has seen: asking again charges nobody twice."""


def sentence(endpoint: Endpoint, request: Request, problem: str) -> str:
    """Return *problem* with the endpoint and what was asked in front of it."""
    return f"{endpoint.name}: {request.method} {endpoint.url(request)} {problem}"


def may_repeat(answer: Answer) -> bool:
    """Say whether the request of *answer* can be sent again without a model doing the work twice."""
    return not answer.sent or answer.status in TURNED_AWAY


def pause_after(answer: Answer) -> float:
    """Return how many seconds to wait before asking again: what Retry-After says, at most LONGEST_PAUSE_S."""
    retry_after = answer.headers.get("retry-after", "")
    return min(float(retry_after) if retry_after.isdecimal() else PAUSE_S, LONGEST_PAUSE_S)


def in_schema(request: Request, schema: Schema, model: str) -> Request:
    """Return *request* as *schema* takes it: OpenAI's wants the model's name, and no version."""
    if not schema.openai:
        return replace(request, query={**API_VERSION, **request.query})
    if request.body is None:
        return request
    return replace(request, route=schema.prefix + request.route, body={"model": model, **request.body})


@dataclass(frozen=True)
class Heard:
    """The request as it was *sent* in the end, its answer, and what is *wrong* with that in one sentence (None: nothing)."""

    sent: Request
    answer: Answer
    wrong: str | None


@dataclass
class Conversation:
    """What is known of one endpoint while it is tested.

    *schema* is that of its routes, None while none was found; *tried* lists each route with its answer.
    """

    client: ModelClient
    target: SmokeTarget
    has_info: bool = True
    schema: Schema | None = None
    tried: list[str] = field(default_factory=list)

    @property
    def mode(self) -> ModeSmoke:
        """What the mode has."""
        return smoke_of(self.target.mode)

    def not_for(self, exchange: Exchange) -> str | None:
        """Return why *exchange* can't be put to this endpoint, or None."""
        if exchange.request.route == "/info" and not self.has_info:
            return "the endpoint has no /info"
        if all(schema.openai for schema in self._schemas) and not exchange.in_openai_schema:
            return f"the {self._schemas[0]} does not define it"
        return None

    def advice(self, answer: Answer) -> str:
        """Return what to do after a refusal, to be put behind what is wrong."""
        advice = self.mode.advice(self.target, answer)
        return f". {advice}" if advice else ""

    @property
    def _schemas(self) -> tuple[Schema, ...]:
        return self.mode.schemas if self.schema is None else (self.schema,)

    async def put(self, exchange: Exchange) -> Heard:
        """Send the request, where it is not found in the other schemas."""
        schemas = self._schemas
        sent, answer = await self._ask(exchange.request, schemas[0])
        first = sent, answer
        for schema in schemas[1:] if exchange.request.body else ():
            if answer.status != 404:
                break
            sent, answer = await self._ask(exchange.request, schema)
        if answer.status == 404:
            sent, answer = first
        wrong = exchange.judge(answer)
        return Heard(sent, answer, sentence(self.target.endpoint, sent, wrong) if wrong else None)

    async def _ask(self, request: Request, schema: Schema) -> tuple[Request, Answer]:
        sent = in_schema(request, schema, self.target.model_sent)
        answer = await ask_until(
            lambda answer: not may_repeat(answer),
            lambda: ask(self.client, self.target.endpoint, sent),
            tries=TRIES,
            pause_after=pause_after,
        )
        self.tried.append(f"{sent} (HTTP {answer.status})" if answer.status else f"{sent} (no answer)")
        if request.body is not None and answer.status not in NOT_THERE:
            self.schema = schema
        return sent, answer
