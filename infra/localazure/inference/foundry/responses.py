"""POST /openai/v1/responses: text in, text out, plain and streamed. Shapes: OpenAI's reference."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from anyio.lowlevel import checkpoint
from pydantic import Field
from starlette.responses import JSONResponse, StreamingResponse

from localazure.inference import rules
from localazure.inference.calls import validated
from localazure.inference.contracts import Contract
from localazure.inference.foundry import refusals
from localazure.inference.generation import Generation, Limits, generate
from localazure.inference.requests import Body, ChatRequest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from starlette.responses import Response

    from localazure.inference.answers import Frame
    from localazure.inference.calls import Call

_WITHOUT = frozenset({"cohere", "mistral ai", "ai21 labs", "core42", "anthropic"})
"""Formats whose models the Responses API does not take: that there are such models is documented, which is assumed."""


class ResponsesRequest(Body):
    """What is asked: *input* is a text, or messages; items of other kinds are ignored."""

    model: str | None = None
    input: str | list[dict[str, Any]]
    instructions: str | None = None
    max_output_tokens: int | None = Field(default=None, ge=1)
    stream: bool = False

    def as_chat(self) -> ChatRequest:
        """Return the same as messages. Raises RefusalError 422 for roles that are none."""
        said = [{"role": "user", "content": self.input}] if isinstance(self.input, str) else self.input
        first = [{"role": "system", "content": self.instructions}] if self.instructions else []
        messages = [*first, *(_message(item) for item in said if "role" in item)]
        return validated(ChatRequest, {"messages": messages, "max_tokens": self.max_output_tokens})


def _message(item: dict[str, Any]) -> dict[str, Any]:
    content = item.get("content")
    parts = [_part(part) for part in content] if isinstance(content, list) else content
    return {"role": "system" if item["role"] == "developer" else item["role"], "content": parts}


def _part(part: Any) -> Any:
    """Return a part as a chat has it; one of another type stays as it is, and is refused there."""
    kind = part.get("type") if isinstance(part, dict) else None
    if kind in {"input_text", "output_text"}:
        return {"type": "text", "text": part.get("text")}
    if kind == "input_image":
        return {"type": "image_url", "image_url": {"url": part.get("image_url")}}
    return part


_CONTRACT = Contract(ResponsesRequest)


@dataclass(frozen=True)
class _Answer:
    request: ResponsesRequest
    frame: Frame
    generation: Generation
    usage: dict[str, int]

    @property
    def message(self) -> dict[str, Any]:
        """The one item of the output."""
        return self.item("completed") | {"content": [self.part(self.generation.text)]}

    def item(self, status: str) -> dict[str, Any]:
        """Return the item before it has words."""
        ends = self.frame.head("response")["id"].partition("-")[2]
        return {"id": f"msg_{ends}", "type": "message", "status": status, "role": "assistant", "content": []}

    @staticmethod
    def part(text: str) -> dict[str, Any]:
        """Return the item's one part with *text*."""
        return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}

    def body(self, status: str = "") -> dict[str, Any]:
        """Return the whole response, or with a *status* what is known of it before its words."""
        head = self.frame.head("response")
        is_cut = self.generation.finish_reason == "length"
        done = "incomplete" if is_cut else "completed"
        usage = None if status else self._usage()
        return {
            "id": head["id"].replace("-", "_"),
            "object": "response",
            "created_at": head["created"],
            "model": head["model"],
            "status": status or done,
            "error": None,
            "incomplete_details": {"reason": "max_output_tokens"} if is_cut and not status else None,
            "instructions": self.request.instructions,
            "max_output_tokens": self.request.max_output_tokens,
            "output": [] if status else [self.message],
            "usage": usage,
        } | _FIXED

    def _usage(self) -> dict[str, Any]:
        return {
            "input_tokens": self.usage["prompt_tokens"],
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens": self.usage["completion_tokens"],
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": self.usage["total_tokens"],
        }


_FIXED: dict[str, Any] = {
    "parallel_tool_calls": True,
    "tool_choice": "auto",
    "tools": [],
    "metadata": {},
    "text": {"format": {"type": "text"}},
}


async def post_responses(call: Call) -> Response:
    """Answer what was said last. Raises RefusalError 400 for a model that has no Responses API."""
    if str(call.target.endpoint.properties["model"]["format"]).lower() in _WITHOUT:
        raise refusals.model_not_supported()
    request = await call.read(_CONTRACT, ResponsesRequest)
    chat = request.as_chat()
    rules.check(chat, call.target.model)
    frame = call.frame("resp", chat.prompt_texts)
    generation = generate(call.target.model.name, chat.question, Limits(request.max_output_tokens))
    answer = _Answer(request, frame, generation, call.charge(frame.usage([generation])))
    return _stream(answer) if request.stream else JSONResponse(answer.body())


def _stream(answer: _Answer) -> Response:
    async def parts() -> AsyncIterator[str]:
        for number, (name, told) in enumerate(_events(answer)):
            event = {"type": f"response.{name}", "sequence_number": number} | told
            yield f"event: response.{name}\ndata: {json.dumps(event)}\n\n"
            await checkpoint()

    return StreamingResponse(parts(), media_type="text/event-stream")


def _events(answer: _Answer) -> Iterator[tuple[str, dict[str, Any]]]:
    item, text = answer.item("in_progress"), answer.generation.text
    where = {"item_id": item["id"], "output_index": 0, "content_index": 0}
    for name in ("created", "in_progress"):
        yield name, {"response": answer.body("in_progress")}
    yield "output_item.added", {"output_index": 0, "item": item}
    yield "content_part.added", where | {"part": answer.part("")}
    for token in answer.generation.tokens:
        yield "output_text.delta", where | {"delta": token, "logprobs": []}
    yield "output_text.done", where | {"text": text, "logprobs": []}
    yield "content_part.done", where | {"part": answer.part(text)}
    yield "output_item.done", {"output_index": 0, "item": answer.message}
    whole = answer.body()
    yield whole["status"], {"response": whole}
