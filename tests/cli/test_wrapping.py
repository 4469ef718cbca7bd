"""Text on lines of a width, with what is to be copied in one piece."""

from __future__ import annotations

import pytest

from modelstacks.cli.wrapping import wrapped

URI = "https://localhost:8443/serverless/swedencentral/chat"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("a line that is too long", ["a line that is too", "long"]),
        (f"see {URI}", ["see", URI]),
        ("Now run `modelstacks up`, then wait", ["Now run", "`modelstacks up`,", "then wait"]),
        ("run `modelstacks models --not-retired`", ["run", "`modelstacks models --not-retired`"]),
        ("first\n  second is indented", ["first", "  second is", "  indented"]),
    ],
)
def test_lines_end_between_words(text: str, lines: list[str]) -> None:
    assert wrapped(text, 18) == lines


def test_the_rest_of_a_line_may_hang() -> None:
    assert wrapped("+ Endpoint chat created\n  by us", 18, "    ") == [
        "+ Endpoint chat",
        "    created",
        "  by us",
    ]
