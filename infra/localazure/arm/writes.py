"""PUT and PATCH of a resource."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from localazure.arm import checks, locations, operations, polling, refusals
from localazure.arm.answer import Answer
from localazure.arm.resource_body import READ_ONLY, check_tags, merged, shown, written
from localazure.arm.resource_type import Write
from localazure.arm.wire import LAST

if TYPE_CHECKING:
    from localazure.arm.answer import ArmRequest, Target
    from localazure.arm.resource_type import Json, Operation, Resource, ResourceType


def put(request: ArmRequest, target: Target) -> Answer:
    """Create or replace: 201 or 200, with `Azure-AsyncOperation` while it lasts."""
    return _write(request, target, request.azure.store.find(target.id), request.json())


def patch(request: ArmRequest, target: Target) -> Answer:
    """Merge into what is there: 200, or 202 while it lasts."""
    before = request.azure.store.find(target.id)
    if before is None:
        raise refusals.absent(request.azure, target.type, target.id)
    return _write(request, target, before, merged(before.body, request.json()))


def _write(request: ArmRequest, target: Target, before: Resource | None, sent: Json) -> Answer:
    assert target.type.put is not None, "dispatch has asked checks.offered"
    checks.preconditions(request, target.id, before)
    checks.not_busy(request.azure, target.id)
    _check_name(target)
    body = {key: value for key, value in sent.items() if key not in READ_ONLY}
    check_tags(body)
    body |= _location(request, target, before, body)
    write = Write(request.azure, target.id, body, before, request.caller, request.api_version)
    draft = target.type.put(write)
    resource = written(target.type, write, draft)
    status = _status(request.method, target.type, before is None, draft.operation is not None)
    if draft.operation is None:
        request.azure.store.put(resource)
        answer = Answer(status, shown(request.azure, resource, request.api_version))
    else:
        answer = _begun(request, resource, draft.operation, status)
    headers = {"ETag": resource.etag} if target.type.etag_header else {}
    kind = target.type.name if isinstance(answer.body, dict) else None
    return replace(answer, headers=answer.headers | headers, resource_type=kind)


def _begun(request: ArmRequest, resource: Resource, operation: Operation, status: int) -> Answer:
    resource.properties["provisioningState"] = operation.running
    running = operations.begin(request.azure, resource, request.method, operation)
    wire = request.azure.providers.wire(resource.id.type)
    if wire.remembers:
        resource.private[LAST] = polling.status_url(request, running).removeprefix(request.azure.url)
    request.azure.store.put(resource)
    return polling.begun(
        request, running, wire.created or status, shown(request.azure, resource, request.api_version)
    )


def _status(method: str, type_: ResourceType, created: bool, lasts: bool) -> int:
    if created:
        return type_.created
    if method == "PUT":
        return type_.replaced
    return 202 if lasts else 200


def _check_name(target: Target) -> None:
    pattern = target.type.name_pattern
    if pattern is None or re.fullmatch(pattern, target.id.name):
        return
    if target.type.name_error is not None:
        raise target.type.name_error(target.id)
    raise refusals.invalid_name(target.id, pattern)


def _location(request: ArmRequest, target: Target, before: Resource | None, body: Json) -> dict[str, Any]:
    """Return the location to write, spelt as Azure spells it; {} for types that have none."""
    old = before.body.get("location") if before else None
    sent = body.get("location", old)
    if not target.type.tracked and sent is None:
        return {}
    if not isinstance(sent, str) or not sent.strip():
        raise refusals.location_required()
    new = locations.canonical(sent)
    if old is not None and locations.canonical(old) != new:
        raise refusals.location_changed(target.id, old, new)
    known = locations.names(request.azure)
    if old is None and new not in (*known, *locations.ANYWHERE):
        raise refusals.location_not_available(sent, target.type.name, known)
    return {"location": new}
