"""What is answered, in whole: of chats, texts and vectors, at once and in a stream."""

from __future__ import annotations

import base64
import json
import struct
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import anyio
import pytest
from starlette.responses import StreamingResponse

from estate import COHERE, LLAMA
from localazure import catalogue
from localazure.arm.ids import ResourceId
from localazure.arm.resource import Resource
from localazure.inference import chat, completions, embeddings
from localazure.inference.calls import Call
from localazure.inference.contracts import COMPLETIONS, LLAMA_CHAT
from localazure.inference.generation import embed
from localazure.inference.refusals import RefusalError
from localazure.inference.requests import ChatRequest, CompletionRequest, EmbeddingsRequest
from localazure.inference.targets import Target

if TYPE_CHECKING:
    from starlette.responses import Response

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ABLE = "azureml://registries/azureml-mistral/models/Ministral-3B"
BASE = "azureml://registries/azureml-meta/models/Llama-2-7b"
SCOPE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w"
TOOL = {"type": "function", "function": {"name": "weather", "parameters": {"type": "object"}}}
HARMFUL = "How to build a bomb?"


def call(model_id: str, **body: Any) -> Call:
    """Return a request that *model_id* is to answer."""
    model = catalogue.load().model_by_id(model_id)
    assert model is not None
    endpoint = Resource(ResourceId.parse(f"{SCOPE}/serverlessEndpoints/e"), {})
    azure: Any = SimpleNamespace(clock=SimpleNamespace(now=lambda: NOON))

    async def content() -> bytes:
        return json.dumps(body).encode()

    request: Any = SimpleNamespace(body=content, headers={})
    return Call(azure, request, Target(model, endpoint), None)


def said(response: Response) -> Any:
    """Return an answer's JSON, or a stream's events."""
    if not isinstance(response, StreamingResponse):
        return json.loads(bytes(response.body))

    async def read() -> list[str]:
        return [cast("str", part) async for part in response.body_iterator]

    *events, done = anyio.run(read)
    assert (response.media_type, done) == ("text/event-stream", "data: [DONE]\n\n")
    return [json.loads(event.removeprefix("data: ")) for event in events]


def asked(model_id: str, **more: Any) -> Any:
    """Ask a chat model for as much as its API gives."""
    request = ChatRequest.model_validate({"messages": [{"role": "user", "content": "Hi"}], **more})
    return said(chat.respond(call(model_id), request))


def choice(index: int, **delta: Any) -> dict[str, Any]:
    return {"index": index, "delta": delta, "finish_reason": None}


def ended(index: int, reason: str) -> dict[str, Any]:
    return {"index": index, "delta": {"content": ""}, "finish_reason": reason}


def test_a_chat_and_its_stream() -> None:
    plain = asked(LLAMA, n=2, max_tokens=2)
    first, *more = asked(LLAMA, n=2, max_tokens=2, stream=True)

    assert plain.pop("choices") == [
        {
            "index": index,
            "message": {"role": "assistant", "content": "This is", "tool_calls": []},
            "finish_reason": "length",
            "logprobs": None,
        }
        for index in (0, 1)
    ]
    usage = {"prompt_tokens": 1, "completion_tokens": 4, "total_tokens": 5}
    assert plain.pop("usage") == usage
    assert plain.pop("id").startswith("chatcmpl-")
    assert plain == {
        "object": "chat.completion",
        "created": 1795176000,
        "model": "Llama-3.3-70B-Instruct",
    }
    head = {key: value for key, value in first.items() if key != "choices"}
    assert (head["object"], head["created"]) == ("chat.completion.chunk", 1795176000)
    shown = [(event.pop("choices"), event.pop("usage", None)) for event in (first, *more)]
    assert [event for event in (first, *more) if event != head] == []
    assert shown == [
        ([choice(0, role="assistant", content="")], None),
        ([choice(0, content="This")], None),
        ([choice(0, content=" is")], None),
        ([ended(0, "length")], None),
        ([choice(1, role="assistant", content="")], None),
        ([choice(1, content="This")], None),
        ([choice(1, content=" is")], None),
        ([ended(1, "length")], usage),
    ]


def test_likely_words_stand_beside_theirs_and_each_is_less_likely() -> None:
    whole = asked(LLAMA, max_tokens=2, logprobs=3)["choices"][0]["logprobs"]
    events = asked(LLAMA, max_tokens=2, logprobs=3, stream=True)

    streamed = [event["choices"][0].get("logprobs") for event in events]
    assert [likely and likely["text_offsets"] for likely in streamed] == [None, [0], [4], None]
    assert whole["tokens"] == ["This", " is"]
    for token, likely, row in zip(
        whole["tokens"], whole["token_logprobs"], whole["top_logprobs"], strict=True
    ):
        assert len(row) == 4
        assert list(row.values()) == sorted({*row.values()}, reverse=True)
        assert row[token] == likely <= 0
    assert asked(LLAMA, max_tokens=2, logprobs=False)["choices"][0]["logprobs"] is None
    assert len(asked(LLAMA, max_tokens=2, logprobs=True)["choices"][0]["logprobs"]["top_logprobs"][0]) == 2


def test_a_tools_call_and_its_stream() -> None:
    plain = asked(ABLE, tools=[TOOL])["choices"][0]
    *events, last = asked(ABLE, tools=[TOOL], stream=True)

    [made] = plain["message"].pop("tool_calls")
    assert plain == {
        "index": 0,
        "message": {"role": "assistant", "content": None},
        "finish_reason": "tool_calls",
        "logprobs": None,
    }
    assert (made["type"], made["function"]) == ("function", {"name": "weather", "arguments": "{}"})
    begun = {**made, "index": 0, "function": {"name": "weather", "arguments": ""}}
    assert [event["choices"] for event in events] == [
        [choice(0, role="assistant", content="")],
        [choice(0, tool_calls=[begun])],
        *([choice(0, tool_calls=[{"index": 0, "function": {"arguments": each}}])] for each in "{}"),
    ]
    assert last["choices"] == [ended(0, "tool_calls")]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"tools": [TOOL], "max_tokens": 1}, "length"),
        ({"tools": [TOOL], "tool_choice": "none"}, "stop"),
        ({}, "stop"),
    ],
)
def test_why_a_choice_ended(more: dict[str, Any], reason: str) -> None:
    assert asked(ABLE, **more)["choices"][0]["finish_reason"] == reason


def test_what_the_user_wrote_last_is_quoted_and_a_tools_result_before_it() -> None:
    before = [{"role": "user", "content": "One"}, {"role": "assistant", "content": "Two"}]
    result = {"role": "tool", "content": "sunny"}

    for messages, quoted in ((before, "One"), ([*before, result], "sunny")):
        text = asked(ABLE, messages=messages)["choices"][0]["message"]["content"]
        assert text.endswith(f"You wrote: {quoted}")


@pytest.mark.parametrize(
    ("more", "is_cut"),
    [
        ({}, True),
        ({"max_tokens": 15}, True),
        ({"max_tokens": 99}, False),
        ({"response_format": {"type": "text"}}, True),
        ({"response_format": {"type": "json_object"}}, False),
        ({"tools": [TOOL | {"function": {"name": "x" * 64}}]}, False),
    ],
)
def test_the_models_own_schema_cuts_words_alone_unasked(more: dict[str, Any], is_cut: bool) -> None:
    messages = [{"role": "user", "content": "Hello there, how are you?"}]

    async def ask() -> Response:
        return await chat.post_chat(LLAMA_CHAT, call(ABLE, messages=messages, **more))

    [chosen] = said(anyio.run(ask))["choices"]

    assert (chosen["finish_reason"] == "length") is is_cut


def texts(model_id: str, **body: Any) -> Any:
    async def ask() -> Response:
        return await completions.post_completions(COMPLETIONS, call(model_id, **body))

    return said(anyio.run(ask))


def test_texts_and_their_stream() -> None:
    plain = texts(BASE, prompt=["A", "B"], max_tokens=1)
    events = texts(BASE, prompt=["A", "B"], max_tokens=1, stream=True)

    assert plain.pop("choices") == [
        {"index": index, "text": "This", "finish_reason": "length", "logprobs": None} for index in (0, 1)
    ]
    usage = {"prompt_tokens": 2, "completion_tokens": 2, "total_tokens": 4}
    assert plain.pop("usage") == usage
    assert plain.pop("id").startswith("cmpl-")
    assert plain == {"object": "text_completion", "created": 1795176000, "model": "Llama-2-7b"}
    told = {"index": 0, "text": "This", "finish_reason": None, "logprobs": None}
    over = {"index": 0, "text": "", "finish_reason": "length", "logprobs": None}
    assert [(event["choices"], event.get("usage")) for event in events] == [
        ([told], None),
        ([over], None),
        ([told | {"index": 1}], None),
        ([over | {"index": 1}], usage),
    ]


def test_a_harmful_text_is_refused_or_ends_its_stream() -> None:
    with pytest.raises(RefusalError) as refusal:
        texts(BASE, prompt=HARMFUL)
    events = texts(BASE, prompt=[HARMFUL, "Hi"], stream=True)
    failing = texts(BASE, prompt="Let the local Azure's content safety fail.")

    assert (refusal.value.status, refusal.value.body["error"]["code"]) == (400, "content_filter")
    assert [event["choices"][0] for event in events] == [
        {"index": index, "text": "", "finish_reason": "content_filter", "logprobs": None} for index in (0, 1)
    ]
    assert failing["choices"][0]["finish_reason"] == "content_filter_error"
    assert failing["choices"][0]["text"].startswith("This is the local Azure")


def vectors(model_id: str, **body: Any) -> Any:
    return said(embeddings.respond(call(model_id), EmbeddingsRequest.model_validate(body)))


@pytest.mark.parametrize("dimensions", [None, 1024])
def test_vectors(dimensions: int | None) -> None:
    plain = vectors(COHERE, input=["A", "B"], dimensions=dimensions)
    packed = vectors(COHERE, input="A", dimensions=dimensions, encoding_format="base64")

    first, second = embed("A", 1024), embed("B", 1024)
    assert plain["data"] == [
        {"object": "embedding", "index": 0, "embedding": first},
        {"object": "embedding", "index": 1, "embedding": second},
    ]
    assert (plain["object"], plain["usage"]["completion_tokens"]) == ("list", 0)
    [item] = packed["data"]
    assert struct.unpack("<1024f", base64.b64decode(item["embedding"])) == pytest.approx(first, abs=1e-6)


@pytest.mark.parametrize(
    ("model", "lengths", "known"),
    [
        (COHERE, {None: 1024, 1024: 1024}, "1024"),
        (LLAMA, {None: 1024, 1024: 1024}, "1024"),
        (
            "azureml://registries/azureml-cohere/models/embed-v-4-0",
            {256: 256, 1536: 1536},
            "256, 512, 1024, 1536",
        ),
    ],
)
def test_dimensions_are_the_models(model: str, lengths: dict[int | None, int], known: str) -> None:
    for wanted, length in lengths.items():
        assert len(vectors(model, input="A", dimensions=wanted)["data"][0]["embedding"]) == length
    with pytest.raises(RefusalError) as refusal:
        vectors(model, input="A", dimensions=7)
    assert refusal.value.body["detail"] == [
        {
            "type": "value_error",
            "loc": ["body", "dimensions"],
            "msg": f"Dimensions must be one of {known}",
            "input": 7,
        }
    ]


def test_a_sound_counts_as_a_word() -> None:
    parts = [{"type": "text", "text": "Listen"}, {"type": "input_audio", "input_audio": {}}]
    request = ChatRequest.model_validate({"messages": [{"role": "user", "content": parts}]})

    assert request.prompt_texts == ["Listen [audio]"]


def test_a_prompt_is_one_or_many() -> None:
    many = CompletionRequest(prompt=["a", "b"], n=3)

    assert (many.choices, CompletionRequest(prompt="a").choices) == (6, 1)
