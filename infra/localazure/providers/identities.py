"""Managed identities: the `identity` of a body, with the ids Azure makes for it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from localazure.arm.resource_type import Json, LocalAzure, Write


def with_identity(write: Write, body: Json) -> Json:
    """Return *body* with `identity` completed: principal and tenant of a system-assigned one, ids of assigned ones.

    The principal stays the same over later writes, as in Azure.
    """
    identity = body.get("identity")
    if not identity:
        return body
    kinds = str(identity.get("type", "None")).replace(" ", "").split(",")
    completed: Json = {"type": identity.get("type", "None")}
    if "SystemAssigned" in kinds:
        completed |= _system_assigned(write)
    if "UserAssigned" in kinds:
        ids = identity.get("userAssignedIdentities") or {}
        completed["userAssignedIdentities"] = {id_: _ids_of(write.azure, id_) for id_ in ids}
    return body | {"identity": completed}


def _system_assigned(write: Write) -> Json:
    before = (write.before.body.get("identity") or {}) if write.before else {}
    return {
        "principalId": before.get("principalId") or str(uuid.uuid4()),
        "tenantId": write.azure.scenario.tenant.id,
    }


def _ids_of(azure: LocalAzure, identity_id: str) -> Json:
    resource = azure.store.find(identity_id)
    if resource is None:
        return {}
    return {name: resource.properties[name] for name in ("principalId", "clientId")}
