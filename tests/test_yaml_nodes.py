"""Which plain words are numbers, in YAML 1.2's core schema, and what is put in quotation marks so that it stays text."""

from __future__ import annotations

from pathlib import Path

import pytest

from modelstacks.yaml_nodes import dump
from modelstacks.yaml_source import parse_yaml

FILE = Path("a.yaml")


def read(text: str) -> object:
    source = parse_yaml(f"a: {text}\n", FILE)
    assert source.mistakes == []
    return source.data["a"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1__0", 10),
        ("1_0_", 10),
        ("-1_000", -1000),
        ("0o1__7", 15),
        ("0x1__f", 31),
        ("0xfF", 255),
        ("007", 7),
        ("+7", 7),
        (".5", 0.5),
        ("-.5", -0.5),
        ("5.", 5.0),
        ("1.2_5", 1.25),
        ("1__0.5", 10.5),
        ("1e3", 1000.0),
        ("1E3", 1000.0),
        ("-1.5e-3", -0.0015),
        ("+1.5E+3", 1500.0),
        (".Inf", float("inf")),
        ("-.inf", float("-inf")),
        ("+.INF", float("inf")),
        (".nan", float("nan")),
        (".NaN", float("nan")),
        (".NAN", float("nan")),
        ("!!float '3'", 3.0),
        ("!!float 3", 3.0),
        ("!!int '0x1F'", 31),
    ],
)
def test_a_word_that_writes_a_number_is_that_number(text: str, number: float) -> None:
    assert repr(read(text)) == repr(number)


@pytest.mark.parametrize(
    "text",
    ["_1", "0o18", "0xg", "-0x1F", "+0o7", "1e", "e3", "._5", ".", "1.2.3", "-.nan", ".iNF", "2026-1-2"],
)
def test_a_word_that_only_looks_like_a_number_or_a_day_is_text(text: str) -> None:
    assert read(text) == text


@pytest.mark.parametrize("tagged", ["!!float x", "!!bool yes", "!!int 1.5"])
def test_a_value_that_is_none_of_its_tags_is_a_mistake(tagged: str) -> None:
    tag, _, word = tagged.partition(" ")
    (mistake,) = parse_yaml(f"a: {tagged}\n", FILE).mistakes
    assert str(mistake) == f"a.yaml:1:4: '{word}' is not a valid {tag}"


@pytest.mark.parametrize("first", "-+.0123456789")
def test_a_text_that_would_be_read_as_a_number_is_written_in_quotation_marks(first: str) -> None:
    assert dump({"a": f"{first}5e1"}) == f"a: '{first}5e1'\n"
