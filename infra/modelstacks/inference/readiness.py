"""Which answers of an endpoint may still become another, and after which nothing else is worth asking."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modelstacks.inference.client import Answer, Auth

READY_WITHIN_S = 120.0
"""How long an endpoint may take to become ready after Azure reported Succeeded (assumed; no source measures it)."""

NOT_YET = frozenset({0, 404, 408, 424, 429, 500, 502, 503, 504})
"""Answers that an endpoint may give while it warms up; every other one is final."""
NO_ROUTE = "resource not found"
"""What a route that does not exist answers, unlike an endpoint on its way. Seen: Azure/azure-sdk-for-java#44517."""
REFUSED = frozenset({401, 403})


def may_come(answer: Answer) -> bool:
    """Say whether an endpoint that gives *answer* may still be warming up."""
    return answer.status in NOT_YET and not is_without_route(answer)


def is_without_route(answer: Answer) -> bool:
    """Say whether *answer* means that the endpoint is there but has no such route."""
    error = (answer.body or {}).get("error")
    message = error.get("message") if isinstance(error, dict) else None
    return answer.status == 404 and isinstance(message, str) and NO_ROUTE in message.lower()


def why_not_asked(answer: Answer, auth: Auth) -> str | None:
    """Return why nothing more is worth asking after the last *answer* of what was asked first, or None."""
    if answer.status in REFUSED:
        return f"not asked: the {'key' if auth == 'key' else 'token'} was refused"
    if answer.status == 200 and answer.body is None:
        return "not asked: what answers is not a model"
    return "not asked: the endpoint is not ready" if answer.status in NOT_YET - {404} else None
