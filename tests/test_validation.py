"""What is left of a file's content without what is wrong in it, so that later rules can look at the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, model_validator

from modelstacks.validation import validate
from modelstacks.yaml_source import Source


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    name: str
    size: int = 1
    part: Part | None = None


class Whole(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    name: str
    part: Part | None = None
    parts: tuple[Part, ...] = ()
    count: int = 0

    @model_validator(mode="after")
    def _even(self) -> Whole:
        if self.count % 2:
            raise ValueError("an odd count")
        return self


def rest_of(data: object) -> tuple[Whole | None, list[str]]:
    """What is left, and what was said."""
    source = Source(Path("a.yaml"))
    checked = validate(source, data, Whole)
    assert checked.whole is False
    return checked.value, [mistake.message for mistake in source.mistakes]


@pytest.mark.parametrize(
    ("data", "rest", "message"),
    [
        ({"name": "a", "count": "x"}, Whole(name="a"), "a whole number is expected, not the text 'x'"),
        ({"name": 3, "count": 2}, Whole(name="", count=2), "text is expected, not the number 3"),
        ({"count": 2}, Whole(name="", count=2), "'name' is missing"),
        (
            {"name": "a", "part": {"size": 2}},
            Whole(name="a", part=Part(name="", size=2)),
            "'name' is missing",
        ),
        (
            {"name": "a", "part": {"name": "b", "sizes": 2}},
            Whole(name="a", part=Part(name="b")),
            "unknown key 'sizes'; did you mean 'size'?",
        ),
        ({"name": "a", "part": 3}, Whole(name="a"), "a mapping (key: value) is expected, not the number 3"),
        (
            {
                "name": "a",
                "part": {"name": "b"},
                "parts": ({"name": "c", "part": {"name": "d", "size": "x"}},),
            },
            Whole(name="a", part=Part(name="b")),
            "a whole number is expected, not the text 'x'",
        ),
    ],
)
def test_only_what_is_wrong_is_left_out_and_a_required_text_becomes_empty(
    data: dict[str, Any], rest: Whole, message: str
) -> None:
    assert rest_of(data) == (rest, [message])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"name": "a", "count": 1}, "an odd count"),
        (3, "a mapping (key: value) is expected, not the number 3"),
        ((), "a mapping (key: value) is expected, not a list"),
    ],
)
def test_of_what_is_wrong_as_a_whole_nothing_is_left(data: object, message: str) -> None:
    assert rest_of(data) == (None, [message])


def test_the_content_itself_stays_as_it_was_read() -> None:
    data = {"name": "a", "part": {"name": 3, "size": 2}, "parts": 3}
    rest_of(data)
    assert data == {"name": "a", "part": {"name": 3, "size": 2}, "parts": 3}
