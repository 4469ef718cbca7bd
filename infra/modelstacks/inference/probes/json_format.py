"""`response_format: json_object`: kept where the model can, refused where it cannot (by the Model Inference API)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from modelstacks.inference.by_mode import smoke_of
from modelstacks.inference.client import Request
from modelstacks.inference.judges import choice_of, is_cut, object_that, part_of
from modelstacks.inference.probe import Exchange, probe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.inference.client import Answer
    from modelstacks.inference.target import SmokeTarget

JSON_QUESTION: dict[str, Any] = {
    "messages": [
        {"role": "user", "content": 'Answer with the JSON object {"river": "Rhine"} and nothing else.'}
    ],
    "max_tokens": 512,
    "response_format": {"type": "json_object"},
}


def formats_unknown(target: SmokeTarget) -> str | None:
    """Return why nothing can be expected: of the model, or of the refusal where it can't."""
    formats = target.model.response_formats
    if formats is None:
        return f"no source says whether {target.model.name} can answer in JSON"
    if "json" not in formats and all(schema.openai for schema in smoke_of(target.mode).schemas):
        return (
            f"{target.model.name} can't answer in JSON, and OpenAI's schema does not say how that is refused"
        )
    return None


@probe("json-format", "full", "chat-completion", skips=formats_unknown)
def json_format(target: SmokeTarget) -> Iterator[Exchange]:
    """A model that can answers in JSON; one that cannot refuses with 422 and names the parameter."""
    can = "json" in (target.model.response_formats or ())
    request = Request("POST", "/chat/completions", JSON_QUESTION)
    if can:
        yield Exchange(request, object_that(json_problem), is_conclusive=is_complete)
    else:
        yield Exchange(request, refused_by_name)


def is_complete(answer: Answer) -> bool:
    """Say whether the answer came to its end: half an object is no JSON, and no fault either."""
    return not is_cut(choice_of(answer.body or {}))


def json_problem(body: dict[str, Any]) -> str | None:
    """Return what is wrong with a chat completion whose content should be JSON; its thoughts need not be."""
    choice = choice_of(body)
    try:
        json.loads(str(part_of(choice, "message").get("content")))
    except ValueError:
        max_tokens = JSON_QUESTION["max_tokens"]
        cut = (
            f", cut at max_tokens ({max_tokens}): whether it keeps to JSON is unproven"
            if is_cut(choice)
            else ""
        )
        return f"text that is not JSON{cut}"
    return None


def refused_by_name(answer: Answer) -> str | None:
    """Return what is wrong with the refusal of a response format: 422, each detail with `loc` and `input`."""
    if answer.status == 0:
        return f"got {answer.shown()}"
    if answer.status != 422:
        return f"should refuse response_format (HTTP 422), but answered {answer.shown()}"
    details = (answer.body or {}).get("detail")
    items = details if isinstance(details, list) else []
    if any(isinstance(detail, dict) and "loc" in detail and "input" in detail for detail in items):
        return None
    return f"refused response_format without saying where (detail[].loc and .input): {answer.shown()}"
