"""Role assignments whole: answers field by field, refusals word by word."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from estate import Estate, error_of
from role_builders import ASSIGNMENTS, READER, ROLES, assign, told, words

NOBODYS = "00000000-0000-4000-8000-00000000dead"


def test_an_assignment_whole(estate: Estate, role: str, somebody: str, owner: str) -> None:
    guid = role.rsplit("/", 1)[1]
    given = {"description": "d", "condition": "true", "conditionVersion": "2.0"}

    plain = assign(estate, principalId=somebody, roleDefinitionId=f"{ROLES}/{READER}")
    full = assign(estate, principalId=somebody, roleDefinitionId=role, **given)

    for made, role_guid, more in ((plain, READER, {}), (full, guid, given)):
        properties = made["properties"]
        assert properties.pop("createdOn") == properties.pop("updatedOn")
        unset = dict.fromkeys((*given, "delegatedManagedIdentityResourceId"))
        assert properties == unset | more | {
            "roleDefinitionId": f"{estate.subscription}{ROLES}/{role_guid}",
            "principalId": somebody,
            "principalType": "ServicePrincipal",
            "scope": estate.group,
            "createdBy": owner,
            "updatedBy": owner,
        }
        assert made["type"] == "Microsoft.Authorization/roleAssignments"


def test_managed_identities_are_service_principals(estate: Estate, role: str) -> None:
    identity = estate.put("Microsoft.ManagedIdentity/userAssignedIdentities/someone", {})
    workspace = "Microsoft.CognitiveServices/accounts/mind"
    body = {
        "kind": "OpenAI",
        "sku": {"name": "S0"},
        "identity": {"type": "SystemAssigned"},
        "properties": {},
    }
    account = estate.put(workspace, body)

    for principal in (identity["properties"]["principalId"], account["identity"]["principalId"]):
        made = assign(estate, principalId=principal, roleDefinitionId=role)
        assert made["properties"]["principalType"] == "ServicePrincipal"


@pytest.mark.parametrize("kind", ["User", "Group", "ServicePrincipal"])
def test_of_whom_the_directory_does_not_know_the_stated_type_is_believed(
    estate: Estate, role: str, kind: str
) -> None:
    stranger = str(uuid4())
    made = assign(estate, principalId=stranger, roleDefinitionId=role, principalType=kind)

    assert made["properties"]["principalType"] == kind
    # that it was assigned a role once makes nobody known
    path = f"{estate.group}{ASSIGNMENTS}/{uuid4()}"
    body = {"properties": {"principalId": stranger, "roleDefinitionId": f"{ROLES}/{READER}"}}
    assert words(estate.arm, "PUT", path, body)[1]["code"] == "PrincipalNotFound"


MISSING = "The request was incorrectly formatted."
NOT_FOUND = (
    "Principal 00000000000040008000{dead} does not exist in the directory {tenant}. Check that you have the correct "
    "principal ID. If you are creating this principal and then immediately assigning a role, this error might be "
    "related to a replication delay. In this case, set the role assignment principalType property to a value, such as "
    "ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype"
)


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        ({"principalId": "SOMEBODY"}, 400, told("BadRequestFormat", MISSING, target="roleDefinitionId")),
        ({"roleDefinitionId": READER}, 400, told("BadRequestFormat", MISSING, target="principalId")),
        (
            {"roleDefinitionId": READER, "principalId": ""},
            400,
            told("BadRequestFormat", MISSING, target="principalId"),
        ),
        (
            {"roleDefinitionId": READER, "principalId": 5},
            400,
            told("BadRequestFormat", MISSING, target="principalId"),
        ),
        (None, 400, told("BadRequestFormat", MISSING, target="roleDefinitionId")),
        (
            {"roleDefinitionId": f"{ROLES}/{NOBODYS}", "principalId": "SOMEBODY"},
            404,
            told(
                "RoleDefinitionDoesNotExist",
                f"The specified role definition with ID '{NOBODYS}' does not exist.",
            ),
        ),
        (
            {"roleDefinitionId": READER, "principalId": NOBODYS},
            400,
            told("PrincipalNotFound", NOT_FOUND.replace("{dead}", "00000000dead")),
        ),
        (
            {"roleDefinitionId": READER, "principalId": "SOMEBODY", "principalType": "User"},
            400,
            told(
                "UnmatchedPrincipalType",
                "The PrincipalId '{who}' has type 'ServicePrincipal' , which is different from specified PrinciaplType "
                "'User'.",
            ),
        ),
    ],
)
def test_an_assignment_that_is_none(
    estate: Estate, somebody: str, sent: dict[str, Any] | None, status: int, said: dict[str, str]
) -> None:
    body = (
        {"properties": {key: somebody if value == "SOMEBODY" else value for key, value in sent.items()}}
        if sent
        else {}
    )

    refusal = words(estate.arm, "PUT", f"{estate.group}{ASSIGNMENTS}/{uuid4()}", body)

    message = said["message"].format(who=somebody.replace("-", ""), tenant=estate.azure.scenario.tenant.id)
    assert refusal == (status, said | {"message": message})


def test_the_other_words_about_assignments(estate: Estate, role: str, somebody: str) -> None:
    made = assign(estate, principalId=somebody, roleDefinitionId=role)
    twin = {"properties": {"principalId": somebody, "roleDefinitionId": role}}
    moved = {"properties": {"principalId": somebody, "roleDefinitionId": READER}}
    at = f"{estate.group}{ASSIGNMENTS}"

    assert words(estate.arm, "PUT", f"{at}/{uuid4()}", twin) == (
        409,
        told("RoleAssignmentExists", "The role assignment already exists."),
    )
    assert words(estate.arm, "PUT", made["id"], moved) == (
        400,
        told(
            "RoleAssignmentUpdateNotPermitted",
            "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
        ),
    )
    assert words(estate.arm, "PUT", f"{at}/name", twin) == (
        400,
        told(
            "InvalidRoleAssignmentId",
            "The role assignment ID 'name' is not valid. The role assignment ID must be a GUID.",
        ),
    )
    refusal = estate.arm.refused("GET", at, **{"$filter": "atScope"})
    assert error_of(refusal) == told("UnsupportedQuery", "The filter 'atScope' is not supported.")
