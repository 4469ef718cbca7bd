"""`$top`, `$skiptoken` and `nextLink`."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from localazure.arm import refusals

if TYPE_CHECKING:
    from collections.abc import Mapping

    from localazure.arm.resource_type import Json

PAGE = 1000
"""Items of a page when the client sets no `$top`, and at most."""


def page(items: list[Json], query: Mapping[str, str], url: str) -> Json:
    """Return the page of *items* (resource bodies, sorted by id) that *query* asks for; *url* is the list's own.

    The token is the last id shown, so what is made or deleted meanwhile moves nothing.
    """
    after = _after(query.get("$skiptoken"))
    rest = [item for item in items if after is None or str(item["id"]).lower() > after]
    top = _top(query.get("$top"))
    answer: Json = {"value": rest[:top]}
    if len(rest) > top:
        answer["nextLink"] = _next_link(query, url, str(rest[top - 1]["id"]).lower())
    return answer


def _top(text: str | None) -> int:
    if text is None:
        return PAGE
    if not text.isdecimal() or int(text) < 1:
        raise refusals.invalid_query("$top", text)
    return min(int(text), PAGE)


def _after(token: str | None) -> str | None:
    if token is None:
        return None
    try:
        return base64.urlsafe_b64decode(token).decode()
    except ValueError as err:
        raise refusals.invalid_query("$skiptoken", token) from err


def _next_link(query: Mapping[str, str], url: str, last: str) -> str:
    others = {name: value for name, value in query.items() if name.lower() != "$skiptoken"}
    token = base64.urlsafe_b64encode(last.encode()).decode()
    return f"{quote(url, safe=':/')}?{urlencode({**others, '$skiptoken': token}, safe='$')}"
