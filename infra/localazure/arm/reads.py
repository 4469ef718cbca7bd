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
    chosen = _chosen(request, target)
    condition = filters.parse(request.query.get("$filter", ""))
    bodies = [shown(request.azure, resource, request.api_version) for resource in chosen]
    shown_bodies = [body for body in bodies if condition(body)]
    return Answer(200, paging.page(shown_bodies, request.query, f"{request.azure.url}{request.path}"))


def _chosen(request: ArmRequest, target: Target) -> list[Resource]:
    if target.type.listing is None:
        return list(_at_scope(request, target))
    call = Call(request.azure, target.id, None, {}, request.query, request.caller, request.api_version)
    return target.type.listing(call)


def _at_scope(request: ArmRequest, target: Target) -> Iterator[Resource]:
    """Yield the resources directly in the collection; an extension type's, only those of this very scope."""
    parents = [name.lower() for name in target.id.names[:-1]]
    for resource in request.azure.store.of_type(target.type.name, target.id.scope):
        same_scope = resource.id.scope.lower() == target.id.scope.lower()
        here = same_scope or (target.type.scope != "any" and not parents)
        if here and [name.lower() for name in resource.id.names[:-1]] == parents:
            yield resource
