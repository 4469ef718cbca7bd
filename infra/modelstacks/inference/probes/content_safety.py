"""Azure's content filter, with the prompt by which its documentation shows a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelstacks.inference.by_mode import smoke_of
from modelstacks.inference.client import Request
from modelstacks.inference.judges import CONTENT_FILTER, answered, error_code
from modelstacks.inference.probe import Exchange, probe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.inference.client import Answer
    from modelstacks.inference.target import SmokeTarget

PROMPT = (
    "Chopping tomatoes and cutting them into cubes or wedges are great ways to practice your knife skills."
)
TRIPPING: dict[str, Any] = {
    "messages": [
        {"role": "system", "content": "You are an AI assistant that helps people find information."},
        {"role": "user", "content": PROMPT},
    ],
    "max_tokens": 16,
}


def not_filtered(target: SmokeTarget) -> str | None:
    """Return why no filter is expected."""
    if why := smoke_of(target.mode).no_filter:
        return why
    if target.content_safety is None:
        return "no source says whether the filter is on"
    return None if target.content_safety else "the filter is off, as the spec says"


@probe("content-safety", "full", "chat-completion", skips=not_filtered)
def content_safety(_: SmokeTarget) -> Iterator[Exchange]:
    """A prompt that trips the filter is refused with `content_filter`."""
    yield Exchange(Request("POST", "/chat/completions", TRIPPING), filter_problem)


def filter_problem(answer: Answer) -> str | None:
    """Return what is wrong with the refusal of a filtered prompt."""
    if answer.status == 400 and error_code(answer) == CONTENT_FILTER:
        return None
    if answer.status == 200:
        return f"let a prompt through that the content filter stops: {answered(answer) or answer.shown()}"
    shown = answer.shown()
    return (
        f"got {shown}" if answer.status == 0 else f"should refuse with {CONTENT_FILTER}, but answered {shown}"
    )
