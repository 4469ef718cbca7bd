"""Endpoints on Azure's shared quota: deleted when their time has come, as the local clock tells it."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from localazure.arm import operations
from localazure.providers.machinelearning.names import ONLINE_ENDPOINTS
from localazure.providers.machinelearning.quota import asks_for_shared_quota

if TYPE_CHECKING:
    from localazure.arm.resource_type import LocalAzure, Resource

DELETION_TIME = "TargetAutoDeletionTime"


def deletion_time(endpoint: Resource) -> datetime | None:
    """Return when Azure deletes *endpoint*; None: it does not, or nobody can read the time (kept then; assumed)."""
    if not asks_for_shared_quota(endpoint):
        return None
    try:
        time = parsedate_to_datetime(str(endpoint.properties["properties"].get(DELETION_TIME)))
    except ValueError:
        return None
    return time.replace(tzinfo=time.tzinfo or UTC)


def is_over(azure: LocalAzure, endpoint: Resource) -> bool:
    """Say whether the time of *endpoint* has come."""
    ends = deletion_time(endpoint)
    return ends is not None and ends <= azure.clock.now()


def delete_what_is_over(azure: LocalAzure) -> None:
    """Delete, with what is behind them, the endpoints whose time has come: 404 from then on (assumed; no source)."""
    for endpoint in azure.store.with_field("properties.properties.TargetAutoDeletionTime"):
        if endpoint.id.type == ONLINE_ENDPOINTS and is_over(azure, endpoint):
            operations.preempt(azure, endpoint)
            operations.remove(azure, endpoint)
