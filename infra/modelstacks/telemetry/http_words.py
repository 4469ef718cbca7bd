"""A request in the words of OpenTelemetry's semantic conventions for HTTP clients: pure.

Source: open-telemetry/semantic-conventions docs/http/http-spans.md and http-metrics.md (stable), read 2026-11-29.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from modelstacks.logs import LoggedRequest
    from modelstacks.telemetry.spans import Value

METHODS = {"CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"}
REFUSED = 400
PORTS = {"http": 80, "https": 443}
NAMED = {
    "subscriptions": "{subscriptionId}",
    "resourcegroups": "{resourceGroupName}",
    "locations": "{location}",
}
"""What stands behind a word of an ARM path, as Azure's API descriptions write it; a provider's namespace stays."""


def template(path: str) -> str:
    """Return an ARM path without its names: `/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/…`.

    A path that is none of ARM's is returned as it is: a model's routes have no names in them.
    """
    before, mark, names = _split(path)
    if not mark:
        return path
    shown, inside = [], ""
    for word in f"{mark}{names}".split("/"):
        if inside:
            shown.append(word if inside == "providers" else NAMED.get(inside, "{name}"))
        else:
            shown.append(word)
        inside = "" if inside else word.lower()
    return f"{before}/{'/'.join(shown)}"


def _split(path: str) -> tuple[str, str, str]:
    """Return what stands before the ARM path in there (a registry's front end puts it behind its own), its first word, the rest."""
    for mark in ("subscriptions/", "providers/"):
        before, found, names = path.partition(f"/{mark}")
        if found:
            return before, mark, names
    return path, "", ""


def attributes(request: LoggedRequest) -> dict[str, Value]:
    """Return a client span's attributes; the address has no query, for that may hold a signature."""
    found = measured(request)
    found["url.full"] = f"{request.scheme}://{request.host}{request.path}"
    found["url.template"] = template(request.path)
    if request.sent > 1:
        found["http.request.resend_count"] = request.sent - 1
    if request.request_id:
        found["az.service_request_id"] = request.request_id
    if request.client_request_id:
        found["az.client_request_id"] = request.client_request_id
    return found


def measured(request: LoggedRequest) -> dict[str, Value]:
    """Return the attributes by which requests are counted and timed: few values each."""
    address = urlsplit(f"{request.scheme}://{request.host}")
    found: dict[str, Value] = {
        "http.request.method": request.method if request.method in METHODS else "_OTHER",
        "server.address": address.hostname or "",
        "server.port": address.port or PORTS.get(request.scheme, PORTS["https"]),
    }
    if request.status:
        found["http.response.status_code"] = request.status
    if error := error_type(request):
        found["error.type"] = error
    return found


def error_type(request: LoggedRequest) -> str | None:
    """Return how a request failed: its status, or the kind of error where nothing answered."""
    if not request.status:
        return (request.error or "").partition("(")[2].partition(":")[0].rstrip(")") or "_OTHER"
    return str(request.status) if request.status >= REFUSED else None


def span_name(request: LoggedRequest) -> str:
    """Return `GET /subscriptions/{subscriptionId}/…`."""
    return f"{request.method} {template(request.path)}"
