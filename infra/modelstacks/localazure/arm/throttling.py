"""ARM's limit on requests: so many reads and writes a caller, in a window that starts with the first of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from modelstacks.localazure.arm.errors import ArmError

if TYPE_CHECKING:
    from datetime import datetime

    from modelstacks.localazure.arm.resource_type import Caller
    from modelstacks.localazure.scenarios import Throttle

READS = ("GET", "HEAD")


class Throttling:
    """Counts requests as the scenario limits them; forgotten when the server stops, as a window would be."""

    def __init__(self, limits: Throttle) -> None:
        self._limits = limits
        self._windows: dict[tuple[str, str], tuple[datetime, int]] = {}

    def count(self, caller: Caller, method: str, now: datetime) -> None:
        """Count a request of *caller* at *now*; raises ArmError 429 with `Retry-After` when it is one too many."""
        kind = "reads" if method in READS else "writes"
        limit = self._limits.reads if kind == "reads" else self._limits.writes
        if limit is None:
            return
        window = timedelta(seconds=self._limits.window_s)
        began, used = self._windows.get((caller.object_id, kind), (now, 0))
        if now - began >= window:
            began, used = now, 0
        if used >= limit:
            raise _throttled(kind, limit, window, began + window - now)
        self._windows[caller.object_id, kind] = (began, used + 1)


def _throttled(kind: str, limit: int, window: timedelta, left: timedelta) -> ArmError:
    """Return ARM's refusal; Azure names the RBAC action where this says reads or writes."""
    seconds = max(1, round(left.total_seconds()))
    interval = f"{window.seconds // 3600:02}:{window.seconds // 60 % 60:02}:{window.seconds % 60:02}"
    return ArmError(
        429,
        "SubscriptionRequestsThrottled",
        f"Number of requests for action '{kind}' exceeded the limit of '{limit}' for time interval '{interval}'. "
        f"Please try again after '{seconds}' seconds.",
        headers={"Retry-After": str(seconds)},
    )
