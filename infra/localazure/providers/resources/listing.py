"""`/resources` of a subscription or resource group: every tracked resource, filtered and paged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure.arm import filters, paging
from localazure.arm.resource_type import Read
from localazure.providers.resources.versions import RESOURCES

if TYPE_CHECKING:
    from localazure.arm.resource_type import Call, Json, Resource

FIELDS = (
    "id",
    "name",
    "type",
    "kind",
    "managedBy",
    "sku",
    "location",
    "identity",
    "plan",
    "zones",
    "tags",
    "extendedLocation",
)
_UNFILTERED = ("systemData",)
"""What stands in the whole list only (recording azd-Publish_ContainerApp_RemoteBuild_default_publish)."""
GROUPS = "Microsoft.Resources/resourceGroups"


def _list(call: Call) -> Json:
    condition = filters.parse(call.query.get("$filter", ""))
    fields = FIELDS if call.query.get("$filter") else FIELDS + _UNFILTERED
    expanded = {name.strip() for name in call.query.get("$expand", "").split(",")}
    items = (
        (each.id.key, _item(each, fields, expanded))
        for each in call.azure.store.each_below(str(call.id), after=paging.after(call.query))
        if _tracked(call, each)
    )
    where = f"{call.azure.url}{call.id}/resources"
    return paging.page(((key, item) for key, item in items if condition(item)), call.query, where)


def _tracked(call: Call, resource: Resource) -> bool:
    return resource.id.type != GROUPS and call.azure.providers.type(resource.id.type).tracked


def _item(resource: Resource, fields: tuple[str, ...], expanded: set[str]) -> Json:
    """Return a resource as the list shows it, from what is stored: what a type's view adds is among `properties`."""
    extra = {
        "createdTime": resource.created,
        "changedTime": resource.changed,
        "provisioningState": resource.properties.get("provisioningState", "Succeeded"),
    }
    item = {name: resource.body[name] for name in fields if name in resource.body}
    return item | {name: value for name, value in extra.items() if name in expanded}


def _read(path: str) -> Read:
    return Read(
        path, _list, RESOURCES, right="Microsoft.Resources/subscriptions/resources/read", scope="root"
    )


READS = (
    _read("/subscriptions/{subscriptionId}/resources"),
    _read("/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/resources"),
)
