"""What every request passes on its way in and out: faults, latency, Azure's response headers."""

from __future__ import annotations

import asyncio
import uuid
from email.utils import format_datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

from localazure.merging import Merging

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from localazure.clock import Clock
    from localazure.faults import Fault, Faults

OURS = "/_local/"
"""The control API is no part of Azure: no fault, no latency, no header touches it."""

DROP = "modelstacks.drop_connection"
"""The scope's key under which Droppable leaves the function that resets the connection."""

RATE_LIMITS = {
    "GET": (b"reads", 249, 3749),
    "HEAD": (b"reads", 249, 3749),
    "DELETE": (b"deletes", 199, 2999),
}
WRITE_LIMIT = (b"writes", 199, 2999)
"""What is left in a subscription's bucket, and in all of them together, after one request to a full bucket.
Seen on Azure for writes (199/2999); the reads' are assumed in proportion to ARM's documented buckets."""


class RequestHeaders:
    """Adds the time, request ids, routing id and rate limits; echoes the client's ids as ARM does."""

    def __init__(self, app: ASGIApp, clock: Clock) -> None:
        self.app = app
        self.clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request with Azure's headers on its answer."""
        if not is_azure(scope):
            await self.app(scope, receive, send)
            return
        added = self._headers(scope)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = {name.lower() for name, _ in message["headers"]}
                new = [(name, value.encode("latin-1")) for name, value in added.items() if name not in there]
                message["headers"] = [*message["headers"], *new]
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def _headers(self, scope: Scope) -> dict[bytes, str]:
        sent = dict(reversed(scope["headers"]))
        correlation = _text_of(sent.get(b"x-ms-correlation-request-id")) or str(uuid.uuid4())
        kind, left, left_in_all = RATE_LIMITS.get(scope["method"], WRITE_LIMIT)
        date, stamp = _written(self.clock.now().replace(microsecond=0))
        added = {
            b"date": date,
            b"x-ms-request-id": str(uuid.uuid4()),
            b"x-ms-correlation-request-id": correlation,
            b"x-ms-routing-request-id": f"LOCALAZURE:{stamp}:{correlation}",
            b"x-ms-ratelimit-remaining-subscription-%b" % kind: str(left),
            b"x-ms-ratelimit-remaining-subscription-global-%b" % kind: str(left_in_all),
        }
        own = sent.get(b"x-ms-client-request-id")
        if own is not None and _text_of(sent.get(b"x-ms-return-client-request-id")).lower() == "true":
            added[b"x-ms-client-request-id"] = _text_of(own)
        return added


def _text_of(value: bytes | None) -> str:
    return (value or b"").decode("latin-1")


@lru_cache(maxsize=1)
def _written(second: datetime) -> tuple[str, str]:
    """Return a time as `Date` and as the routing id have it: many requests are answered in one second."""
    return format_datetime(second, usegmt=True), f"{second:%Y%m%dT%H%M%SZ}"


class Latency:
    """Waits before each request as long as the scenario says."""

    def __init__(self, app: ASGIApp, latency_ms: float) -> None:
        self.app = app
        self.latency_s = latency_ms / 1000

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait, then serve."""
        if self.latency_s and is_azure(scope):
            await asyncio.sleep(self.latency_s)
        await self.app(scope, receive, send)


class Droppable:
    """Leaves in the scope how to drop the connection. Stands outside starlette: it needs the server's own `send`.

    Uvicorn has no public way to reset a connection; its `send` is a method of what holds the transport.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request."""
        transport = getattr(getattr(send, "__self__", None), "transport", None)
        if transport is not None:
            scope[DROP] = transport.abort
        await self.app(scope, receive, send)


class FaultInjection:
    """Does to a request what the first fault rule about it says."""

    def __init__(self, app: ASGIApp, faults: Faults) -> None:
        self.app = app
        self.faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request, or spoil it."""
        fault = self.faults.hit(scope["method"], scope["path"]) if is_azure(scope) else None
        if fault is None:
            await self.app(scope, receive, send)
            return
        await asyncio.sleep(fault.delay_s)
        if fault.after == "response":
            await self.app(scope, receive, _discard)
        await self._spoil(fault, scope, receive, send)

    async def _spoil(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        if fault.reset or (fault.after == "response" and fault.status is None):
            scope[DROP]()
        elif fault.status is not None:
            await refusal(fault)(scope, receive, send)
        elif fault.answer is not None:
            await self.app(scope, receive, Merging(send, fault.answer))
        else:
            await self.app(scope, receive, send)


def refusal(fault: Fault) -> JSONResponse:
    """Return the error answer that *fault* gives instead of Azure's."""
    headers = {} if fault.retry_after_s is None else {"Retry-After": f"{fault.retry_after_s:g}"}
    body = {"error": {"code": fault.code, "message": fault.message}}
    return JSONResponse(body, fault.status or 500, headers)


async def _discard(_message: Message) -> None:
    """Take an answer that never arrives."""


def is_azure(scope: Scope) -> bool:
    """Say whether a request is to Azure: not one of the control API, nor what is no request at all."""
    return scope["type"] == "http" and not scope["path"].startswith(OURS)
