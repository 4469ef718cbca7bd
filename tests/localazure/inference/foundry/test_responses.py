"""What the Responses API answers, in whole: at once and in a stream."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

import anyio
import pytest
from starlette.responses import StreamingResponse

from estate import LLAMA
from localazure.inference.foundry.responses import post_responses
from localazure.inference.refusals import RefusalError
from model_calls import call

if TYPE_CHECKING:
    from starlette.responses import Response

FIXED = {
    "object": "response",
    "created_at": 1795176000,
    "model": "Llama-3.3-70B-Instruct",
    "error": None,
    "instructions": None,
    "parallel_tool_calls": True,
    "tool_choice": "auto",
    "tools": [],
    "metadata": {},
    "text": {"format": {"type": "text"}},
}
CUT = {"incomplete_details": {"reason": "max_output_tokens"}, "max_output_tokens": 2, "status": "incomplete"}
USAGE = {
    "input_tokens": 1,
    "input_tokens_details": {"cached_tokens": 0},
    "output_tokens": 2,
    "output_tokens_details": {"reasoning_tokens": 0},
    "total_tokens": 3,
}


def asked(family: str = "Meta", **body: Any) -> Response:
    """Ask a deployment of that format."""
    meant = call(LLAMA, input="Hi", **body)
    meant.target.endpoint.properties["model"] = {"format": family}
    return anyio.run(post_responses, meant)


def told(response: Response) -> list[tuple[str, Any]]:
    """Return a stream's events: the name of each, and what it holds."""
    assert isinstance(response, StreamingResponse)
    assert response.media_type == "text/event-stream"

    async def read() -> str:
        return "".join([cast("str", part) async for part in response.body_iterator])

    *events, rest = anyio.run(read).split("\n\n")
    assert rest == ""
    return [(name, json.loads(data)) for name, _, data in (event.partition("\ndata: ") for event in events)]


def message(id_: str, text: str) -> dict[str, Any]:
    part = {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
    item = {"id": f"msg_{id_}", "type": "message", "status": "completed", "role": "assistant"}
    return item | {"content": [part]}


def test_a_response_in_whole_and_cut() -> None:
    whole = json.loads(bytes(asked().body))
    cut = json.loads(bytes(asked(max_output_tokens=2).body))

    prefix, _, id_ = cut.pop("id").partition("_")
    assert (prefix, len(id_)) == ("resp", 32)
    assert cut == FIXED | CUT | {"output": [message(id_, "This is")], "usage": USAGE}
    assert (whole["status"], whole["incomplete_details"], whole["max_output_tokens"]) == (
        "completed",
        None,
        None,
    )


def test_a_response_in_a_stream() -> None:
    events = told(asked(max_output_tokens=2, stream=True))

    last = events[-1][1]["response"]
    id_ = last["id"].removeprefix("resp_")
    began = FIXED | {
        "id": f"resp_{id_}",
        "incomplete_details": None,
        "max_output_tokens": 2,
        "status": "in_progress",
        "output": [],
        "usage": None,
    }
    item = message(id_, "This is")
    where = {"item_id": f"msg_{id_}", "output_index": 0, "content_index": 0}
    [part] = item["content"]
    expected: list[tuple[str, dict[str, Any]]] = [
        ("created", {"response": began}),
        ("in_progress", {"response": began}),
        ("output_item.added", {"output_index": 0, "item": item | {"status": "in_progress", "content": []}}),
        ("content_part.added", where | {"part": part | {"text": ""}}),
        ("output_text.delta", where | {"delta": "This", "logprobs": []}),
        ("output_text.delta", where | {"delta": " is", "logprobs": []}),
        ("output_text.done", where | {"text": "This is", "logprobs": []}),
        ("content_part.done", where | {"part": part}),
        ("output_item.done", {"output_index": 0, "item": item}),
        ("incomplete", {"response": began | CUT | {"output": [item], "usage": USAGE}}),
    ]
    assert events == [
        (f"event: response.{name}", {"type": f"response.{name}", "sequence_number": number} | more)
        for number, (name, more) in enumerate(expected)
    ]
    assert told(asked(stream=True))[-1][0] == "event: response.completed"


@pytest.mark.parametrize("family", ["Cohere", "Mistral AI", "AI21 Labs", "Core42", "Anthropic"])
def test_models_that_the_responses_api_does_not_take(family: str) -> None:
    with pytest.raises(RefusalError) as refusal:
        asked(family)

    assert (refusal.value.status, refusal.value.body) == (
        400,
        {"error": {"code": "400", "message": "Model not supported"}},
    )
