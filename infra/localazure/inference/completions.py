"""POST /completions, plain and streamed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse

from localazure.inference import logprobs, refusals, rules, safety
from localazure.inference.answers import event_stream
from localazure.inference.calls import limits_of
from localazure.inference.contracts import COMPLETIONS, LLAMA_COMPLETIONS, Contract
from localazure.inference.generation import Generation, generate
from localazure.inference.requests import CompletionRequest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.responses import Response

    from localazure.inference.calls import Call


async def post_completions(contract: Contract, call: Call) -> Response:
    """Continue each prompt *n* times."""
    request = await call.read(contract, CompletionRequest)
    rules.check(request, call.target.model)
    generations = _generations(call, request)
    frame = call.frame("cmpl", request.prompt_texts)
    usage = call.charge(frame.usage(generations))
    head = frame.head("text_completion")
    if request.stream:
        return event_stream(head | part for part in _parts(request, generations, usage))
    choices = [
        _choice(index, generation.text, generation.finish_reason)
        | {"logprobs": logprobs.requested(request, generation.tokens)}
        for index, generation in enumerate(generations)
    ]
    return JSONResponse(head | {"choices": choices, "usage": usage})


post_inference_completions = partial(post_completions, COMPLETIONS)
post_llama_completions = partial(post_completions, LLAMA_COMPLETIONS)


def _generations(call: Call, request: CompletionRequest) -> list[Generation]:
    """Return the choices of all prompts, one after the other."""
    verdict = safety.verdict(call.target, request.prompt_texts)
    if verdict == "content_filter":
        if not request.stream:
            raise refusals.content_filtered()
        return [Generation((), verdict)] * request.choices
    name, limits = call.target.model.name, limits_of(request)
    written = [
        generate(name, prompt, limits, index) for prompt in request.prompt_texts for index in range(request.n)
    ]
    return [Generation(generation.tokens, verdict) for generation in written] if verdict else written


def _choice(index: int, text: str, finish_reason: str | None) -> dict[str, Any]:
    return {"index": index, "text": text, "finish_reason": finish_reason, "logprobs": None}


def _parts(
    request: CompletionRequest, generations: list[Generation], usage: dict[str, int]
) -> Iterator[dict[str, Any]]:
    last = len(generations) - 1
    for index, generation in enumerate(generations):
        offset = 0
        for token in generation.tokens:
            likely = {"logprobs": logprobs.requested(request, (token,), offset)}
            yield {"choices": [_choice(index, token, None) | likely]}
            offset += len(token)
        ended = {"choices": [_choice(index, "", generation.finish_reason)]}
        yield ended | ({"usage": usage} if index == last else {})
