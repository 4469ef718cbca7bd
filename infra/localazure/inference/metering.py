"""How much a deployment takes: requests and tokens a minute on serverless, requests at once on managed compute."""

from __future__ import annotations

import math
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from localazure.inference import refusals

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

MINUTE_S = 60


@dataclass(frozen=True)
class Allowance:
    """What a deployment may use in a minute."""

    requests: int
    tokens: int


@dataclass
class Window:
    """A minute that began with its first request (assumed), and what it has used."""

    began: datetime
    requests: int = 0
    tokens: int = 0

    def left_s(self, now: datetime) -> float:
        """Return the seconds until it ends; 0 or less: it is over."""
        return MINUTE_S - (now - self.began).total_seconds()


@dataclass
class Meter:
    """Counts by deployment; a restart forgets the minute."""

    allowance: Allowance
    _windows: dict[str, Window] = field(default_factory=dict)

    def admit(self, deployment: str, now: datetime) -> None:
        """Count a request. Raises RefusalError 429 if the minute has no requests left."""
        window = self._window(deployment, now)
        if window.requests >= self.allowance.requests:
            raise _later(window, now)
        window.requests += 1

    def charge(self, deployment: str, tokens: int, now: datetime) -> None:
        """Count an answer's *tokens*. Raises RefusalError 429 if the minute does not have as many left."""
        window = self._window(deployment, now)
        if window.tokens + tokens > self.allowance.tokens:
            raise _later(window, now)
        window.tokens += tokens

    def headers(self, deployment: str, now: datetime) -> dict[str, str]:
        """Return what is left, in the headers' words of Azure OpenAI (assumed here)."""
        window = self._window(deployment, now)
        return {
            "x-ratelimit-limit-requests": str(self.allowance.requests),
            "x-ratelimit-remaining-requests": str(self.allowance.requests - window.requests),
            "x-ratelimit-limit-tokens": str(self.allowance.tokens),
            "x-ratelimit-remaining-tokens": str(self.allowance.tokens - window.tokens),
        }

    def _window(self, deployment: str, now: datetime) -> Window:
        window = self._windows.get(deployment)
        if window is None or window.left_s(now) <= 0:
            window = self._windows[deployment] = Window(now)
        return window


def _later(window: Window, now: datetime) -> refusals.RefusalError:
    return refusals.rate_limited(math.ceil(window.left_s(now)))


@dataclass
class Places:
    """Requests under way by deployment."""

    _taken: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def one(self, deployment: str, most: int) -> Iterator[None]:
        """Hold one of *most* places. Raises RefusalError 429 if all are taken."""
        if self._taken[deployment] >= most:
            raise refusals.too_many_at_once()
        self._taken[deployment] += 1
        try:
            yield
        finally:
            self._taken[deployment] -= 1
