"""GET, HEAD and LIST."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure.arm import filters, paging, refusals
from localazure.arm.answer import Answer
from localazure.arm.resource_body import shown
from localazure.arm.resource_type import Call

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localazure.arm.answer import ArmRequest, Target
    from localazure.arm.resource_type import Resource


def get(request: ArmRequest, target: Target) -> Answer:
    """Answer the resource, or the list a collection is."""
    if target.is_collection:
        return _list(request, target)
    resource = request.azure.store.find(target.id)
    if resource is None:
        raise refusals.absent(request.azure, target.type, target.id)
    headers = {"ETag": resource.etag} if target.type.etag_header and resource.etag else {}
    return Answer(
        200, shown(request.azure, resource, request.api_version), headers, resource_type=target.type.name
    )


def head(request: ArmRequest, target: Target) -> Answer:
    """Tell whether the resource is there: 204 or 404, never 200."""
    return Answer(204 if request.azure.store.id_of(target.id) else 404)


def _list(request: ArmRequest, target: Target) -> Answer:
    chosen = _chosen(request, target, paging.after(request.query))
    condition = filters.parse(request.query.get("$filter", ""))
    bodies = ((each.id.key, shown(request.azure, each, request.api_version)) for each in chosen)
    wanted = ((key, body) for key, body in bodies if condition(body))
    return Answer(200, paging.page(wanted, request.query, f"{request.azure.url}{request.path}"))


def _chosen(request: ArmRequest, target: Target, after: str) -> Iterator[Resource]:
    if target.type.listing is None:
        return _at_scope(request, target, after)
    call = Call(request.azure, target.id, None, {}, request.query, request.caller, request.api_version)
    return (each for each in target.type.listing(call) if each.id.key > after)


def _at_scope(request: ArmRequest, target: Target, after: str) -> Iterator[Resource]:
    """Yield all of the type below the scope; of an extension type, and of a child, what lies directly in the collection."""
    directly = target.type.scope == "any" or len(target.id.names) > 1
    where = str(target.id).rstrip("/") if directly else target.id.scope
    for resource in request.azure.store.each_below(where, target.type.name, after):
        if not directly or "/" not in resource.id.key[len(where) + 1 :]:
            yield resource
