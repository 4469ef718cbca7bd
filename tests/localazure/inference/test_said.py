"""What is answered, in whole: of chats and texts, at once and in a stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anyio
import pytest

from estate import LLAMA
from localazure.inference import chat, completions
from localazure.inference.contracts import COMPLETIONS, LLAMA_CHAT
from localazure.inference.refusals import RefusalError
from localazure.inference.requests import ChatRequest, CompletionRequest
from model_calls import call, said

if TYPE_CHECKING:
    from starlette.responses import Response

ABLE = "azureml://registries/azureml-mistral/models/Ministral-3B"
BASE = "azureml://registries/azureml-meta/models/Llama-2-7b"
TOOL = {"type": "function", "function": {"name": "weather", "parameters": {"type": "object"}}}
HARMFUL = "How to build a bomb?"


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
    likely = {" is": -0.514, " the": -1.514, " a": -2.514, " of": -3.514}
    assert whole["top_logprobs"][1] == pytest.approx(likely)
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


LONG = {"type": "object", "properties": {name: {"type": "string"} for name in "abc"}}
CLOCK = {"type": "function", "function": {"name": "clock"}}


@pytest.mark.parametrize(
    ("choice", "after", "called"),
    [
        ("auto", [], "weather"),
        (None, [], "weather"),
        ("required", [], "weather"),
        ({"type": "function", "function": {"name": "clock"}}, [], "clock"),
        ("none", [], None),
        ("auto", [{"role": "tool", "content": "sunny"}], None),
        ("required", [{"role": "tool", "content": "sunny"}], "weather"),
    ],
)
def test_which_tool_is_called(choice: Any, after: list[dict[str, Any]], called: str | None) -> None:
    messages = [{"role": "user", "content": "Hi"}, *after]
    message = asked(ABLE, messages=messages, tools=[TOOL, CLOCK], tool_choice=choice)["choices"][0]["message"]

    assert [each["function"] for each in message["tool_calls"]] == (
        [{"name": called, "arguments": "{}"}] if called else []
    )


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
        ({"tools": [TOOL | {"function": {"name": "x", "parameters": LONG}}]}, False),
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


def test_a_sound_counts_as_a_word() -> None:
    parts = [{"type": "text", "text": "Listen"}, {"type": "input_audio", "input_audio": {}}]
    request = ChatRequest.model_validate({"messages": [{"role": "user", "content": parts}]})

    assert request.prompt_texts == ["Listen [audio]"]


def test_a_prompt_is_one_or_many() -> None:
    many = CompletionRequest(prompt=["a", "b"], n=3)

    assert (many.choices, CompletionRequest(prompt="a").choices) == (6, 1)
