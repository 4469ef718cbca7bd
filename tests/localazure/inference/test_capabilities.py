"""Tools, JSON and pictures: for models that have them."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest
from azure.ai.inference import ImageEmbeddingsClient
from azure.ai.inference.models import ImageEmbeddingInput
from azure.core.credentials import AzureKeyCredential
from openai import OpenAI

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer

    from .conftest import Endpoint, Endpoints

ABLE = "azureml://registries/azureml-mistral/models/Ministral-3B"
SEEING = "azureml://registries/azureml/models/Phi-3.5-vision-instruct"
PARAMETERS = {"type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer"}}}
TOOL: Any = {"type": "function", "function": {"name": "weather", "parameters": PARAMETERS}}
PIXEL = "data:image/png;base64," + base64.b64encode(b"not really a picture").decode()
QUESTION: Any = {"role": "user", "content": "Paris"}


@pytest.fixture(scope="module")
def able(endpoints: Endpoints) -> Endpoint:
    """A model that calls tools and writes JSON."""
    return endpoints.serverless(ABLE, "able")


@pytest.fixture(scope="module")
def seeing(endpoints: Endpoints) -> Endpoint:
    """A model that sees pictures."""
    return endpoints.serverless(SEEING, "seeing", subscribed=False)


@pytest.fixture
def openai(able: Endpoint) -> OpenAI:
    """The openai package, unmodified."""
    return OpenAI(base_url=f"{able.uri}/v1", api_key=able.key, http_client=able.http)


def look(url: str) -> dict[str, Any]:
    """Return a question about a picture."""
    parts = [{"type": "text", "text": "What is it?"}, {"type": "image_url", "image_url": {"url": url}}]
    return {"messages": [{"role": "user", "content": parts}]}


def test_a_tool_is_called_and_its_result_answered(openai: OpenAI) -> None:
    first = openai.chat.completions.create(model="any", messages=[QUESTION], tools=[TOOL])
    call: Any = (first.choices[0].message.tool_calls or [])[0]
    result: Any = {"role": "tool", "tool_call_id": call.id, "content": "sunny"}
    call_message: Any = first.choices[0].message.to_dict()

    second = openai.chat.completions.create(
        model="any", messages=[QUESTION, call_message, result], tools=[TOOL], max_tokens=60
    )

    assert first.choices[0].finish_reason == "tool_calls"
    assert json.loads(call.function.arguments) == {"city": "Paris", "days": 1}
    assert (second.choices[0].message.content or "").endswith("You wrote: sunny")


def test_a_streamed_call_is_put_together(openai: OpenAI) -> None:
    stream = openai.chat.completions.create(model="any", messages=[QUESTION], tools=[TOOL], stream=True)
    chunks = list(stream)

    calls = [call for chunk in chunks for call in chunk.choices[0].delta.tool_calls or []]
    arguments = "".join((call.function.arguments if call.function else "") or "" for call in calls)
    assert json.loads(arguments) == {"city": "Paris", "days": 1}
    assert chunks[-1].choices[0].finish_reason == "tool_calls"


@pytest.mark.parametrize(
    ("choice", "finish_reason"),
    [
        ("none", "stop"),
        ("required", "tool_calls"),
        ({"type": "function", "function": {"name": "weather"}}, "tool_calls"),
    ],
)
def test_the_choice_of_a_tool(able: Endpoint, choice: object, finish_reason: str) -> None:
    body = {"messages": [QUESTION], "tools": [TOOL], "tool_choice": choice}

    assert able.post("/chat/completions", body).json()["choices"][0]["finish_reason"] == finish_reason


def test_a_tool_that_is_not_there(able: Endpoint) -> None:
    choice = {"type": "function", "function": {"name": "traffic"}}

    answer = able.post("/chat/completions", {"messages": [QUESTION], "tools": [TOOL], "tool_choice": choice})

    assert answer.status_code == 422


def test_json_is_json(able: Endpoint) -> None:
    body = {"messages": [QUESTION], "response_format": {"type": "json_object"}}

    text = able.post("/chat/completions", body).json()["choices"][0]["message"]["content"]

    assert json.loads(text)["source"] == "the local Azure"


def test_structured_answers_are_for_other_models(able: Endpoint) -> None:
    wanted = {"type": "json_schema", "json_schema": {"name": "x", "schema": PARAMETERS}}

    answer = able.post("/chat/completions", {"messages": [QUESTION], "response_format": wanted})

    assert answer.json()["detail"][0]["input"] == "json_schema"


def test_a_picture_is_looked_at(seeing: Endpoint) -> None:
    answer = seeing.post("/chat/completions", look(PIXEL)).json()

    assert answer["choices"][0]["message"]["content"].endswith("What is it? [image/png, 20 bytes]")


def test_a_picture_elsewhere_is_not_fetched(seeing: Endpoint) -> None:
    answer = seeing.post("/chat/completions", look("https://example.com/a.png")).json()

    assert answer["choices"][0]["message"]["content"].endswith("[image not fetched]")


@pytest.mark.parametrize("url", ["data:,", "data:image/png;base64,???", "a.png"])
def test_what_is_no_picture_is_refused(seeing: Endpoint, url: str) -> None:
    answer = seeing.post("/chat/completions", look(url))

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "messages", "0", "content", "1"]


def test_a_model_that_reads_only_text_takes_no_picture(chat: Endpoint) -> None:
    assert chat.post("/chat/completions", look(PIXEL)).json()["detail"][0]["input"] == "image_url"


def test_pictures_are_embedded(embeddings: Endpoint, local_azure: LocalAzureServer) -> None:
    with ImageEmbeddingsClient(
        embeddings.uri, AzureKeyCredential(embeddings.key), connection_verify=local_azure.ca
    ) as client:
        answer = client.embed(
            input=[ImageEmbeddingInput(image=PIXEL), ImageEmbeddingInput(image=PIXEL, text="A pixel")]
        )

    first, second = (item.embedding for item in answer.data)
    assert len(first) == 1024
    assert first != second
    assert answer.usage.total_tokens > 0


def test_only_pictures_are_embedded_as_pictures(embeddings: Endpoint) -> None:
    answer = embeddings.post("/v1/images/embeddings", {"input": [{"image": "https://example.com/a.png"}]})

    assert answer.json()["detail"][0]["loc"] == ["body", "input", "0", "image"]
