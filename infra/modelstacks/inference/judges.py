"""The judges of answers that several probes share, and the parts of an answer that they look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from modelstacks.inference.client import Answer
    from modelstacks.inference.probe import Judge

FINISHED = frozenset({"stop", "length", "content_filter", "tool_calls", "eos"})
"""Reasons to finish; `eos` is what text-generation servers say."""
NOT_SUPPORTED = frozenset({400, 422})
CONTENT_FILTER = "content_filter"
CUT = "length"
"""The reason to finish of an answer that `max_tokens` cut."""


def answered(answer: Answer) -> str | None:
    """Return what is wrong with an answer that should be HTTP 200 with a JSON object."""
    if answer.status == 0:
        return f"got {answer.shown()}"
    if answer.status != 200:
        return f"answered {answer.shown()}"
    if answer.body is None:
        return f"answered something other than a JSON object: {answer.shown()}"
    return None


def object_that(problem: Callable[[dict[str, Any]], str | None]) -> Judge:
    """Return a judge that wants HTTP 200 with a JSON object of which *problem* says nothing."""

    def judge(answer: Answer) -> str | None:
        wrong = answered(answer)
        if wrong or answer.body is None:
            return wrong
        found = problem(answer.body)
        return f"answered {found}: {answer.shown()}" if found else None

    return judge


def refused(*statuses: int, why: str) -> Judge:
    """Return a judge that wants one of *statuses*; *why* says what should have been refused."""

    def judge(answer: Answer) -> str | None:
        if answer.status in statuses:
            return None
        if answer.status == 0:
            return f"got {answer.shown()}"
        expected = " or ".join(map(str, statuses))
        return f"should refuse {why} (HTTP {expected}), but answered {answer.shown()}"

    return judge


def error_code(answer: Answer) -> str | None:
    """Return the code in the body of a refusal."""
    error = (answer.body or {}).get("error")
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, str) else None


def choice_of(body: dict[str, Any]) -> dict[str, Any]:
    """Return the first choice, or {} where there is none."""
    choices = body.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    return first if isinstance(first, dict) else {}


def part_of(choice: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the object *name* of a choice (`message`, `delta`), or {}."""
    part = choice.get(name)
    return part if isinstance(part, dict) else {}


def words_of(message: dict[str, Any]) -> str:
    """Return the text of a message or delta, reasoning included: small `max_tokens` may leave nothing else."""
    texts = (message.get("reasoning_content"), message.get("content"))
    return "".join(text for text in texts if isinstance(text, str))


def is_cut(choice: dict[str, Any]) -> bool:
    """Say whether `max_tokens` cut a choice: what is not in it may have been to come."""
    return choice.get("finish_reason") == CUT


def usage_problem(body: dict[str, Any]) -> str | None:
    """Return what is wrong with the `usage` of an answer."""
    usage = body.get("usage")
    if not isinstance(usage, dict) or not isinstance(usage.get("total_tokens"), int):
        return "no usage.total_tokens"
    return None


def finish_problem(choice: dict[str, Any]) -> str | None:
    """Return what is wrong with why a choice ended."""
    reason = choice.get("finish_reason")
    return None if reason in FINISHED else f"finish_reason {reason!r}"
