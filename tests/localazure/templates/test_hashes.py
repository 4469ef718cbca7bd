"""Hashes of texts and templates: ARM's own where they are known, else the same for the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localazure.templates import hashes
from template_builders import evaluated, quoted


@pytest.mark.parametrize(
    ("texts", "expected"),  # seen in Bicep's own output
    [
        (["test"], "rbgf3xv4ufgzg"),
        (["hello", "world"], "a7wkljktk6wne"),
        (["foo", "bar", "baz"], "xzi4ioaxtmth4"),
        (["t"], "fsnwonksnm7cy"),
        (["te"], "o57ehhbytctgs"),
        (["tes"], "ebse57jls4qbc"),
        (["test", "test2", "test3"], "bqgd334z2uj64"),
        (["/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/my-rg"], "bmg7c6xu4tw46"),
    ],
)
def test_unique_string_is_arms(texts: list[str], expected: str) -> None:
    assert evaluated(f"[uniqueString({', '.join(map(quoted, texts))})]") == expected


@given(st.text(max_size=40))
def test_hashes_have_their_shape(text: str) -> None:
    assert len(hashes.unique_string(text)) == 13
    assert hashes.guid(text) == hashes.guid(text)


def test_every_letter_counts_in_a_hash() -> None:
    texts = ["abcdefgh"[:length] for length in range(9)] + ["abcdX", "abcdeX", "abcdefX", "abcdefgX"]

    assert len({hashes.unique_string(text) for text in texts}) == len(texts)


def test_a_template_is_the_same_whatever_it_says_of_itself() -> None:
    template = {"resources": [{"name": "ü b"}]}

    assert hashes.minified(template | {"metadata": {"a": 1}}) == '{"RESOURCES":[{"NAME":"Ü B"}]}'
    assert hashes.template_hash(template | {"metadata": {"a": 1}}) == hashes.template_hash(template)
    assert hashes.template_hash(template).isdecimal()
    assert hashes.template_hash({}) != hashes.template_hash(template)
