"""Which endpoints somebody means: pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from modelstacks.durations import read_duration

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from modelstacks.azure.observed_endpoint import ObservedEndpoint


@dataclass(frozen=True)
class Selection:
    """What must be true of an endpoint to be meant; all of it.

    *tags* are pairs of name and value (None: any); *names* are patterns as a shell has them, one must fit.
    """

    older_than: timedelta | None = None
    expiring: timedelta | None = None
    tags: tuple[tuple[str, str | None], ...] = ()
    names: tuple[str, ...] = ()
    only_shared: bool = True
    only_ours: bool = False

    @property
    def is_narrow(self) -> bool:
        """Whether anything but the quota is asked for."""
        return bool(self.older_than is not None or self.expiring is not None or self.tags or self.names)

    @property
    def names_each(self) -> bool:
        """Whether every endpoint is asked for by its name in full: no pattern takes in what nobody thought of."""
        return bool(self.names) and not any(set("*?[").intersection(name) for name in self.names)

    def means(self, endpoint: ObservedEndpoint, now: datetime) -> bool:
        """Tell whether *endpoint* is meant at the time *now*."""
        return (
            (endpoint.quota == "shared" or not self.only_shared)
            and (endpoint.is_ours or not self.only_ours)
            and _longer(endpoint.age(now), self.older_than)
            and _shorter(endpoint.left(now), self.expiring)
            and all(_carries(endpoint, name, value) for name, value in self.tags)
            and (not self.names or any(fnmatchcase(endpoint.name, name) for name in self.names))
        )


def select(endpoints: Iterable[ObservedEndpoint], by: Selection, now: datetime) -> list[ObservedEndpoint]:
    """Return those that are meant, in their order."""
    return [endpoint for endpoint in endpoints if by.means(endpoint, now)]


def spared(endpoints: Iterable[ObservedEndpoint], by: Selection, now: datetime) -> list[ObservedEndpoint]:
    """Return those that would be meant if modelstacks had made them."""
    anybodys = replace(by, only_ours=False)
    return [row for row in endpoints if anybodys.means(row, now) and not by.means(row, now)]


def parse_hours(text: str) -> timedelta:
    """Read `24h`, `90m`, `7d` or hours as a number. Raises ValueError."""
    return read_duration(text if text[-1:].isalpha() else f"{text}h")


def _longer(span: timedelta | None, than: timedelta | None) -> bool:
    return than is None or (span is not None and span >= than)


def _shorter(span: timedelta | None, than: timedelta | None) -> bool:
    return than is None or (span is not None and span <= than)


def _carries(endpoint: ObservedEndpoint, name: str, value: str | None) -> bool:
    return name in endpoint.tags and value in (None, endpoint.tags[name])
