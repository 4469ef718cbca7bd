"""Resource groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure.arm.errors import ArmError
from localazure.arm.resource_type import Draft, Operation, ResourceType
from localazure.providers.resources.versions import RESOURCES

if TYPE_CHECKING:
    from localazure.arm.ids import ResourceId
    from localazure.arm.resource_type import Call, Write

FIELDS = ("location", "tags", "managedBy")


def _put(write: Write) -> Draft:
    body = {name: write.body[name] for name in FIELDS if name in write.body}
    return Draft({**body, "properties": {"provisioningState": "Succeeded"}})


def _delete(_: Call) -> Operation:
    return Operation(running="Deleting")


def _invalid_name(resource_id: ResourceId) -> ArmError:
    return ArmError(
        400,
        "InvalidResourceGroup",
        f"The provided resource group name '{resource_id.name}' has these invalid characters: "
        "it may hold letters, digits, '_', '-', '.', '(' and ')', may not end with '.' and has at most 90 "
        "characters.",  # assumed: the end of Azure's sentence lists the characters found
    )


TYPE = ResourceType(
    name="Microsoft.Resources/resourceGroups",
    api_versions=RESOURCES,
    put=_put,
    delete=_delete,
    name_pattern=r"[-\w._()]{0,89}[-\w_()]",
    name_error=_invalid_name,
    scope="subscription",
    system_data=False,
    rbac_name="Microsoft.Resources/subscriptions/resourceGroups",
)
