"""The generator and its tokenizer, as properties."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localazure.inference.generation import Limits, embed, example, generate
from localazure.inference.tokens import count, tokenize

TEXTS = st.text(max_size=80)


@given(TEXTS)
def test_tokens_joined_are_the_text(text: str) -> None:
    assert "".join(tokenize(text)) == text


@given(TEXTS, st.integers(0, 60))
def test_never_more_than_max_tokens(prompt: str, most: int) -> None:
    generation = generate("Model", prompt, Limits(max_tokens=most))

    assert len(generation.tokens) <= most
    assert generation.finish_reason in {"stop", "length"}


@given(TEXTS, st.lists(st.text(min_size=1, max_size=3), max_size=3))
def test_no_stop_sequence_is_in_the_output(prompt: str, stop: list[str]) -> None:
    text = generate("Model", prompt, Limits(stop=tuple(stop))).text

    assert not any(sequence in text for sequence in stop)


@given(TEXTS)
def test_what_was_counted_is_what_is_streamed(prompt: str) -> None:
    generation = generate("Model", prompt, Limits())

    assert count(generation.text) == len(generation.tokens)


@given(TEXTS, st.integers(1, 40))
def test_vectors_are_repeatable_and_of_length_one(text: str, dimensions: int) -> None:
    vector = embed(text, dimensions)

    assert vector == embed(text, dimensions)
    assert abs(sum(value * value for value in vector) - 1) < 1e-9


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "object", "properties": {"a": {"type": "number"}, "b": {}}}, {"a": 1, "b": "x"}),
        ({"type": "array", "items": {"enum": ["red", "blue"]}}, ["red"]),
        ({"anyOf": [{"type": "null"}, {"type": "string"}]}, None),
        ({"type": ["boolean", "null"]}, True),
        ({"const": 7}, 7),
        ({"type": {"what": "is this"}}, "x"),
        (None, "x"),
    ],
)
def test_an_example_follows_its_schema(schema: Any, value: object) -> None:
    assert example(schema, "x") == value
