"""How clients follow an operation: the headers they get, and what the two polling URLs answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from localazure.arm import operations
from localazure.arm.answer import NULL, Answer
from localazure.arm.ids import ResourceId
from localazure.arm.resource_body import shown
from localazure.arm.resource_type import Operation

if TYPE_CHECKING:
    from localazure.arm.answer import ArmRequest
    from localazure.arm.operation import Running
    from localazure.arm.resource_type import Call, Json, LocalAzure, Resource
    from localazure.arm.wire import Wire

MILLISECOND = timedelta(milliseconds=1)
SOONEST_MS, LATEST_MS = 50, 1000
"""When a client is told to come back, at least and at most: the local clock may be moved on meanwhile."""


def wire_of(azure: LocalAzure, running: Running) -> Wire:
    """Return how the operation looks to clients."""
    return azure.providers.wire(ResourceId.parse(running.resource).type)


def begun(request: ArmRequest | Call, running: Running, status: int, body: Json | None) -> Answer:
    """Answer the write that began *running*, with the headers its provider sends."""
    wire = wire_of(request.azure, running)
    headers = _pace(request.azure, running)
    if running.verb in wire.asynchronous:
        headers["Azure-AsyncOperation"] = status_url(request, running)
    if running.verb in wire.at_itself:
        headers["Location"] = _url(request, running.resource, request.api_version)
    elif running.verb in wire.located:
        headers["Location"] = _url(request, running.result_path, request.api_version)
    if wire.timeout and running.verb in wire.timed:
        headers["x-ms-async-operation-timeout"] = wire.timeout
    if wire.retry_after_s is not None:
        headers["Retry-After"] = str(wire.retry_after_s)
    if running.verb in wire.null:
        return Answer(status, NULL, headers)
    return Answer(status, None if running.verb in wire.silent else body, headers)


def promised(call: Call, resource: Resource, result: Any) -> Answer:
    """Answer a POST about *resource*, which need not be there, with an operation that ends with *result*."""
    running = operations.begin(call.azure, resource, "POST", Operation(polls=0), beside=True)
    running = replace(running, result=result)
    call.azure.store.put_operation(running)
    return begun(call, running, 202, None)


def status_url(request: ArmRequest | Call, running: Running) -> str:
    """Return the URL in `Azure-AsyncOperation`."""
    version = wire_of(request.azure, running).status_version or request.api_version
    return _url(request, running.status_path, version)


def _url(request: ArmRequest | Call, path: str, version: str) -> str:
    path, _, query = path.partition("?")
    return f"{request.azure.url}{path}?api-version={version}" + (f"&{query}" if query else "")


def count_poll(request: ArmRequest) -> None:
    """Move the operation on that a GET asks about, by its URL or by its resource's."""
    if request.method != "GET":
        return
    running = _by_url(request) or request.azure.store.running_operation(request.path)
    if running is not None:
        operations.poll(request.azure, running)


def find_polled(request: ArmRequest) -> Answer | None:
    """Answer a poll, or return None if the path is no operation's.

    Any caller with a valid token may ask: the name can't be guessed (assumed; Azure has rights for it).
    """
    running = _by_url(request) if request.method == "GET" else None
    if running is None:
        return None
    wire = wire_of(request.azure, running)
    lost = wire.lost(running, request.api_version, request.azure.clock.now()) if wire.lost else None
    if lost is not None:
        raise lost
    if _names(request, running.status_path):
        return Answer(200, _status(wire, running, request.path), _pace(request.azure, running))
    return _result(request, wire, running)


def _by_url(request: ArmRequest) -> Running | None:
    name = request.path.rsplit("/", 1)[-1]
    running = request.azure.store.find_operation(name) if operations.may_be_name(name) else None
    if running is None:
        return None
    polled_at = {path.partition("?")[0].lower() for path in (running.status_path, running.result_path)}
    return running if request.path.lower() in polled_at else None


def _names(request: ArmRequest, path: str) -> bool:
    """Say whether the request is for *path*, its query included."""
    path, _, query = path.partition("?")
    name, _, value = query.partition("=")
    return request.path.lower() == path.lower() and (not name or request.query.get(name, value) == value)


def _pace(azure: LocalAzure, running: Running) -> dict[str, str]:
    """Return when to poll again: when the operation's time is up, not often in between.

    No `Retry-After` beside it where Azure sends none: azure-core would take that one first, and wait whole seconds.
    """
    if running.status != "InProgress":
        return {}
    wait_ms = LATEST_MS
    if running.due != operations.NEVER:
        left = datetime.fromisoformat(running.due) - azure.clock.now()
        wait_ms = min(LATEST_MS, max(SOONEST_MS, -(-left // MILLISECOND)))
    return {"retry-after-ms": str(wait_ms)}


def _status(wire: Wire, running: Running, path: str) -> Json:
    """Return the status: where it is polled through `Azure-AsyncOperation` it is a 200, the outcome is in the body."""
    going = running.status == "InProgress"
    known: Json = {
        "id": path,
        "name": running.name,
        "startTime": running.started,
        "endTime": running.ended or None,
        "percentComplete": 0.0 if going else 100.0,
        "properties": {},
    }
    body: Json = {
        "status": wire.running if going else {"Succeeded": wire.succeeded}.get(running.status, running.status)
    }
    body |= {name: known[name] for name in wire.fields if known[name] is not None}
    if running.result is not None:
        body["properties"] = running.result
    if running.error is not None and not going:
        body["error"] = {key: value for key, value in running.error.items() if key != "status"}
    return body


def _result(request: ArmRequest, wire: Wire, running: Running) -> Answer:
    """Answer `Location`: 202 while it runs, then what the write would have answered at once, or the status."""
    if running.status == "InProgress":
        status = _status(wire, running, request.path) if wire.result_is_status else None
        where = {} if status else {"Location": _url(request, running.result_path, request.api_version)}
        return Answer(202, status, where | _pace(request.azure, running))
    error = operations.error_of(running.error)
    if error is not None:
        raise error
    if wire.result_is_status:
        return Answer(200, _status(wire, running, request.path))
    if running.verb == "POST":
        return Answer(200 if running.result is not None else 204, running.result)
    resource = request.azure.store.find(running.resource)
    return (
        Answer(wire.deleted)
        if resource is None
        else Answer(200, shown(request.azure, resource, request.api_version))
    )
