"""The generator and its tokenizer, as properties."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localazure.inference.generation import Generation, Limits, cut, embed, example, generate, write_json
from localazure.inference.tokens import END, count, token_id, tokenize

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


def test_the_parts_of_a_vector_lie_on_both_sides_of_nothing_and_differ() -> None:
    vector = embed("text", 1000)

    assert len(set(vector)) == 1000
    assert 350 < sum(value > 0 for value in vector) < 650
    assert embed("text", 9)[7:] == pytest.approx([0.255053, -0.287727], abs=1e-6)


WORDS = "one two three"


@pytest.mark.parametrize(
    ("limits", "tokens", "reason"),
    [
        (Limits(), ("one", " two", " three"), "stop"),
        (Limits(max_tokens=2), ("one", " two"), "length"),
        (Limits(max_tokens=3), ("one", " two", " three"), "stop"),
        (Limits(stop=("", "three")), ("one", " two", " "), "stop"),
        (Limits(stop_token_ids=frozenset({token_id(" two")})), ("one", " two"), "stop"),
        (Limits(skip_special_tokens=False), ("one", " two", " three", END), "stop"),
        (Limits(skip_special_tokens=False, max_tokens=3), ("one", " two", " three"), "length"),
        (Limits(skip_special_tokens=False, stop=("three",)), ("one", " two", " "), "stop"),
        (
            Limits(skip_special_tokens=False, stop_token_ids=frozenset({token_id(" two")})),
            ("one", " two"),
            "stop",
        ),
        (Limits(ignore_eos=True, max_tokens=5), ("one", " two", " three", " one", " two"), "length"),
        (Limits(ignore_eos=True, endless_tokens=4), ("one", " two", " three", " one"), "length"),
        (Limits(ignore_eos=True, endless_tokens=1, max_tokens=2), ("one",), "length"),
        (Limits(ignore_eos=True, endless_tokens=9, stop=("two",)), ("one", " "), "stop"),
    ],
)
def test_where_a_text_ends(limits: Limits, tokens: tuple[str, ...], reason: str) -> None:
    assert cut(WORDS, limits) == Generation(tokens, reason)


def test_nothing_goes_on_as_long_as_it_is_asked_to() -> None:
    assert cut("", Limits(ignore_eos=True, max_tokens=2)) == Generation((" ", " "), "length")


def test_the_first_choice_has_no_number_and_words_are_quoted_up_to_a_length() -> None:
    first, second = (generate("M", "a  b", Limits(), choice).text for choice in (0, 1))

    assert first == "This is the local Azure in place of M: no model ran. You wrote: a b"
    assert second == "This is the local Azure, choice 2, in place of M: no model ran. You wrote: a b"
    assert generate("M", "x" * 300, Limits()).text.endswith(f": {'x' * 200}")


def test_json_says_where_it_comes_from_or_follows_its_schema() -> None:
    assert json.loads(write_json("M", " Hi  there")) == {
        "source": "the local Azure",
        "in_place_of": "M",
        "you_wrote": "Hi there",
    }
    assert json.loads(write_json("M", "Hi", {"properties": {"a": {}}})) == {"a": "Hi"}


ENDLESS_LIST: dict[str, Any] = {"type": "array"}
ENDLESS_LIST["items"] = ENDLESS_LIST
ENDLESS_CHOICE: dict[str, Any] = {"anyOf": [{"type": "array"}]}
ENDLESS_CHOICE["anyOf"][0]["items"] = ENDLESS_CHOICE
ENDLESS_OBJECT: dict[str, Any] = {"type": "object"}
ENDLESS_OBJECT["properties"] = {"a": {"type": "array", "items": ENDLESS_OBJECT}}


def nested(value: Any) -> int:
    """Return how deep *value* is: in lists and in objects with one member."""
    below = next(iter(value.values())) if isinstance(value, dict) else value[0]
    return 1 + (nested(below) if isinstance(below, list | dict) else 0)


def test_a_schema_without_end_is_followed_some_way() -> None:
    deep = [nested(example(each, "x")) for each in (ENDLESS_LIST, ENDLESS_OBJECT, ENDLESS_CHOICE)]

    assert deep == [9, 9, 4]


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "object", "properties": {"a": {"type": "number"}, "b": {}}}, {"a": 1, "b": "x"}),
        ({"type": "array", "items": {"enum": ["red", "blue"]}}, ["red"]),
        ({"anyOf": [{"type": "null"}, {"type": "string"}]}, None),
        ({"type": ["boolean", "null"]}, True),
        ({"const": 7}, 7),
        ({"oneOf": [{"type": "integer"}]}, 1),
        ({"enum": []}, "x"),
        ({"type": []}, "x"),
        ({"type": "object"}, {}),
        ({"properties": {"a": {"type": "string"}}}, {"a": "x"}),
        ({"type": {"what": "is this"}}, "x"),
        (None, "x"),
    ],
)
def test_an_example_follows_its_schema(schema: Any, value: object) -> None:
    assert example(schema, "x") == value
