"""The Model Inference API's header: the words are those of Azure's inference image."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from azure.ai.inference import ChatCompletionsClient
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import HttpResponseError

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer

    from .conftest import Endpoint

HELLO: list[dict[str, Any]] = [{"role": "user", "content": "Hello"}]
QUESTION = {"messages": HELLO}
REFUSED = (
    "Extra parameters ['n', 'surprise'] are not allowed when extra-parameters is not set or set to be 'error'. "
    "Set extra-parameters to 'pass-through' to pass to the model."
)


@pytest.mark.parametrize("header", [{}, {"extra-parameters": "error"}])
def test_parameters_the_api_does_not_know_are_refused(chat: Endpoint, header: dict[str, str]) -> None:
    answer = chat.post("/chat/completions", QUESTION | {"n": 2, "surprise": 1}, **header)

    assert (answer.status_code, answer.json()) == (400, {"detail": REFUSED})


@pytest.mark.parametrize(("option", "choices"), [("drop", 1), ("pass-through", 2)])
def test_they_are_dropped_or_reach_the_model(chat: Endpoint, option: str, choices: int) -> None:
    body = QUESTION | {"n": 2, "surprise": 1}

    answer = chat.post("/chat/completions", body, **{"extra-parameters": option})

    assert len(answer.json()["choices"]) == choices


def test_the_model_refuses_what_it_is_passed_and_does_not_take(chat: Endpoint) -> None:
    answer = chat.post("/chat/completions", QUESTION | {"n": 0}, **{"extra-parameters": "pass-through"})

    assert answer.status_code == 422


def test_other_options_are_named_in_the_services_words(chat: Endpoint) -> None:
    answer = chat.post("/chat/completions", QUESTION, **{"extra-parameters": "ignore"})

    expected = (
        "Unexpected EXTRA_PARAMETERS option ignore, expected options are ['error', 'drop', 'pass-through']"
    )
    assert (answer.status_code, answer.json()) == (400, {"detail": expected})


def test_the_models_own_schema_does_not_look_at_the_header(chat: Endpoint) -> None:
    answer = chat.post("/v1/chat/completions", QUESTION | {"n": 2}, **{"extra-parameters": "ignore"})

    assert len(answer.json()["choices"]) == 2


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/chat/completions?api-version=2024-05-01-preview", 200),
        ("/chat/completions?api-version=2024-05-01", 200),
        ("/chat/completions", 200),
        ("/chat/completions?api-version=latest", 400),
        ("/chat/completions?api-version=2024-05-01-beta", 400),
        ("/v1/chat/completions?api-version=latest", 200),
    ],
)
def test_an_api_version_is_a_date(chat: Endpoint, path: str, status: int) -> None:
    answer = chat.post(path, QUESTION)

    assert answer.status_code == status
    if status == 400:
        assert answer.json() == {"error": {"code": "BadRequest", "message": "API version not supported"}}


def test_model_extras_of_azure_ai_inference(chat: Endpoint, local_azure: LocalAzureServer) -> None:
    """The documents' own sample: `logprobs` as a model extra."""
    with ChatCompletionsClient(
        chat.uri, AzureKeyCredential(chat.key), connection_verify=local_azure.ca
    ) as client:
        answer: Any = client.complete(messages=HELLO, model_extras={"logprobs": True})

    likely = answer.choices[0]["logprobs"]
    assert likely["tokens"][:2] == ["This", " is"]


def test_the_documents_sample_finds_what_a_model_does_not_support(
    chat: Endpoint, local_azure: LocalAzureServer
) -> None:
    with (
        ChatCompletionsClient(
            chat.uri, AzureKeyCredential(chat.key), connection_verify=local_azure.ca
        ) as client,
        pytest.raises(HttpResponseError) as refusal,
    ):
        client.complete(messages=HELLO, response_format="json_object")

    assert refusal.value.status_code == 422
    assert refusal.value.response is not None
    offending = json.loads(refusal.value.response.text())["detail"][0]
    assert ".".join(offending["loc"]) == "body.response_format"
    assert offending["input"] == "json_object"
