from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from azure.ai.inference import ChatCompletionsClient
from azure.ai.inference.models import SystemMessage, UserMessage
from azure.core.credentials import AzureKeyCredential
from openai import OpenAI

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer

    from .conftest import Endpoint

QUESTION = {"messages": [{"role": "user", "content": "Name three rivers."}]}
TOOL = {"type": "function", "function": {"name": "rivers"}}


@pytest.fixture
def sdk(chat: Endpoint, local_azure: LocalAzureServer) -> Iterator[ChatCompletionsClient]:
    """Azure-ai-inference, unmodified."""
    with ChatCompletionsClient(
        chat.uri, AzureKeyCredential(chat.key), connection_verify=local_azure.ca
    ) as client:
        yield client


@pytest.fixture
def openai(chat: Endpoint) -> OpenAI:
    """The openai package, unmodified, on the v1 twin."""
    return OpenAI(base_url=f"{chat.uri}/v1", api_key=chat.key, http_client=chat.http)


def test_it_answers_azure_ai_inference(sdk: ChatCompletionsClient) -> None:
    answer = sdk.complete(messages=[SystemMessage("Be brief."), UserMessage("Name three rivers.")])

    choice = answer.choices[0]
    assert "local Azure" in choice.message.content
    assert choice.message.content.endswith("You wrote: Name three rivers.")
    assert choice.finish_reason == "stop"
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens


def test_it_streams_to_azure_ai_inference(sdk: ChatCompletionsClient) -> None:
    question: list[dict[str, Any]] = [{"role": "user", "content": "Name three rivers."}]
    plain: Any = sdk.complete(messages=question)

    updates: list[Any] = list(sdk.complete(messages=question, stream=True))

    text = "".join(update.choices[0].delta.content or "" for update in updates)
    assert text == plain.choices[0].message.content
    assert updates[-1].choices[0].finish_reason == "stop"
    assert updates[-1].usage == plain.usage


def test_it_answers_openai(openai: OpenAI) -> None:
    answer = openai.chat.completions.create(model="any", messages=[{"role": "user", "content": "Hi"}], n=2)

    texts = [choice.message.content for choice in answer.choices]
    assert answer.object == "chat.completion"
    assert len(set(texts)) == 2


def test_it_streams_to_openai(openai: OpenAI) -> None:
    stream = openai.chat.completions.create(
        model="any", messages=[{"role": "user", "content": "Hi"}], stream=True, max_tokens=3
    )

    chunks = list(stream)

    assert [chunk.choices[0].finish_reason for chunk in chunks][-1] == "length"
    assert sum(1 for chunk in chunks if chunk.choices[0].delta.content) == 3


def test_max_tokens_is_kept(chat: Endpoint) -> None:
    answer = chat.post("/chat/completions", QUESTION | {"max_tokens": 5}).json()

    assert answer["usage"]["completion_tokens"] == 5
    assert answer["choices"][0]["finish_reason"] == "length"


@pytest.mark.parametrize("stop", ["Azure", ["nowhere", "Azure"]])
def test_a_stop_sequence_is_not_in_the_output(chat: Endpoint, stop: str | list[str]) -> None:
    choice = chat.post("/chat/completions", QUESTION | {"stop": stop}).json()["choices"][0]

    assert choice["message"]["content"] == "This is the local "
    assert choice["finish_reason"] == "stop"


def test_the_same_question_has_the_same_answer(chat: Endpoint) -> None:
    answers = [chat.post("/v1/chat/completions", QUESTION).json() for _ in range(2)]

    assert answers[0]["choices"] == answers[1]["choices"]
    assert answers[0]["id"] == answers[1]["id"]


def test_the_last_event_is_done(chat: Endpoint) -> None:
    lines = chat.post("/chat/completions", QUESTION | {"stream": "True"}).text.split("\n\n")

    assert lines[-2:] == ["data: [DONE]", ""]
    assert json.loads(lines[0].removeprefix("data: "))["choices"][0]["delta"]["role"] == "assistant"


def test_parts_of_a_message_are_read(chat: Endpoint) -> None:
    parts = [{"type": "text", "text": "Look"}, {"type": "text", "text": "here"}]

    answer = chat.post("/chat/completions", {"messages": [{"role": "user", "content": parts}]}).json()

    assert answer["choices"][0]["message"]["content"].endswith("You wrote: Look here")


def test_the_models_own_schema_ends_after_16_tokens(chat: Endpoint) -> None:
    own = chat.post("/v1/chat/completions", QUESTION).json()
    inference_api = chat.post("/chat/completions", QUESTION).json()

    assert own["usage"]["completion_tokens"] == 16
    assert own["choices"][0]["finish_reason"] == "length"
    assert inference_api["choices"][0]["finish_reason"] == "stop"


@pytest.mark.parametrize(
    ("body", "location"),
    [
        ({}, ["body", "messages"]),
        ({"messages": []}, ["body", "messages"]),
        ({"messages": [{"role": "wizard", "content": "x"}]}, ["body", "messages", "0", "role"]),
        ({"messages": [{"role": "user"}]}, ["body", "messages", "0", "content"]),
        (QUESTION | {"temperature": 3}, ["body", "temperature"]),
        (QUESTION | {"response_format": {"type": "json_object"}}, ["body", "response_format"]),
        (QUESTION | {"tools": [TOOL]}, ["body", "tools"]),
    ],
)
def test_unsupported_values_are_named(chat: Endpoint, body: dict[str, Any], location: list[Any]) -> None:
    answer = chat.post("/chat/completions", body)

    assert answer.status_code == 422
    assert [problem["loc"] for problem in answer.json()["detail"]] == [location]


def test_a_context_that_is_too_long(chat: Endpoint) -> None:
    answer = chat.post("/v1/chat/completions", QUESTION | {"max_tokens": 128_000})

    assert answer.status_code == 400
    assert "maximum context length is 128000 tokens" in answer.json()["message"]


@pytest.mark.parametrize("body", [b"{secret", b"\xff", b"", b"[" * 1000, b'{"messages": NaN}'])
def test_what_is_no_json_is_not_echoed(chat: Endpoint, body: bytes) -> None:
    answer = chat.http.post(f"{chat.uri}/chat/completions", content=body, headers={"Authorization": chat.key})

    assert answer.status_code == 422
    assert "secret" not in answer.text


def test_a_number_beyond_all_numbers(chat: Endpoint) -> None:
    body = b'{"messages": [{"role": "user", "content": "x"}], "temperature": 1e999}'

    answer = chat.http.post(f"{chat.uri}/chat/completions", content=body, headers={"Authorization": chat.key})

    assert answer.json()["detail"][0]["input"] == "Infinity"
