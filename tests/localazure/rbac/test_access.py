"""What the assignments in the store mean: whose they are, from when on, and of which role."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from localazure.arm.errors import ArmError
from localazure.arm.ids import ResourceId
from localazure.arm.resource import Caller, Resource
from localazure.rbac import roles
from localazure.rbac.access import ASSIGNMENTS, Access
from localazure.rights import Permission
from localazure.scenarios import Principal
from open_azure import GROUP, START, SUBSCRIPTION

if TYPE_CHECKING:
    from open_azure import OpenAzure

READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
OWN_ROLE = "0f0f0f0f-0000-4000-8000-00000000000a"
ANN, TEAM = "aaaaaaaa-0000-4000-8000-000000000001", "aaaaaaaa-0000-4000-8000-000000000002"
READ, WRITE = "Local.Test/widgets/read", "Local.Test/widgets/write"


def assign(azure: OpenAzure, who: str, role: str = READER, scope: str = GROUP, **private: str) -> None:
    """Store an assignment as the provider would."""
    role_id = f"{SUBSCRIPTION}/providers/{roles.TYPE}/{role}"
    properties = {"principalId": who, "roleDefinitionId": role_id, "scope": scope}
    id_ = ResourceId(scope, ASSIGNMENTS, (f"{who[-1]}{role}",))
    azure.store.put(Resource(id_, {"properties": properties}, dict(private)))


def define(azure: OpenAzure, **permission: Any) -> None:
    """Store a role of the test's own."""
    properties = {"roleName": "Own", "assignableScopes": ["/"], "permissions": [permission]}
    azure.store.put(Resource(ResourceId(SUBSCRIPTION, roles.TYPE, (OWN_ROLE,)), {"properties": properties}))


def may(azure: OpenAzure, action: str, scope: str = GROUP, who: str = ANN, *, data: bool = False) -> bool:
    try:
        Access(azure.store, azure.scenario, azure.time).check(
            Caller(who, "app", "t", "n"), action, scope, data=data
        )
    except ArmError:
        return False
    return True


def test_an_assignment_is_its_principals_at_its_scope_and_below(azure: OpenAzure) -> None:
    assign(azure, ANN.upper())

    assert may(azure, READ)
    assert may(azure, READ, f"{GROUP}/providers/Local.Test/widgets/one")
    assert not may(azure, WRITE)
    assert not may(azure, READ, SUBSCRIPTION)
    assert not may(azure, READ, who=TEAM)


def test_an_assignment_counts_from_its_very_second(azure: OpenAzure) -> None:
    assign(azure, ANN, effective_at=START.isoformat())

    azure.time = START - timedelta(seconds=1)
    assert not may(azure, READ)
    azure.time = START
    assert may(azure, READ)


def test_a_groups_assignments_are_its_members(azure: OpenAzure) -> None:
    team = Principal(name="team", type="Group", object_id=TEAM, app_id=TEAM)
    ann = Principal(
        name="ann", type="ServicePrincipal", object_id=ANN, app_id=ANN, groups=("team", "nowhere")
    )
    azure.scenario = azure.scenario.model_copy(update={"principals": (*azure.scenario.principals, team, ann)})
    assign(azure, TEAM)

    access = Access(azure.store, azure.scenario, azure.time)

    assert access.with_groups(ANN.upper()) == {ANN, TEAM}
    assert access.with_groups("Nobody") == {"nobody"}
    assert may(azure, READ)


@pytest.mark.parametrize(
    ("permission", "action", "data", "allowed"),
    [
        ({"actions": ["Local.Test/*"]}, WRITE, False, True),
        ({"actions": ["Local.Test/*"], "notActions": ["*/write"]}, WRITE, False, False),
        ({"actions": ["Local.Test/*"]}, WRITE, True, False),
        ({"dataActions": ["Local.Test/*"]}, WRITE, True, True),
        ({"dataActions": ["Local.Test/*"], "notDataActions": ["*/write"]}, WRITE, True, False),
        ({"actions": None}, WRITE, False, False),
    ],
)
def test_a_role_of_ones_own_is_found_in_any_casing(
    azure: OpenAzure, permission: dict[str, Any], action: str, data: bool, allowed: bool
) -> None:
    define(azure, **permission)
    assign(azure, ANN, OWN_ROLE.upper())

    assert may(azure, action, data=data) is allowed
    role = Access(azure.store, azure.scenario, azure.time).find_role(OWN_ROLE.upper())
    assert role is not None
    assert (role.name, role.description, role.built_in, role.assignable_scopes) == ("Own", "", False, ("/",))
    none: dict[str, list[str]] = {"actions": [], "notActions": [], "dataActions": [], "notDataActions": []}
    assert role.body() == {
        "roleName": "Own",
        "type": "CustomRole",
        "description": "",
        "assignableScopes": ["/"],
        "permissions": [none | {name: value or [] for name, value in permission.items()}],
    }


def test_an_assignment_of_a_role_that_is_gone_gives_nothing(azure: OpenAzure) -> None:
    define(azure, actions=["*"])
    assign(azure, ANN, f"{OWN_ROLE[:-1]}b")

    assert not may(azure, READ)
    assert Access(azure.store, azure.scenario, azure.time).permissions(ANN, GROUP) == []


def test_permissions_are_one_for_each_assignment(azure: OpenAzure) -> None:
    define(azure, actions=[WRITE])
    assign(azure, ANN, OWN_ROLE)
    assign(azure, ANN)

    found = Access(azure.store, azure.scenario, azure.time).permissions(ANN, GROUP)

    assert sorted(each.actions for each in found) == [("*/read",), (WRITE,)]


@pytest.mark.parametrize(("scope", "named"), [(GROUP, GROUP), ("", "/")])
def test_who_may_not_is_told_whole(azure: OpenAzure, scope: str, named: str) -> None:
    with pytest.raises(ArmError) as refusal:
        Access(azure.store, azure.scenario, azure.time).check(Caller(ANN, "app", "t", "n"), READ, scope)

    assert (refusal.value.status, refusal.value.code) == (403, "AuthorizationFailed")
    assert refusal.value.message == (
        f"The client 'app' with object id '{ANN}' does not have authorization to perform action '{READ}' over scope "
        f"'{named}' or the scope is invalid. If access was recently granted, please refresh your credentials."
    )


def test_azures_own_roles_are_those_that_the_catalogue_knows_whole() -> None:
    reader = roles.built_in_named("READER")

    assert reader is roles.built_in()[READER]
    assert reader.permissions == (Permission(("*/read",)),)
    assert roles.built_in_named("none") is None
    assert all(guid and role.built_in for guid, role in roles.built_in().items())
    assert reader.body()["type"] == "BuiltInRole"
    assert (reader.body()["createdBy"], reader.body()["createdOn"]) == (None, "2015-02-02T21:55:09.8806423Z")
    assert reader.body()["updatedOn"] == "2021-11-11T20:13:47.8628684Z"


def test_what_azures_own_roles_except_and_which_data_they_open() -> None:
    contributor, user = (
        roles.built_in_named(name) for name in ("Contributor", "Cognitive Services OpenAI User")
    )

    assert contributor is not None
    assert user is not None
    assert contributor.permissions[0].actions == ("*",)
    assert "Microsoft.Authorization/*/Write" in contributor.permissions[0].not_actions
    assert contributor.permissions[0].data_actions == contributor.permissions[0].not_data_actions == ()
    action = "Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action"
    assert action in user.permissions[0].data_actions
    assert action not in user.permissions[0].actions
