"""Azure's shared quota on the wire: two marks in an online endpoint's property bag. No public document names them.

Source: jonathanscholtes/ai-foundry-landingzone-managed-compute, `phi-online-endpoint.bicep` and its deploy script.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

SHARED = "SharedComputeCapacityEnabled"
DELETION_TIME = "TargetAutoDeletionTime"
LIFETIME = timedelta(hours=168)
"""How long Azure keeps an endpoint on shared quota: deploy-models-managed.md."""


def deletion_time(created: datetime) -> datetime:
    """Return when Azure deletes an endpoint on shared quota: 168 h after *created* (UTC), whole seconds."""
    return created.astimezone(UTC).replace(microsecond=0) + LIFETIME


def marks(expires: datetime) -> dict[str, str]:
    """Return the property bag of an endpoint on shared quota; the client sends the deletion time (RFC 1123)."""
    return {SHARED: "true", DELETION_TIME: format_datetime(expires.astimezone(UTC), usegmt=True)}


def is_shared(endpoint: Mapping[str, Any]) -> bool:
    """Say whether an online endpoint, as ARM answers it, carries the mark of shared quota."""
    return str(_bag(endpoint).get(SHARED, "")).lower() == "true"


def expiry_of(endpoint: Mapping[str, Any]) -> datetime | None:
    """Return when Azure deletes an online endpoint, as ARM answers it; None: it does not, or the time can't be read."""
    if not is_shared(endpoint):
        return None
    try:
        time = parsedate_to_datetime(str(_bag(endpoint).get(DELETION_TIME, "")))
    except ValueError:
        return None
    return time.replace(tzinfo=time.tzinfo or UTC).astimezone(UTC)


def kept_or_new(live: Mapping[str, Any] | None, now: datetime) -> datetime:
    """Return the deletion time to write: the *live* endpoint's while it lies ahead, else that of one made *now*."""
    kept = expiry_of(live) if live else None
    return kept if kept and kept > now else deletion_time(now)


def _bag(endpoint: Mapping[str, Any]) -> Mapping[str, Any]:
    return (endpoint.get("properties") or {}).get("properties") or {}
