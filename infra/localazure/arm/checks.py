"""What ARM checks before any provider sees a request."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localazure.arm import refusals
from localazure.arm.ids import ResourceId
from localazure.arm.registration import is_registered

if TYPE_CHECKING:
    from localazure.arm.answer import ArmRequest, Target
    from localazure.arm.errors import ArmError
    from localazure.arm.resource_type import LocalAzure, Provider, Resource

ARM_ITSELF = "Microsoft.Resources"
GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def api_version(request: ArmRequest, provider: Provider, type_name: str, supported: tuple[str, ...]) -> None:
    """Raise ArmError unless the request's api-version is one of *supported*."""
    version = request.api_version
    if version.lower() in supported:
        return
    if provider.namespace == ARM_ITSELF:
        raise refusals.invalid_api_version(version, supported)
    raise refusals.no_registered_provider(type_name, version, "", supported)


def offered(method: str, target: Target) -> None:
    """Raise ArmError 405 unless what *target* names can be written at all, and so."""
    if method not in {"PUT", "PATCH", "DELETE"}:
        return
    written = target.type.put is not None and not target.is_collection
    if not written or (method == "PATCH" and not target.type.patch):
        raise refusals.method_not_allowed(method, target.type.name)


def subscription_well_formed(path: str) -> None:
    """Raise ArmError `InvalidSubscriptionId` where the segment after `/subscriptions` is no GUID."""
    segments = path.split("/")
    if len(segments) > 2 and segments[1].lower() == "subscriptions" and not GUID.fullmatch(segments[2]):
        raise refusals.invalid_subscription(segments[2])


def subscription_exists(azure: LocalAzure, subscription: str | None) -> None:
    """Raise ArmError `SubscriptionNotFound`; nothing to check at tenant level (None)."""
    if subscription and azure.store.id_of(f"/subscriptions/{subscription}") is None:
        raise refusals.subscription_not_found(subscription)


def subscription_writable(azure: LocalAzure, method: str, subscription: str | None) -> None:
    """Raise ArmError `ReadOnlyDisabledSubscription` for a write to a disabled one; it can still be emptied."""
    found = azure.store.find(f"/subscriptions/{subscription}") if method in {"PUT", "PATCH", "POST"} else None
    if found is not None and found.body["state"] == "Disabled":
        raise refusals.subscription_disabled(found.id.name)


def scope_exists(azure: LocalAzure, scope: str) -> None:
    """Raise ArmError unless the resource group that *scope* (an id, or "") lies in exists."""
    where = ResourceId.parse(scope) if scope else None
    if where is None or where.resource_group is None:
        return
    if (
        azure.store.id_of(f"/subscriptions/{where.subscription_id}/resourceGroups/{where.resource_group}")
        is None
    ):
        raise refusals.group_not_found(where.resource_group)


def registered(azure: LocalAzure, subscription: str | None, namespace: str) -> None:
    """Raise ArmError `MissingSubscriptionRegistration` unless the subscription uses the provider."""
    if subscription and not is_registered(azure, subscription, namespace):
        raise refusals.not_registered(namespace)


def parent_exists(azure: LocalAzure, resource_id: ResourceId, verb: str) -> None:
    """Raise ArmError `ParentResourceNotFound` unless the parent is there, where its type is declared at all."""
    parent = resource_id.parent
    if parent is None or azure.providers.find_type(parent.type) is None:
        return
    if azure.store.id_of(parent) is None:
        raise refusals.parent_not_found(resource_id, parent, verb)


def group_stays(azure: LocalAzure, resource_id: ResourceId) -> None:
    """Raise ArmError `ResourceGroupBeingDeleted` for a write into, or of, a group that is going."""
    name = resource_id.resource_group
    group = (
        azure.store.find(f"/subscriptions/{resource_id.subscription_id}/resourceGroups/{name}")
        if name
        else None
    )
    if group is not None and group.properties.get("provisioningState") == "Deleting":
        raise refusals.group_deleting(group.id.name)


def not_busy(azure: LocalAzure, resource_id: ResourceId) -> None:
    """Raise what the type of the resource, or of a parent, says to a write while an operation runs there."""
    group_stays(azure, resource_id)
    blocking: ResourceId | None = resource_id
    while blocking is not None:
        refusal = _busy(azure, blocking, resource_id)
        if refusal is not None:
            raise refusal
        blocking = blocking.parent


def _busy(azure: LocalAzure, blocking: ResourceId, written: ResourceId) -> ArmError | None:
    type_ = azure.providers.find_type(blocking.type)
    if type_ is None or type_.busy is None or azure.store.running_operation(blocking) is None:
        return None
    resource = azure.store.find(blocking)
    return type_.busy(resource, written) if resource else None


def preconditions(request: ArmRequest, resource_id: ResourceId, before: Resource | None) -> None:
    """Raise ArmError `PreconditionFailed` unless If-Match and If-None-Match hold."""
    if_match, if_none_match = request.headers.get("if-match"), request.headers.get("if-none-match")
    etag = before.etag if before else None
    if if_match is not None and not _matches(if_match, etag):
        raise refusals.precondition_failed(resource_id)
    if if_none_match is not None and _matches(if_none_match, etag):
        raise refusals.precondition_failed(resource_id)


def _matches(condition: str, etag: str | None) -> bool:
    if etag is None:
        return False
    tags = [tag.strip().removeprefix("W/").strip('"') for tag in condition.split(",")]
    return "*" in tags or etag.strip('"') in tags
