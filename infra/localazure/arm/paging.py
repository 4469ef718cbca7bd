"""`$top`, `$skiptoken` and `nextLink`."""

from __future__ import annotations

import base64
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from localazure.arm import refusals

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from localazure.arm.resource_type import Json

PAGE, MOST = 200, 1000
"""Items of a page when the client sets no `$top`, and at most. No source tells either (assumed)."""


def page(items: Iterable[tuple[str, Json]], query: Mapping[str, str], url: str) -> Json:
    """Return the page that *query* asks for; *url* is the list's own.

    *items* are resource bodies, each after its id in small letters, by which they are sorted, from `after` on; no more of
    them are taken than are shown, and one to know whether there are more. The token is the last id shown, so what is
    made or deleted meanwhile moves nothing.
    """
    top = _top(query.get("$top"))
    found = list(islice(items, top + 1))
    answer: Json = {"value": [item for _, item in found[:top]]}
    if len(found) > top:
        answer["nextLink"] = _next_link(query, url, found[top - 1][0])
    return answer


def after(query: Mapping[str, str]) -> str:
    """Return the id, in small letters, after which the page begins; "": at the list's start."""
    return _after(query.get("$skiptoken")) or ""


def _top(text: str | None) -> int:
    if text is None:
        return PAGE
    if not text.isdecimal() or int(text) < 1:
        raise refusals.invalid_query("$top", text)
    return min(int(text), MOST)


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
