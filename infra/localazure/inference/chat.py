"""POST /chat/completions, plain and streamed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse

from localazure.inference import logprobs, refusals, rules, safety
from localazure.inference.answers import Frame, event_stream
from localazure.inference.calls import limits_of
from localazure.inference.contracts import CHAT, LLAMA_CHAT, Contract
from localazure.inference.generation import Generation, cut, generate, write_json
from localazure.inference.requests import ChatRequest
from localazure.inference.tools import ToolCall, call_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.responses import Response

    from localazure.inference.calls import Call


@dataclass(frozen=True)
class Answer:
    """What is said: *n* times words, or one tool's call whose arguments the generations are."""

    frame: Frame
    request: ChatRequest
    generations: list[Generation]
    call: ToolCall | None

    def finish_reason(self, generation: Generation) -> str:
        """Return why a choice ended."""
        is_called = self.call is not None and generation.finish_reason == "stop"
        return "tool_calls" if is_called else generation.finish_reason


async def post_chat(contract: Contract, call: Call) -> Response:
    """Answer as *contract* says."""
    return respond(call, await call.read(contract, ChatRequest))


def respond(call: Call, request: ChatRequest) -> Response:
    """Answer the last user message, *n* times."""
    rules.check(request, call.target.model)
    answer = _answer(call, request)
    usage = call.charge(answer.frame.usage(answer.generations))
    if request.stream:
        return event_stream(_chunks(answer, usage))
    choices = [_choice(answer, index, generation) for index, generation in enumerate(answer.generations)]
    return JSONResponse(answer.frame.head("chat.completion") | {"choices": choices, "usage": usage})


post_inference_chat = partial(post_chat, CHAT)
post_llama_chat = partial(post_chat, LLAMA_CHAT)


def _answer(call: Call, request: ChatRequest) -> Answer:
    frame = call.frame("chatcmpl", request.prompt_texts)
    verdict = safety.verdict(call.target, request.prompt_texts)
    if verdict == "content_filter":
        if not request.stream:
            raise refusals.content_filtered()
        return Answer(frame, request, [Generation((), verdict)] * request.n, None)
    tool_call = call_for(request)
    generations = [_written(call, request, tool_call, index) for index in range(request.n)]
    if verdict:
        generations = [Generation(generation.tokens, verdict) for generation in generations]
    return Answer(frame, request, generations, tool_call)


def _written(call: Call, request: ChatRequest, tool_call: ToolCall | None, index: int) -> Generation:
    limits, name = limits_of(request), call.target.model.name
    if tool_call is not None:
        return cut(tool_call.arguments, limits)
    response_format = request.response_format
    if response_format is None or response_format.type == "text":
        return generate(name, _subject(request), limits, index)
    schema = response_format.json_schema.schema_ if response_format.json_schema else None
    return cut(write_json(name, request.question, schema), limits)


def _subject(request: ChatRequest) -> str:
    """What is quoted: what the user wrote last, or the result of the tool that was called for it."""
    last = request.messages[-1]
    return last.text if last.role == "tool" else request.question


def _choice(answer: Answer, index: int, generation: Generation) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": generation.text, "tool_calls": []}
    if answer.call is not None:
        message |= {"content": None, "tool_calls": [answer.call.body(generation.text)]}
    return {
        "index": index,
        "message": message,
        "finish_reason": answer.finish_reason(generation),
        "logprobs": logprobs.requested(answer.request, generation.tokens),
    }


def _chunks(answer: Answer, usage: dict[str, int]) -> Iterator[dict[str, Any]]:
    head = answer.frame.head("chat.completion.chunk")
    last = len(answer.generations) - 1
    for index, generation in enumerate(answer.generations):
        for delta, more in _deltas(answer, generation):
            yield head | {"choices": [{"index": index, "delta": delta, "finish_reason": None} | more]}
        end = {"index": index, "delta": {"content": ""}, "finish_reason": answer.finish_reason(generation)}
        is_told = index == last and answer.request.usage_in_stream == "at the end"
        yield head | {"choices": [end]} | ({"usage": usage} if is_told else {})
    if answer.request.usage_in_stream == "after the end":
        yield head | {"choices": [], "usage": usage}


def _deltas(answer: Answer, generation: Generation) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield each delta and what stands beside it: the role, then a token each, as words or as arguments."""
    yield {"role": "assistant", "content": ""}, {}
    if answer.call is not None:
        yield {"tool_calls": [{"index": 0} | answer.call.body("")]}, {}
    offset = 0
    for token in generation.tokens:
        if answer.call is None:
            likely = logprobs.requested(answer.request, (token,), offset)
            yield {"content": token}, {"logprobs": likely} if likely else {}
        else:
            yield {"tool_calls": [{"index": 0, "function": {"arguments": token}}]}, {}
        offset += len(token)
