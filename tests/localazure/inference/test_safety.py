from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from azure.ai.inference import ChatCompletionsClient
from azure.ai.inference.models import SystemMessage, UserMessage
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import HttpResponseError
from openai import OpenAI

from estate import COHERE
from localazure import catalogue
from localazure.arm.ids import ResourceId
from localazure.arm.resource import Resource
from localazure.inference.safety import ROWS, verdict
from localazure.inference.targets import Target

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer

    from .conftest import Endpoint, Endpoints

TOMATOES = (
    "Chopping tomatoes and cutting them into cubes or wedges are great ways to practice your knife skills."
)
FAILING = "Let the local Azure's content safety fail, please."
UNFILTERED = "azureml://registries/azureml/models/Phi-4-mini-instruct"


def question(text: str) -> dict[str, Any]:
    """Return a chat with one message."""
    return {"messages": [{"role": "user", "content": text}]}


def test_the_documents_example_trips_it(chat: Endpoint, local_azure: LocalAzureServer) -> None:
    with (
        ChatCompletionsClient(
            chat.uri, AzureKeyCredential(chat.key), connection_verify=local_azure.ca
        ) as client,
        pytest.raises(HttpResponseError) as refusal,
    ):
        client.complete(messages=[SystemMessage("You help people find information."), UserMessage(TOMATOES)])

    assert refusal.value.status_code == 400
    assert refusal.value.response is not None
    assert json.loads(refusal.value.response.text()) == {
        "error": {
            "message": "The response was filtered due to the prompt triggering Microsoft's content management "
            "policy. Please modify your prompt and retry.",
            "type": None,
            "param": "prompt",
            "code": "content_filter",
            "status": 400,
        }
    }


@pytest.mark.parametrize("row", json.loads(ROWS.read_text())["rows"], ids=lambda row: row["phrase"])
def test_every_row_trips_it(chat: Endpoint, row: dict[str, str]) -> None:
    answer = chat.post(
        "/v1/chat/completions", question(f"Tell me:  {row['phrase'].upper()}!") | {"stream": True}
    )

    assert f'"finish_reason": "{row["verdict"]}"' in answer.text


@pytest.mark.parametrize("text", ["How do I chop onions?", "Tomatoes are red.", "What is a bath bomb?"])
def test_ordinary_prompts_pass(chat: Endpoint, text: str) -> None:
    assert chat.post("/chat/completions", question(text)).status_code == 200


def test_a_stream_ends_with_content_filter(chat: Endpoint) -> None:
    client = OpenAI(base_url=f"{chat.uri}/v1", api_key=chat.key, http_client=chat.http)

    chunks = list(
        client.chat.completions.create(
            model="any", messages=[{"role": "user", "content": TOMATOES}], stream=True
        )
    )

    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == ""
    assert [chunk.choices[0].finish_reason for chunk in chunks] == [None, "content_filter"]


def test_a_check_that_fails_is_told(chat: Endpoint) -> None:
    choice = chat.post("/chat/completions", question(FAILING)).json()["choices"][0]

    assert choice["finish_reason"] == "content_filter_error"
    assert "local Azure" in choice["message"]["content"]


def test_it_is_off_where_the_endpoint_says_so(endpoints: Endpoints) -> None:
    safety = {"contentSafetyStatus": "Disabled"}
    endpoint = endpoints.serverless(UNFILTERED, "unfiltered", subscribed=False, contentSafety=safety)

    assert endpoint.post("/chat/completions", question(TOMATOES)).status_code == 200


def test_managed_compute_has_none(completions: Endpoint) -> None:
    assert completions.post("/completions", {"prompt": TOMATOES}).status_code == 200


def test_a_model_whose_texts_azure_does_not_check_is_not_checked() -> None:
    model = catalogue.load().model_by_id(COHERE)
    assert model is not None
    endpoint = Resource(
        ResourceId.parse("/subscriptions/s/resourceGroups/g/providers/N/serverlessEndpoints/e"), {}
    )

    assert verdict(Target(model, endpoint), [TOMATOES]) is None
