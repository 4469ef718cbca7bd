"""POST /chat/completions, plain and streamed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse

from modelstacks.localazure.inference.answers import Frame, event_stream
from modelstacks.localazure.inference.generation import Generation, generate
from modelstacks.localazure.inference.requests import ChatRequest, body_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request
    from starlette.responses import Response

    from modelstacks.localazure.inference.targets import Target


async def post_chat(request: Request, target: Target) -> Response:
    """Answer the last user message, *n* times."""
    asked = await body_of(request, ChatRequest)
    name = target.model.name
    frame = Frame("chatcmpl", name, asked.prompt, request.app.state.azure.clock.now())
    generations = [generate(name, asked.question, asked.limits, index) for index in range(asked.n)]
    if asked.stream:
        return event_stream(_chunks(frame, generations))
    choices = [_choice(index, generation) for index, generation in enumerate(generations)]
    return JSONResponse(
        frame.head("chat.completion") | {"choices": choices, "usage": frame.usage(generations)}
    )


def _choice(index: int, generation: Generation) -> dict[str, Any]:
    message = {"role": "assistant", "content": generation.text, "tool_calls": []}
    return {"index": index, "message": message, "finish_reason": generation.finish_reason, "logprobs": None}


def _chunks(frame: Frame, generations: list[Generation]) -> Iterator[dict[str, Any]]:
    head = frame.head("chat.completion.chunk")

    def chunk(index: int, delta: dict[str, str], finish_reason: str | None = None) -> dict[str, Any]:
        return head | {"choices": [{"index": index, "delta": delta, "finish_reason": finish_reason}]}

    for index, generation in enumerate(generations):
        yield chunk(index, {"role": "assistant", "content": ""})
        for token in generation.tokens:
            yield chunk(index, {"content": token})
        last = chunk(index, {"content": ""}, generation.finish_reason)
        yield last | ({"usage": frame.usage(generations)} if index == len(generations) - 1 else {})
