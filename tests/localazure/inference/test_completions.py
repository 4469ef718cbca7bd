from __future__ import annotations

from typing import TYPE_CHECKING

from openai import OpenAI

if TYPE_CHECKING:
    from .conftest import Endpoint


def test_each_prompt_has_its_choices(completions: Endpoint) -> None:
    client = OpenAI(base_url=f"{completions.uri}/v1", api_key=completions.key, http_client=completions.http)

    answer = client.completions.create(model="any", prompt=["One", "Two"], n=2, max_tokens=40)

    assert answer.object == "text_completion"
    assert [choice.index for choice in answer.choices] == [0, 1, 2, 3]
    assert answer.choices[0].text.endswith("You wrote: One")
    assert answer.choices[2].text.endswith("You wrote: Two")


def test_a_stream_says_the_same(completions: Endpoint) -> None:
    client = OpenAI(base_url=completions.uri, api_key=completions.key, http_client=completions.http)
    plain = client.completions.create(model="any", prompt="Once", max_tokens=7)

    chunks = list(client.completions.create(model="any", prompt="Once", max_tokens=7, stream=True))

    assert "".join(chunk.choices[0].text for chunk in chunks) == plain.choices[0].text
    assert chunks[-1].choices[0].finish_reason == plain.choices[0].finish_reason == "length"
    assert chunks[-1].usage == plain.usage
