"""What ARM adds to every body, and how a PATCH merges."""

from __future__ import annotations

import uuid
from datetime import UTC
from typing import TYPE_CHECKING

from localazure.arm import refusals
from localazure.arm.resource_type import Resource

if TYPE_CHECKING:
    from datetime import datetime

    from localazure.arm.resource_type import Draft, Json, LocalAzure, ResourceType, Write

READ_ONLY = ("id", "name", "type", "systemData", "etag")


def shown(azure: LocalAzure, resource: Resource, api_version: str = "") -> Json:
    """Return the resource as GET answers it at *api_version* ("": the newest)."""
    resource_type = azure.providers.type(resource.id.type)
    body = resource.body if resource_type.view is None else resource_type.view(azure, resource)
    return resource_type.dated(body, api_version) if resource_type.dated and api_version else body


def timestamp(moment: datetime) -> str:
    """Return *moment* as ARM writes times: UTC with a Z."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def written(resource_type: ResourceType, write: Write, draft: Draft) -> Resource:
    """Return the resource a PUT leads to: the draft with everything ARM adds."""
    now = timestamp(write.azure.clock.now())
    etag = f'"{uuid.uuid4()}"'
    body = {key: value for key, value in draft.body.items() if key not in READ_ONLY}
    body = {"id": str(write.id), "name": write.id.name, "type": resource_type.name, **body}
    if resource_type.system_data:
        body["systemData"] = _system_data(write, now)
    if resource_type.etag:
        body["etag"] = etag
    created = write.before.created if write.before else now
    return Resource(write.id, body, draft.private, created=created, changed=now, etag=etag)


def _system_data(write: Write, now: str) -> Json:
    """Return who made and last changed it. Callers are applications: their ids stand for them, as in Azure."""
    by = write.caller.app_id or write.caller.name
    kind = "Application" if write.caller.app_id else "User"
    creation = {"createdBy": by, "createdByType": kind, "createdAt": now}
    before = write.before.body.get("systemData", {}) if write.before else {}
    unchanged = {key: before.get(key, value) for key, value in creation.items()}
    return {**unchanged, "lastModifiedBy": by, "lastModifiedByType": kind, "lastModifiedAt": now}


def merged(before: Json, patch: Json) -> Json:
    """Return *before* with *patch* laid over it: tags as sent, objects merged, null takes away (RFC 7396)."""
    result = _merge(before, patch)
    if "tags" in patch:
        result["tags"] = patch["tags"] or {}
    return result


def _merge(before: Json, patch: Json) -> Json:
    result = dict(before)
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, dict):
            old = result.get(key)
            result[key] = _merge(old if isinstance(old, dict) else {}, value)
        else:
            result[key] = value
    return result


def check_tags(body: Json) -> None:
    """Raise ArmError unless tags are texts by name. The words are assumed."""
    tags = body.get("tags")
    if tags is None:
        return
    if not isinstance(tags, dict) or not all(isinstance(value, str) for value in tags.values()):
        raise refusals.invalid_content("tags must be an object of strings")
