"""ARM's throttling, as far as a scenario asks for it: so many reads and writes a subscription and window."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.types import ASGIApp, Receive, Scope, Send

    from localazure.clock import Clock
    from localazure.scenarios import Throttle

READS = {"GET", "HEAD"}
SUBSCRIPTION = re.compile(r"/+subscriptions/+([^/]+)", re.IGNORECASE)


class Budget:
    """What is left in the current window, by subscription; windows are fixed, counted from the epoch."""

    def __init__(self, throttle: Throttle) -> None:
        self._throttle = throttle
        self._window = -1
        self._used: dict[tuple[str, bool], int] = {}

    def take(self, subscription: str, method: str, now: datetime) -> int:
        """Take one request out; return 0, or the seconds until the next window if nothing is left."""
        length = self._throttle.window_s
        window = math.floor(now.timestamp() / length)
        if window != self._window:
            self._window, self._used = window, {}
        read = method in READS
        limit = self._throttle.reads if read else self._throttle.writes
        used = self._used.get((subscription.lower(), read), 0)
        if limit is not None and used >= limit:
            return math.ceil((window + 1) * length - now.timestamp()) or 1
        self._used[subscription.lower(), read] = used + 1
        return 0


class Throttling:
    """Answers 429 with Retry-After once a subscription's budget is used up."""

    def __init__(self, app: ASGIApp, throttle: Throttle, clock: Clock) -> None:
        self.app = app
        self.clock = clock
        self.budget = Budget(throttle)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request, or refuse it."""
        found = SUBSCRIPTION.match(scope["path"]) if scope["type"] == "http" else None
        wait_s = self.budget.take(found[1], scope["method"], self.clock.now()) if found else 0
        if found is None or not wait_s:
            await self.app(scope, receive, send)
            return
        operation = f"{scope['method']}{scope['path'].upper()}"
        await refusal(found[1], operation, wait_s)(scope, receive, send)


def refusal(subscription: str, operation: str, wait_s: int) -> JSONResponse:
    """Return ARM's 429. Text: Azure/azure-docs issue 105248; which limit gets which of its texts is assumed."""
    message = (
        f"Number of requests for subscription '{subscription}' and operation '{operation}' exceeded the backend "
        f"storage limit. Please try again after '{wait_s}' seconds."
    )
    error = {"code": "SubscriptionRequestsThrottled", "message": message}
    return JSONResponse({"error": error}, 429, {"Retry-After": str(wait_s)})
