"""Role assignments: who has which role where. Source: Microsoft.Authorization/roleAssignments 2022-04-01."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from localazure.arm.errors import ArmError
from localazure.arm.resource_type import Draft
from localazure.providers.authorization.scopes import scope_of, subscription_prefix
from localazure.rbac import roles
from localazure.rbac.access import ASSIGNMENTS, EFFECTIVE_AT, Access
from localazure.rights import covers

if TYPE_CHECKING:
    from collections.abc import Callable

    from localazure.arm.ids import ResourceId
    from localazure.arm.resource_type import Call, Json, LocalAzure, Resource, Write

WRITABLE = ("description", "condition", "conditionVersion", "delegatedManagedIdentityResourceId")


def put(write: Write) -> Draft:
    """Check an assignment as Azure does; it takes effect after the scenario's propagation delay."""
    sent = write.body.get("properties") or {}
    role_guid = roles.guid_of(_required(sent, "roleDefinitionId"))
    principal_id = _required(sent, "principalId")
    if write.before:
        _check_unchanged(write.before, role_guid, principal_id)
    else:
        _check_role(write.azure, role_guid)
        _check_new(write, role_guid, principal_id)
    kind = _principal_type(write.azure, principal_id, sent.get("principalType"))
    now = write.azure.clock.now()
    before = write.before.properties if write.before else {}
    properties = {
        "roleDefinitionId": role_id(write.id.scope, role_guid),
        "principalId": principal_id,
        "principalType": kind,
        "scope": write.id.scope or "/",
        **{field: sent[field] for field in WRITABLE if sent.get(field) is not None},
        "createdOn": before.get("createdOn", now.isoformat()),
        "updatedOn": now.isoformat(),
        "createdBy": before.get("createdBy", write.caller.object_id),
        "updatedBy": write.caller.object_id,
    }
    effective = now + timedelta(seconds=write.azure.scenario.rbac.propagation_s)
    private = write.before.private if write.before else {EFFECTIVE_AT: effective.isoformat()}
    return Draft({"properties": properties}, private)


def view(_: LocalAzure, assignment: Resource) -> Json:
    """Return the assignment with what is not set as null (recording role-Assignment)."""
    return assignment.body | {"properties": dict.fromkeys(WRITABLE) | assignment.properties}


def _required(sent: Json, field: str) -> str:
    value = sent.get(field)
    if not isinstance(value, str) or not value:
        # assumed: which of Azure's words it uses for each missing field was not seen
        raise ArmError(400, "BadRequestFormat", "The request was incorrectly formatted.", target=field)
    return value


def _check_unchanged(before: Resource, role_guid: str, principal_id: str) -> None:
    known = before.properties
    same_role = roles.guid_of(known["roleDefinitionId"]).lower() == role_guid.lower()
    if not same_role or known["principalId"].lower() != principal_id.lower():
        raise ArmError(
            400,
            "RoleAssignmentUpdateNotPermitted",
            "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
        )


def _check_role(azure: LocalAzure, role_guid: str) -> None:
    if _access(azure).find_role(role_guid) is None:
        raise ArmError(
            404,
            "RoleDefinitionDoesNotExist",
            f"The specified role definition with ID '{role_guid}' does not exist.",
        )


def _check_new(write: Write, role_guid: str, principal_id: str) -> None:
    for other in write.azure.store.of_type(ASSIGNMENTS, f"{write.id.scope}/providers/{ASSIGNMENTS}"):
        known = other.properties
        role = roles.guid_of(known["roleDefinitionId"])
        if (role.lower(), known["principalId"].lower()) == (role_guid.lower(), principal_id.lower()):
            raise ArmError(409, "RoleAssignmentExists", "The role assignment already exists.")


def _principal_type(azure: LocalAzure, principal_id: str, stated: Any) -> str:
    """Return the principal's type; a stated one is believed for principals that aren't in the directory (yet)."""
    principal = azure.scenario.principal_by_id(principal_id)
    known = principal.type if principal else _identity_type(azure, principal_id)
    if known and stated and known != stated:
        raise ArmError(
            400,
            "UnmatchedPrincipalType",
            f"The PrincipalId '{principal_id.replace('-', '')}' has type '{known}' , which is different from "
            f"specified PrinciaplType '{stated}'.",
        )
    if known or stated:
        return str(known or stated)
    tenant = azure.scenario.tenant.id
    raise ArmError(
        400,
        "PrincipalNotFound",
        f"Principal {principal_id.replace('-', '')} does not exist in the directory {tenant}. Check that you have the "
        "correct principal ID. If you are creating this principal and then immediately assigning a role, this error "
        "might be related to a replication delay. In this case, set the role assignment principalType property to a "
        "value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype",
    )


def _identity_type(azure: LocalAzure, principal_id: str) -> str | None:
    """Managed identities are service principals: those of resources, and user-assigned ones."""
    store, of = azure.store, principal_id
    is_system_assigned = any(store.with_field("identity.principalId", of))
    if is_system_assigned or any(
        resource.id.type != ASSIGNMENTS for resource in store.with_field("properties.principalId", of)
    ):
        return "ServicePrincipal"
    return None


def role_id(scope: str, role_guid: str) -> str:
    """Return the role's id as Azure answers it: in the subscription, whatever scope the request named it at."""
    return f"{subscription_prefix(scope)}/providers/{roles.TYPE}/{role_guid}"


def _access(azure: LocalAzure) -> Access:
    return Access(azure.store, azure.scenario, azure.clock.now())


def name_error(resource_id: ResourceId) -> ArmError:
    """Names are GUIDs."""
    return ArmError(
        400,
        "InvalidRoleAssignmentId",
        f"The role assignment ID '{resource_id.name}' is not valid. The role assignment ID must be a GUID.",
    )


def listing(call: Call) -> Json:
    """List the assignments at a scope, above and below it; `$filter` narrows that as Azure's does."""
    scope = scope_of(call)
    conditions = [_condition(call, part.strip()) for part in _parts(call.query.get("$filter", ""))]
    related = (
        assignment
        for assignment in call.azure.store.of_type(ASSIGNMENTS)
        if covers(assignment.id.scope, scope) or covers(scope, assignment.id.scope)
    )
    return {"value": [view(call.azure, a) for a in related if all(condition(a) for condition in conditions)]}


def _parts(text: str) -> list[str]:
    return [part for part in re.split(r"(?i)\s+and\s+", text) if part.strip()]


def _condition(call: Call, text: str) -> Callable[[Resource], bool]:
    if re.fullmatch(r"(?i)atScope\(\)", text):
        return lambda assignment: covers(assignment.id.scope, scope_of(call))
    if match := re.fullmatch(r"(?i)assignedTo\('([^']+)'\)", text):
        ids = _access(call.azure).with_groups(match[1])
        return lambda assignment: assignment.properties["principalId"].lower() in ids
    if match := re.fullmatch(r"(?i)principalId\s+eq\s+'?([^']+)'?", text):
        lowered_id = match[1].lower()
        return lambda assignment: bool(assignment.properties["principalId"].lower() == lowered_id)
    # assumed wording
    raise ArmError(400, "UnsupportedQuery", f"The filter '{text}' is not supported.")
