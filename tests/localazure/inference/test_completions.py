from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from openai import OpenAI

from localazure.inference.tokens import END, token_id

if TYPE_CHECKING:
    from .conftest import Endpoint

ROUTE = "/v1/completions"


@pytest.fixture
def openai(completions: Endpoint) -> OpenAI:
    """The openai package, unmodified, on the v1 twin."""
    return OpenAI(base_url=f"{completions.uri}/v1", api_key=completions.key, http_client=completions.http)


def ask(endpoint: Endpoint, **parameters: object) -> dict[str, Any]:
    """Return the one choice of the model's own schema."""
    body = {"prompt": "Once", "max_tokens": 60} | parameters
    choice: dict[str, Any] = endpoint.post(ROUTE, body).json()["choices"][0]
    return choice


def test_each_prompt_has_its_choices(openai: OpenAI) -> None:
    answer = openai.completions.create(model="any", prompt=["One", "Two"], n=2, max_tokens=40)

    assert answer.object == "text_completion"
    assert [choice.index for choice in answer.choices] == [0, 1, 2, 3]
    assert answer.choices[0].text.endswith("You wrote: One")
    assert answer.choices[2].text.endswith("You wrote: Two")


def test_a_stream_says_the_same(openai: OpenAI) -> None:
    plain = openai.completions.create(model="any", prompt="Once", max_tokens=7)

    chunks = list(openai.completions.create(model="any", prompt="Once", max_tokens=7, stream=True))

    assert "".join(chunk.choices[0].text for chunk in chunks) == plain.choices[0].text
    assert [chunk.choices[0].finish_reason for chunk in chunks[:-1]] == [None] * 7
    assert chunks[-1].choices[0].finish_reason == plain.choices[0].finish_reason == "length"
    assert chunks[-1].usage == plain.usage


def test_log_probabilities(completions: Endpoint) -> None:
    choice = ask(completions, logprobs=2, max_tokens=3)

    likely = choice["logprobs"]
    assert likely["tokens"] == ["This", " is", " the"]
    assert likely["text_offsets"] == [0, 4, 7]
    assert [
        row[token] for row, token in zip(likely["top_logprobs"], likely["tokens"], strict=True)
    ] == likely["token_logprobs"]
    assert all(len(row) == 3 for row in likely["top_logprobs"])


def test_streamed_log_probabilities_are_the_same(openai: OpenAI, completions: Endpoint) -> None:
    plain = ask(completions, logprobs=1, max_tokens=4)["logprobs"]

    stream = openai.completions.create(model="any", prompt="Once", logprobs=1, max_tokens=4, stream=True)
    parts: list[Any] = [chunk.choices[0].logprobs for chunk in stream][:4]

    assert [part.text_offsets[0] for part in parts] == plain["text_offsets"]
    assert [part.top_logprobs[0] for part in parts] == plain["top_logprobs"]


def test_the_best_of_three(completions: Endpoint) -> None:
    body = {"prompt": "Once", "n": 2, "best_of": 3, "use_beam_search": True, "temperature": 0}

    assert len(completions.post(ROUTE, body).json()["choices"]) == 2


@pytest.mark.parametrize(
    ("body", "parameter"),
    [
        ({"n": 2, "best_of": 2}, "best_of"),
        ({"best_of": 2, "stream": True}, "best_of"),
        ({"use_beam_search": True}, "use_beam_search"),
    ],
)
def test_what_does_not_go_together(completions: Endpoint, body: dict[str, Any], parameter: str) -> None:
    answer = completions.post(ROUTE, {"prompt": "Once"} | body)

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", parameter]


def test_a_text_that_ignores_its_end_goes_on_to_max_tokens(completions: Endpoint) -> None:
    body = {"prompt": "Once", "max_tokens": 100, "ignore_eos": True}

    answer = completions.post(ROUTE, body).json()

    assert answer["usage"]["completion_tokens"] == 100
    assert answer["choices"][0]["finish_reason"] == "length"


def test_a_stop_token_is_part_of_the_output(completions: Endpoint) -> None:
    choice = ask(completions, stop_token_ids=[token_id(" the")])

    assert (choice["text"], choice["finish_reason"]) == ("This is the", "stop")


def test_special_tokens_show_when_asked_for(completions: Endpoint) -> None:
    assert ask(completions, skip_special_tokens=False)["text"] == ask(completions)["text"] + END


def test_the_inference_api_ends_after_256_tokens(completions: Endpoint) -> None:
    body = {"prompt": "Once", "ignore_eos": True}

    answer = completions.post("/completions", body, **{"extra-parameters": "pass-through"}).json()

    assert answer["usage"]["completion_tokens"] == 256
