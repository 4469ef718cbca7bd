"""POST /chat/completions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelstacks.inference.client import Request
from modelstacks.inference.judges import (
    choice_of,
    finish_problem,
    is_cut,
    object_that,
    part_of,
    usage_problem,
    words_of,
)
from modelstacks.inference.probe import Exchange, probe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.inference.target import SmokeTarget

QUESTION: dict[str, Any] = {
    "messages": [{"role": "user", "content": "Name three rivers."}],
    "max_tokens": 16,
}


@probe("chat", "basic", "chat-completion")
def chat(_: SmokeTarget) -> Iterator[Exchange]:
    """A question has an answer in words, with its token usage."""
    yield Exchange(Request("POST", "/chat/completions", QUESTION), object_that(chat_problem))


def chat_problem(body: dict[str, Any]) -> str | None:
    """Return what is wrong with a chat completion."""
    choice = choice_of(body)
    if not words_of(part_of(choice, "message")) and not _thought_only(body):
        return "no choices[0].message with words"
    return finish_problem(choice) or usage_problem(body)


def _thought_only(body: dict[str, Any]) -> bool:
    """Say whether max_tokens went into reasoning that is not shown: tokens were generated, and the answer was to come."""
    usage = body.get("usage")
    tokens = usage.get("completion_tokens") if isinstance(usage, dict) else None
    return is_cut(choice_of(body)) and isinstance(tokens, int) and tokens > 0
