"""`tags/default` of a subscription, resource group or resource: reading and writing its tags alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure.arm import refusals
from localazure.arm.answer import Answer
from localazure.arm.resource_body import check_tags, timestamp
from localazure.arm.resource_type import Read
from localazure.providers.resources.versions import RESOURCES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from localazure.arm.resource_type import Call, Json, Resource

Tags = dict[str, str]


def _merge(old: Tags, sent: Tags) -> Tags:
    replaced = {name.lower() for name in sent}
    return {name: value for name, value in old.items() if name.lower() not in replaced} | sent


def _delete(old: Tags, sent: Tags) -> Tags:
    """Take away the tags whose name and value are both as sent."""
    gone = {(name.lower(), value) for name, value in sent.items()}
    return {name: value for name, value in old.items() if (name.lower(), value) not in gone}


def _replace(_: Tags, sent: Tags) -> Tags:
    return sent


OPERATIONS: Mapping[str, Callable[[Tags, Tags], Tags]] = {
    "merge": _merge,
    "replace": _replace,
    "delete": _delete,
}


def _get(call: Call) -> Json:
    return _body(call, _tagged(call))


def _put(call: Call) -> Json:
    return _write(call, _replace)


def _patch(call: Call) -> Json:
    name = str(call.body.get("operation", ""))
    if name.lower() not in OPERATIONS:
        raise refusals.invalid_content(f"operation must be Merge, Replace or Delete, not '{name}'")
    return _write(call, OPERATIONS[name.lower()])


def _clear(call: Call) -> Answer:
    _save(call, _tagged(call), {})
    return Answer(200)


def _write(call: Call, change: Callable[[Tags, Tags], Tags]) -> Json:
    resource = _tagged(call)
    sent = (call.body.get("properties") or {}).get("tags") or {}
    check_tags({"tags": sent})
    _save(call, resource, change(resource.body.get("tags") or {}, sent))
    return _body(call, resource)


def _save(call: Call, resource: Resource, tags: Tags) -> None:
    resource.body["tags"] = tags
    resource.changed = timestamp(call.azure.clock.now())
    call.azure.store.put(resource)


def _tagged(call: Call) -> Resource:
    resource = call.azure.store.find(call.id)
    if resource is None:
        raise refusals.resource_not_found(call.id)
    return resource


def _body(call: Call, resource: Resource) -> Json:
    return {
        "id": f"{call.id}/providers/Microsoft.Resources/tags/default",
        "name": "default",
        "type": "Microsoft.Resources/tags",
        "properties": {"tags": resource.body.get("tags") or {}},
    }


def _route(method: str, run: Callable[[Call], Json | Answer], right: str) -> Read:
    return Read("tags/default", run, RESOURCES, f"Microsoft.Resources/tags/{right}", method, scope="any")


READS = (
    _route("GET", _get, "read"),
    _route("PUT", _put, "write"),
    _route("PATCH", _patch, "write"),
    _route("DELETE", _clear, "delete"),
)
