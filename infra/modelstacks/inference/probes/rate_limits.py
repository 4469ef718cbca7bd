"""The headers that say how much is left of the limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.inference.by_mode import smoke_of
from modelstacks.inference.client import Request
from modelstacks.inference.probe import Exchange, probe
from modelstacks.inference.probes.chat import QUESTION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.inference.client import Answer
    from modelstacks.inference.target import SmokeTarget

PREFIX = "x-ratelimit-"


def unlimited(target: SmokeTarget) -> str | None:
    """Return why no limits are expected."""
    return smoke_of(target.mode).no_limits


@probe("rate-limits", "full", "chat-completion", skips=unlimited, noted=True)
def rate_limits(_: SmokeTarget) -> Iterator[Exchange]:
    """The answer says what is left of the requests and tokens a minute (only noted: no source promises it)."""
    yield Exchange(Request("POST", "/chat/completions", {**QUESTION, "max_tokens": 1}), limits_problem)


def limits_problem(answer: Answer) -> str | None:
    """Return what is missing in the headers of an answer."""
    named = any(name.lower().startswith(PREFIX) for name in answer.headers)
    return None if named else f"has no {PREFIX}* headers (HTTP {answer.status})"
