"""Which resource, collection, action or other route a path names."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from localazure.arm import refusals
from localazure.arm.answer import Target
from localazure.arm.ids import ResourceId, split

if TYPE_CHECKING:
    from localazure.arm.answer import ArmRequest
    from localazure.arm.ids import Path
    from localazure.arm.resource_type import LocalAzure, Provider, Providers, Read

SCOPE_PREFIXES = {
    "root": "",
    "tenant": "/providers/{namespace}/",
    "subscription": "/subscriptions/{subscriptionId}/providers/{namespace}/",
    "resourceGroup": "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/{namespace}/",
    "any": "{scope}/providers/{namespace}/",
}
SCOPE_KINDS = {
    "": "tenant",
    "subscriptions": "subscription",
    "subscriptions/resourcegroups": "resourceGroup",
}


def find_read(request: ArmRequest) -> tuple[Provider, Read, dict[str, str]] | None:
    """Return the route of a provider that matches path and method, and its placeholders' values."""
    method = "GET" if request.method == "HEAD" else request.method
    path = request.path.lower()
    for named, provider, read, pattern in _as_long(request.azure.providers, request.path.count("/")):
        found = pattern.fullmatch(request.path) if named in path and read.method == method else None
        if found:
            return provider, read, found.groupdict()
    return None


@lru_cache(maxsize=256)
def _as_long(providers: Providers, slashes: int) -> tuple[tuple[str, Provider, Read, re.Pattern[str]], ...]:
    """Return the routes whose paths have so many slashes, or any number: what stands in every such path in small
    letters (most paths name another provider, and looking for that is quick), and the pattern."""
    return tuple(
        (
            "" if read.scope == "root" else f"/providers/{provider.namespace}/".lower(),
            provider,
            read,
            _pattern(template),
        )
        for provider in providers.all
        for read in provider.reads
        for template in [(SCOPE_PREFIXES[read.scope] + read.path).replace("{namespace}", provider.namespace)]
        if read.scope == "any" or template.count("/") == slashes
    )


def type_of(read: Read) -> str:
    """Return the type a route belongs to, without namespace and placeholders, as ARM's messages name it."""
    return "/".join(segment for segment in read.path.split("/") if segment and not segment.startswith("{"))


def _pattern(template: str) -> re.Pattern[str]:
    """Compile a route's template; `{scope}` stands for any number of segments, other placeholders for one."""
    parts = re.split(r"\{(\w+)\}", template)
    groups = [f"(?P<{name}>{'.*' if name == 'scope' else '[^/]+'})" for name in parts[1::2]]
    literals = [re.escape(literal) for literal in parts[0::2]]
    return re.compile("".join(a + b for a, b in zip(literals, [*groups, ""], strict=True)), re.IGNORECASE)


def find_target(request: ArmRequest) -> Target | None:
    """Return what the path names among the declared types, in canonical casing, or None.

    Raises ArmError for a namespace or a type that is not there.
    """
    path = split(request.path)
    if path is None or not path.tail:
        return None
    provider = request.azure.providers.find(path.namespace)
    if provider is None:
        raise refusals.invalid_namespace(path.namespace)
    if request.method == "POST" and len(path.tail) > 2 and len(path.tail) % 2:
        return replace(_target(request, provider, replace(path, tail=path.tail[:-1])), action=path.tail[-1])
    return _target(request, provider, path)


def _target(request: ArmRequest, provider: Provider, path: Path) -> Target:
    resource_id = path.resource_id
    resource_type = request.azure.providers.find_type(resource_id.type)
    if resource_type is None or not _may_live(resource_type.scope, resource_id):
        raise refusals.invalid_type(
            provider.namespace, refusals.relative_type(resource_id), request.api_version
        )
    return Target(provider, resource_type, canonical(request.azure, resource_id))


def _may_live(scope: str, resource_id: ResourceId) -> bool:
    """Tell whether ids of a type declared for *scope* may look so; a top-level type can be listed more widely."""
    kind = scope_kind(resource_id.scope)
    listed_widely = resource_id.names == ("",) and scope == "resourceGroup" and kind == "subscription"
    return scope in {"any", kind} or listed_widely


def scope_kind(scope: str) -> str:
    """Return what an id is as a scope: tenant, subscription, resourceGroup or resource."""
    return SCOPE_KINDS.get("/".join(scope.lower().strip("/").split("/")[0::2]), "resource")


def canonical(azure: LocalAzure, resource_id: ResourceId) -> ResourceId:
    """Return the id as Azure writes it: what exists as it was first named, the rest as it was sent."""
    stored = azure.store.id_of(resource_id)
    if stored is not None:
        return ResourceId.parse(stored)
    known = azure.providers.find_type(resource_id.type)
    named = replace(resource_id, type=known.name) if known else resource_id
    if named.parent is not None:
        parent = canonical(azure, named.parent)
        return replace(named, scope=parent.scope, names=(*parent.names, named.name))
    if not named.scope:
        return named
    return replace(named, scope=str(canonical(azure, ResourceId.parse(named.scope))))
