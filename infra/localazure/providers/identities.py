"""Managed identities: the `identity` of a body, with the ids Azure makes for it."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from localazure.arm.resource_type import Json, LocalAzure, Write


_KINDS = {kind.lower(): kind for kind in ("None", "SystemAssigned", "UserAssigned")}


def with_identity(write: Write, body: Json) -> Json:
    """Return *body* with `identity` completed: principal and tenant of a system-assigned one, ids of assigned ones.

    The principal stays the same over later writes, as in Azure.
    """
    identity = body.get("identity")
    if not identity:
        return body
    type_ = _spelt(str(identity.get("type", "None")))
    kinds = type_.replace(" ", "").split(",")
    completed: Json = {"type": type_}
    if "SystemAssigned" in kinds:
        completed |= _system_assigned(write)
    if "UserAssigned" in kinds:
        ids = identity.get("userAssignedIdentities") or {}
        completed["userAssignedIdentities"] = {id_: _ids_of(write.azure, id_) for id_ in ids}
    return body | {"identity": completed}


def _spelt(type_: str) -> str:
    """Return the type as Azure spells it, whatever the casing it was sent in: azure-ai-ml sends "Userassigned"."""
    return re.sub("[A-Za-z]+", lambda kind: _KINDS.get(kind[0].lower(), kind[0]), type_)


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
