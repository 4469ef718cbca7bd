"""POST /completions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelstacks.inference.client import Request
from modelstacks.inference.judges import choice_of, finish_problem, object_that, usage_problem
from modelstacks.inference.probe import Exchange, probe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.inference.target import SmokeTarget

PROMPT = {"prompt": "Three rivers are", "max_tokens": 16}


@probe("completions", "basic", "completions")
def completions(_: SmokeTarget) -> Iterator[Exchange]:
    """A text is continued, with its token usage."""
    yield Exchange(Request("POST", "/completions", PROMPT), object_that(completion_problem))


def completion_problem(body: dict[str, Any]) -> str | None:
    """Return what is wrong with a text completion."""
    choice = choice_of(body)
    if not isinstance(choice.get("text"), str) or not choice["text"]:
        return "no choices[0].text"
    return finish_problem(choice) or usage_problem(body)
