"""Role definitions whole: answers field by field, refusals word by word."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from estate import Estate
from role_builders import READER, ROLES, assign, custom, shouted, told, words

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer


def test_a_custom_role_is_shown_as_it_was_sent(estate: Estate, role: str, owner: str) -> None:
    made = estate.arm.send("GET", role)
    permission = {
        "actions": ["a/read"],
        "notActions": None,
        "dataActions": ["b/x"],
        "notDataActions": ["c/y"],
    }

    changed = estate.arm.send(
        "PUT", role, custom(estate, "other", description="for a test", permissions=[permission])
    )

    history = {name: made["properties"].pop(name) for name in ("createdOn", "updatedOn")}
    assert datetime.fromisoformat(history["createdOn"]).tzinfo
    assert made["properties"] == {
        "roleName": f"own of {estate.tag}",
        "type": "CustomRole",
        "description": "",
        "assignableScopes": [estate.group],
        "permissions": [],
        "createdBy": owner,
        "updatedBy": owner,
    }
    assert changed["properties"].pop("updatedOn") > history["updatedOn"]
    assert changed == made | {
        "properties": made["properties"]
        | {
            "roleName": f"other of {estate.tag}",
            "description": "for a test",
            "permissions": [permission | {"notActions": []}],
            "createdOn": history["createdOn"],
        }
    }
    assert (made["id"], made["type"]) == (role, "Microsoft.Authorization/roleDefinitions")
    assert estate.arm.send("GET", shouted(role))["id"] == role


@pytest.mark.parametrize("scope", ["", "/subscriptions/{sub}", "/subscriptions/{sub}/resourceGroups/{group}"])
def test_a_built_in_role_is_shown_in_the_subscription_that_asks(estate: Estate, scope: str) -> None:
    subscription = estate.subscription.rsplit("/", 1)[1]
    at = scope.format(sub=subscription, group=estate.group.rsplit("/", 1)[1])

    shown = estate.arm.send("GET", f"{at}{ROLES}/{READER}")

    assert shown == {
        "id": f"{estate.subscription if at else ''}{ROLES}/{READER}",
        "name": READER,
        "type": "Microsoft.Authorization/roleDefinitions",
        "properties": {
            "roleName": "Reader",
            "type": "BuiltInRole",
            "description": "",
            "assignableScopes": ["/"],
            "permissions": [
                {"actions": ["*/read"], "notActions": [], "dataActions": [], "notDataActions": []}
            ],
            "createdOn": "2015-02-02T21:55:09.8806423Z",
            "updatedOn": "2021-11-11T20:13:47.8628684Z",
            "createdBy": None,
            "updatedBy": None,
        },
    }


@pytest.mark.parametrize(
    ("condition", "custom_found", "reader_found"),
    [
        ("", True, True),
        ("roleName eq 'OWN of {tag}'", True, False),
        ("RoleName  eq 'Reader'", False, True),
        ("type eq 'CustomRole'", True, False),
        ("type eq 'builtinrole'", False, True),
        ("type eq 'CustomRole' and roleName eq 'Reader'", False, False),
        ("roleName eq ''", False, False),
    ],
)
def test_roles_are_listed_by_name_and_type(
    estate: Estate, role: str, condition: str, custom_found: bool, reader_found: bool
) -> None:
    query = {"$filter": condition.format(tag=estate.tag)}

    ids = {row["id"] for row in estate.arm.send("GET", f"{estate.group}{ROLES}", **query)["value"]}

    assert (role in ids, f"{estate.subscription}{ROLES}/{READER}" in ids) == (custom_found, reader_found)


def test_a_custom_role_is_listed_where_it_can_be_assigned_above_and_below(
    local_azure: LocalAzureServer, estate: Estate, role: str
) -> None:
    vault = estate.key_vault()
    with Estate(local_azure) as other:
        listed = {
            scope: role in {row["id"] for row in estate.arm.send("GET", f"{scope}{ROLES}")["value"]}
            for scope in (estate.subscription, estate.group, vault, other.group)
        }
        elsewhere = words(estate.arm, "GET", f"{other.group}{ROLES}/{role.rsplit('/', 1)[1]}")

    assert listed == {estate.subscription: True, estate.group: True, vault: True, other.group: False}
    guid = role.rsplit("/", 1)[1]
    message = f"The specified role definition with ID '{guid}' does not exist."
    assert elsewhere == (404, told("RoleDefinitionDoesNotExist", message))


@pytest.mark.parametrize("lacking", ["roleName", "assignableScopes", "properties"])
def test_a_role_without_name_or_scopes(estate: Estate, lacking: str) -> None:
    body = custom(estate, "bad")
    body["properties"].pop(lacking, None)
    sent = {} if lacking == "properties" else body

    refusal = words(estate.arm, "PUT", f"{estate.group}{ROLES}/{uuid4()}", sent)

    assert refusal == (400, told("BadRequestFormat", "The request was incorrectly formatted."))


@pytest.mark.parametrize("taken", ["OWN of {tag}", "reader"])
def test_a_roles_name_is_its_own(estate: Estate, role: str, taken: str) -> None:
    name = taken.format(tag=estate.tag)
    body = custom(estate, "", roleName=name)

    refusal = words(estate.arm, "PUT", f"{estate.group}{ROLES}/{uuid4()}", body)

    message = (
        f"A custom role with the same name already exists in this directory. Use a different name: {name}."
    )
    assert refusal == (409, told("RoleDefinitionWithSameNameExists", message))
    assert estate.arm.send("PUT", shouted(role), custom(estate, "own"))


def test_what_no_role_definition_can_be(estate: Estate, role: str, somebody: str) -> None:
    assign(estate, principalId=somebody, roleDefinitionId=role.upper())

    assert words(estate.arm, "PUT", f"{estate.group}{ROLES}/{READER.upper()}", custom(estate, "new")) == (
        403,
        told("RoleDefinitionUpdateNotPermitted", "Built-in roles can't be changed."),
    )
    assert words(estate.arm, "PUT", f"{estate.group}{ROLES}/name", custom(estate, "new")) == (
        400,
        told(
            "InvalidRoleDefinitionId",
            "The role definition ID 'name' is not valid. The role definition ID must be a GUID.",
        ),
    )
    assert words(estate.arm, "DELETE", role) == (
        400,
        told("RoleDefinitionHasAssignments", "There are existing role assignments referencing role."),
    )
