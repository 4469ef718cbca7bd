from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .conftest import Endpoint, Endpoints

CHAT: dict[str, Any] = {"input_data": {"input_string": [{"role": "user", "content": "Hello"}]}}


@pytest.fixture(scope="module")
def online_chat(endpoints: Endpoints) -> Endpoint:
    """A chat model on managed compute."""
    path, endpoint = endpoints.online("chatty")
    endpoints.estate.deployment(path)
    endpoints.estate.traffic(path, blue=100)
    return endpoint


def test_a_chat_model_answers_messages(online_chat: Endpoint) -> None:
    answer = online_chat.post("/score", CHAT).json()

    assert answer["output"].endswith("You wrote: Hello")


def test_what_the_user_wrote_last_is_answered(online_chat: Endpoint) -> None:
    messages = [
        {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": "Hi"},
        {"role": "system", "content": "Be brief"},
    ]
    answer = online_chat.post("/score", {"input_data": {"input_string": messages}}).json()

    assert answer["output"].endswith("You wrote: Hello")


@pytest.mark.parametrize("stop", ["the", ["nowhere", "the"]])
def test_a_text_ends_before_its_stop(completions: Endpoint, stop: str | list[str]) -> None:
    body = {"input_data": {"input_string": "Once", "parameters": {"stop": stop, "return_full_text": False}}}

    assert completions.post("/score", body).json() == [{"0": "This is "}]


def test_a_base_model_continues_texts(completions: Endpoint) -> None:
    parameters = {"max_new_tokens": 3, "return_full_text": False, "do_sample": True}
    body = {"input_data": {"input_string": ["One", "Two"], "parameters": parameters}}

    assert completions.post("/score", body).json() == [{"0": "This is the", "1": "This is the"}]


def test_a_text_begins_with_its_prompt(completions: Endpoint) -> None:
    body = {"input_data": {"input_string": "Once", "parameters": {"max_tokens": 2}}}

    assert completions.post("/score", body).json() == [{"0": "Once This is"}]


@pytest.mark.parametrize("body", [{}, {"input_data": ["x"]}, {"input_data": {"input_string": ["x"]}}])
def test_what_the_container_refuses_is_a_424(online_chat: Endpoint, body: dict[str, Any]) -> None:
    answer = online_chat.post("/score", body)

    assert answer.status_code == 424
    assert answer.headers["ms-azureml-model-error-statuscode"] == "400"
    assert answer.headers["ms-azureml-model-error-reason"] == "model_error"
    assert answer.json()["error"].startswith("Expected input format")


def test_a_base_model_takes_no_messages(completions: Endpoint) -> None:
    assert completions.post("/score", CHAT).status_code == 424


def test_serverless_endpoints_have_no_score(chat: Endpoint) -> None:
    assert chat.post("/score", CHAT).status_code == 404


def test_requests_can_be_traced(online_chat: Endpoint) -> None:
    answer = online_chat.post(
        "/score", CHAT, **{"x-request-id": "mine", "x-ms-client-request-id": "a.b!" * 40}
    )

    assert answer.headers["x-request-id"] != "mine"
    assert answer.headers["x-ms-client-request-id"] == "ab" * 20
