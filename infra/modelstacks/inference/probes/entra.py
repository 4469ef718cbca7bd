"""A token of Entra instead of a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.inference.judges import answered
from modelstacks.inference.probe import Exchange, probe
from modelstacks.inference.probes.info import INFO

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.inference.target import SmokeTarget


def keys_only(target: SmokeTarget) -> str | None:
    """Return why the endpoint takes no token."""
    if target.mode == "serverless":
        return "a serverless endpoint takes keys only"
    return None if target.endpoint.auth == "entra" else "this online endpoint takes keys only (authMode Key)"


@probe("entra-token", "full", skips=keys_only)
def entra_token(_: SmokeTarget) -> Iterator[Exchange]:
    """The caller's token is accepted: every request of this test carries it."""
    yield Exchange(INFO, answered)
