"""A token of Entra instead of a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.inference.by_mode import smoke_of
from modelstacks.inference.judges import answered
from modelstacks.inference.probe import Exchange, probe
from modelstacks.inference.probes.first_request import first_request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.inference.target import SmokeTarget


def keys_only(target: SmokeTarget) -> str | None:
    """Return why the endpoint takes no token."""
    return smoke_of(target.mode).no_token(target.endpoint.auth)


@probe("entra-token", "full", skips=keys_only)
def entra_token(target: SmokeTarget) -> Iterator[Exchange]:
    """The caller's token is accepted: every request of this test carries it."""
    yield Exchange(first_request(target), answered)
