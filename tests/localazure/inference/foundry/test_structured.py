"""Structured answers: the text is an instance of the schema that was asked for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from foundry_accounts import QUESTION

if TYPE_CHECKING:
    from foundry_accounts import Foundry

PERSON: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "age": {"type": "integer"},
        "kind": {"enum": ["cat", "dog"]},
        "tags": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["name", "age", "kind", "tags"],
    "additionalProperties": False,
}


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    "schema", [PERSON, {"type": "object", "properties": {"ok": {"type": "boolean"}}, "required": ["ok"]}]
)
def test_an_answer_follows_the_schema(foundry: Foundry, schema: dict[str, Any], stream: bool) -> None:
    wanted: Any = {"type": "json_schema", "json_schema": {"name": "x", "schema": schema, "strict": True}}
    asked: dict[str, Any] = {"model": "gpt", "messages": QUESTION["messages"], "response_format": wanted}
    with foundry.openai() as client:
        if stream:
            chunks = client.chat.completions.create(stream=True, **asked)
            text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
        else:
            text = client.chat.completions.create(**asked).choices[0].message.content or ""
    jsonschema.validate(json.loads(text), schema)


def test_json_without_a_schema_says_where_it_comes_from(foundry: Foundry) -> None:
    with foundry.openai() as client:
        answer = client.chat.completions.create(
            model="gpt", messages=QUESTION["messages"], response_format={"type": "json_object"}
        )
    said = json.loads(answer.choices[0].message.content or "")
    assert said == {"source": "the local Azure", "in_place_of": "gpt-4o", "you_wrote": "Hello"}
