"""Role definitions: Azure's built-in roles, and custom ones. Source: roleDefinitions 2022-05-01-preview."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localazure.arm.errors import ArmError
from localazure.arm.resource_type import Draft
from localazure.providers.authorization.scopes import scope_of, subscription_prefix
from localazure.rbac import roles
from localazure.rbac.access import ASSIGNMENTS
from localazure.rights import covers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localazure.arm.ids import ResourceId
    from localazure.arm.resource_type import Call, Json, Operation, Write


def put(write: Write) -> Draft:
    """Make or change a custom role."""
    sent = write.body.get("properties") or {}
    name, scopes = sent.get("roleName"), sent.get("assignableScopes")
    if not name or not scopes:
        # assumed: which of Azure's words it uses for each missing field was not seen
        raise ArmError(400, "BadRequestFormat", "The request was incorrectly formatted.")
    if write.id.name.lower() in roles.built_in():
        raise ArmError(403, "RoleDefinitionUpdateNotPermitted", "Built-in roles can't be changed.")  # assumed
    _check_name(write, name)
    now = write.azure.clock.now().isoformat()
    before = write.before.properties if write.before else {}
    properties = {
        **roles.custom(write.id.name, sent).body(),
        "createdOn": before.get("createdOn", now),
        "updatedOn": now,
        "createdBy": before.get("createdBy", write.caller.object_id),
        "updatedBy": write.caller.object_id,
    }
    return Draft({"properties": properties})


def _check_name(write: Write, name: str) -> None:
    taken = {
        role.properties["roleName"].lower()
        for role in write.azure.store.of_type(roles.TYPE)
        if role.id.name.lower() != write.id.name.lower()
    }
    if name.lower() in taken or roles.built_in_named(name):
        raise ArmError(
            409,
            "RoleDefinitionWithSameNameExists",
            f"A custom role with the same name already exists in this directory. Use a different name: {name}.",
        )


def delete(call: Call) -> Operation | None:
    """Refuse while assignments use the role."""
    role_id = call.id.name.lower()
    for assignment in call.azure.store.of_type(ASSIGNMENTS):
        if roles.guid_of(assignment.properties["roleDefinitionId"]).lower() == role_id:
            raise ArmError(
                400, "RoleDefinitionHasAssignments", "There are existing role assignments referencing role."
            )
    return None


def name_error(resource_id: ResourceId) -> ArmError:
    """Names are GUIDs."""
    return ArmError(
        400,
        "InvalidRoleDefinitionId",
        f"The role definition ID '{resource_id.name}' is not valid. The role definition ID must be a GUID.",
    )


def read(call: Call) -> Json:
    """Return one role, built in or custom, by its GUID at any scope."""
    role_id = call.query["role"].lower()
    found = next((role for role in _at(call, scope_of(call)) if role["name"].lower() == role_id), None)
    if found is None:
        raise ArmError(
            404,
            "RoleDefinitionDoesNotExist",
            f"The specified role definition with ID '{role_id}' does not exist.",
        )
    return found


def listing(call: Call) -> Json:
    """List the roles that can be assigned at a scope; `$filter` knows `roleName eq` and `type eq`."""
    text = call.query.get("$filter", "")
    conditions = {"roleName": _equals(text, "roleName"), "type": _equals(text, "type")}
    return {"value": [role for role in _at(call, scope_of(call)) if _matches(role["properties"], conditions)]}


def _equals(text: str, field: str) -> str | None:
    match = re.search(rf"(?i)\b{field}\s+eq\s+'([^']*)'", text)
    return match[1].lower() if match else None


def _matches(properties: Json, conditions: dict[str, str | None]) -> bool:
    return all(value in (None, properties[field].lower()) for field, value in conditions.items())


def _at(call: Call, scope: str) -> Iterator[Json]:
    prefix = subscription_prefix(scope)
    for role in roles.built_in().values():
        role_id = f"{prefix}/providers/{roles.TYPE}/{role.id}"
        yield {"id": role_id, "name": role.id, "type": roles.TYPE, "properties": role.body()}
    for custom in call.azure.store.of_type(roles.TYPE):
        if any(covers(s, scope) or covers(scope, s) for s in custom.properties["assignableScopes"]):
            yield custom.body
