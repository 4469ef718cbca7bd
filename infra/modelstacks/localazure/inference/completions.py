"""POST /completions, plain and streamed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse

from modelstacks.localazure.inference.answers import Frame, event_stream
from modelstacks.localazure.inference.generation import Generation, generate
from modelstacks.localazure.inference.requests import CompletionRequest, body_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request
    from starlette.responses import Response

    from modelstacks.localazure.inference.targets import Target


async def post_completions(request: Request, target: Target) -> Response:
    """Continue each prompt *n* times."""
    asked = await body_of(request, CompletionRequest)
    name = target.model.name
    frame = Frame("cmpl", name, "\n".join(asked.prompts), request.app.state.azure.clock.now())
    generations = [
        generate(name, prompt, asked.limits, index) for prompt in asked.prompts for index in range(asked.n)
    ]
    if asked.stream:
        return event_stream(_chunks(frame, generations))
    choices = [
        _choice(index, generation.text, generation.finish_reason)
        for index, generation in enumerate(generations)
    ]
    return JSONResponse(
        frame.head("text_completion") | {"choices": choices, "usage": frame.usage(generations)}
    )


def _choice(index: int, text: str, finish_reason: str | None) -> dict[str, Any]:
    return {"index": index, "text": text, "finish_reason": finish_reason, "logprobs": None}


def _chunks(frame: Frame, generations: list[Generation]) -> Iterator[dict[str, Any]]:
    head = frame.head("text_completion")
    for index, generation in enumerate(generations):
        for token in generation.tokens:
            yield head | {"choices": [_choice(index, token, None)]}
        usage = {"usage": frame.usage(generations)} if index == len(generations) - 1 else {}
        yield head | {"choices": [_choice(index, "", generation.finish_reason)]} | usage
