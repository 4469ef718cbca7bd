"""Role assignments and definitions, through the real azure-mgmt-authorization and azure-mgmt-resource."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

import pytest
import yaml
from azure.core.exceptions import HttpResponseError
from azure.mgmt.authorization import AuthorizationManagementClient
from azure.mgmt.resource.resources import ResourceManagementClient

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from azure_fixtures import LocalAzureServer

pytestmark = pytest.mark.slow

READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
DATA_SCIENTIST = "f6c7c914-8db3-469d-8ca1-694a8f32e121"


class Rights:
    """What a test does with the rights in one resource group of its own."""

    def __init__(self, azure: LocalAzureServer) -> None:
        self.azure = azure
        self.owner = self.client("owner")
        self.group = f"rg-{uuid4().hex[:8]}"
        self.resources("owner").resource_groups.create_or_update(self.group, {"location": "swedencentral"})
        self.scope = f"/subscriptions/{azure.subscription}/resourceGroups/{self.group}"

    def client(self, principal: str) -> AuthorizationManagementClient:
        return AuthorizationManagementClient(
            subscription_id=self.azure.subscription, **self.azure.client_args(principal)
        )

    def resources(self, principal: str) -> ResourceManagementClient:
        return ResourceManagementClient(
            subscription_id=self.azure.subscription, **self.azure.client_args(principal)
        )

    def object_id(self, principal: str) -> str:
        found = self.azure.scenario.principal(principal)
        assert found is not None
        return found.object_id

    def assign(self, principal_id: str, role: str = READER, name: str = "", **more: Any) -> Any:
        properties = {"principalId": principal_id, "roleDefinitionId": self.role_id(role), **more}
        return self.owner.role_assignments.create(
            self.scope, name or str(uuid4()), {"properties": properties}
        )

    def role_id(self, role: str) -> str:
        return f"/providers/Microsoft.Authorization/roleDefinitions/{role}"


@pytest.fixture
def rights(local_azure: LocalAzureServer) -> Iterator[Rights]:
    """The shared server, with a group that goes at the end, and all rights given in it."""
    rights = Rights(local_azure)
    yield rights
    for assignment in rights.owner.role_assignments.list_for_scope(rights.scope, filter="atScope()"):
        if assignment.scope == rights.scope:
            rights.owner.role_assignments.delete_by_id(assignment.id)


def code(error: pytest.ExceptionInfo[HttpResponseError]) -> tuple[int | None, str | None]:
    assert error.value.error is not None
    return error.value.status_code, error.value.error.code


def test_a_reader_may_read_and_nothing_else(rights: Rights) -> None:
    reader = rights.resources("reader")
    assert reader.resource_groups.get(rights.group).name == rights.group
    with pytest.raises(HttpResponseError) as refused:
        reader.resource_groups.create_or_update(rights.group, {"location": "swedencentral"})
    assert code(refused) == (403, "AuthorizationFailed")
    who = rights.azure.scenario.principal("reader")
    assert who is not None
    assert (
        f"The client '{who.app_id}' with object id '{who.object_id}' does not have authorization to perform action "
        f"'Microsoft.Resources/subscriptions/resourcegroups/write' over scope '{rights.scope}' or the scope is invalid. "
        "If access was recently granted, please refresh your credentials."
    ).lower() in str(refused.value).lower()


def test_without_an_assignment_nothing_is_allowed(rights: Rights) -> None:
    with pytest.raises(HttpResponseError) as refused:
        rights.resources("none").resource_groups.get(rights.group)
    assert code(refused) == (403, "AuthorizationFailed")


def test_a_new_assignment_opens_its_scope_and_deleting_it_closes_it(rights: Rights) -> None:
    nobody = rights.resources("none")
    made = rights.assign(rights.object_id("none"))
    assert nobody.resource_groups.get(rights.group).name == rights.group
    rights.owner.role_assignments.delete_by_id(made.id)
    with pytest.raises(HttpResponseError):
        nobody.resource_groups.get(rights.group)


def test_a_contributor_may_not_assign_roles(rights: Rights) -> None:
    with pytest.raises(HttpResponseError) as refused:
        rights.client("deployer").role_assignments.create(
            rights.scope,
            str(uuid4()),
            {
                "properties": {
                    "principalId": rights.object_id("none"),
                    "roleDefinitionId": rights.role_id(READER),
                }
            },
        )
    assert code(refused) == (403, "AuthorizationFailed")


def test_an_assignment_says_what_azure_says(rights: Rights) -> None:
    made = rights.assign(rights.object_id("none"), description="for a test")
    assert made.scope == rights.scope
    assert made.principal_type == "ServicePrincipal"
    assert made.role_definition_id.startswith(f"/subscriptions/{rights.azure.subscription}/providers/")
    assert rights.owner.role_assignments.get_by_id(made.id).description == "for a test"


def test_the_same_assignment_under_another_name_exists(rights: Rights) -> None:
    rights.assign(rights.object_id("none"))
    with pytest.raises(HttpResponseError) as refused:
        rights.assign(rights.object_id("none"))
    assert code(refused) == (409, "RoleAssignmentExists")


def test_the_same_name_for_another_principal_is_no_update(rights: Rights) -> None:
    made = rights.assign(rights.object_id("none"))
    with pytest.raises(HttpResponseError) as refused:
        rights.assign(rights.object_id("reader"), name=made.name)
    assert code(refused) == (400, "RoleAssignmentUpdateNotPermitted")


def test_an_unknown_principal_needs_its_type(rights: Rights) -> None:
    stranger = str(uuid4())
    with pytest.raises(HttpResponseError) as refused:
        rights.assign(stranger)
    assert code(refused) == (400, "PrincipalNotFound")
    assert rights.assign(stranger, principalType="ServicePrincipal").principal_id == stranger


def test_a_principal_of_another_type(rights: Rights) -> None:
    with pytest.raises(HttpResponseError) as refused:
        rights.assign(rights.object_id("none"), principalType="User")
    assert code(refused) == (400, "UnmatchedPrincipalType")


def test_an_unknown_role(rights: Rights) -> None:
    with pytest.raises(HttpResponseError) as refused:
        rights.assign(rights.object_id("none"), role=str(uuid4()))
    assert code(refused) == (404, "RoleDefinitionDoesNotExist")


def test_a_name_that_is_no_guid(rights: Rights) -> None:
    with pytest.raises(HttpResponseError) as refused:
        rights.assign(rights.object_id("none"), name="my-assignment")
    assert code(refused) == (400, "InvalidRoleAssignmentId")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("atScope()", {"owner", "deployer", "reader", "none"}),
        ("principalId eq '{none}'", {"none"}),
        ("assignedTo('{reader}')", {"reader"}),
        ("atScope() and assignedTo('{none}')", {"none"}),
    ],
)
def test_filters_of_the_list(rights: Rights, text: str, found: set[str]) -> None:
    rights.assign(rights.object_id("none"))
    names = {rights.object_id(name): name for name in ("owner", "deployer", "reader", "none")}
    asked = text.format(**{name: object_id for object_id, name in names.items()})
    listed = rights.owner.role_assignments.list_for_scope(rights.scope, filter=asked)
    ids = {assignment.principal_id for assignment in listed}  # others made for other tests may be among them
    assert {name for object_id, name in names.items() if object_id in ids} == found


def test_built_in_roles_are_found_by_name(rights: Rights) -> None:
    (role,) = rights.owner.role_definitions.list(rights.scope, filter="roleName eq 'Azure AI Developer'")
    assert (role.name, role.role_type) == ("64702f94-c441-49e6-a78b-ef80e0188fee", "BuiltInRole")
    assert rights.owner.role_definitions.get(rights.scope, role.name).role_name == "Azure AI Developer"


def test_a_custom_role_grants_what_it_says(rights: Rights) -> None:
    name = str(uuid4())
    properties = {
        "roleName": f"Group reader {name}",
        "type": "CustomRole",
        "assignableScopes": [rights.scope],
        "permissions": [{"actions": ["Microsoft.Resources/subscriptions/resourceGroups/read"]}],
    }
    role = rights.owner.role_definitions.create_or_update(rights.scope, name, {"properties": properties})
    again = rights.owner.role_definitions.create_or_update(
        rights.scope,
        name,
        {"properties": properties},
        cls=lambda answer, *_: answer.http_response.status_code,
    )
    assert cast("object", again) == 201
    made = rights.assign(rights.object_id("none"), role=name)
    assert rights.resources("none").resource_groups.get(rights.group).name == rights.group
    with pytest.raises(HttpResponseError) as refused:
        rights.owner.role_definitions.delete(rights.scope, name)
    assert code(refused) == (400, "RoleDefinitionHasAssignments")
    rights.owner.role_assignments.delete_by_id(made.id)
    rights.owner.role_definitions.delete(rights.scope, role.name)


def test_permissions_are_the_callers_own(rights: Rights) -> None:
    (granted,) = rights.client("deployer").permissions.list_for_resource_group(rights.group)
    assert granted.actions == ["*"]
    assert "Microsoft.Authorization/*/Write" in granted.not_actions


@pytest.mark.parametrize("below", ["", "/resourceGroups/{group}"])
def test_permissions_are_there_at_any_scope(rights: Rights, below: str) -> None:
    """azure-mgmt-authorization has no call for a subscription's: a plain GET."""
    scope = f"/subscriptions/{rights.azure.subscription}{below.format(group=rights.group)}"
    path = f"{scope}/providers/Microsoft.Authorization/permissions"
    found = rights.resources("reader").resources.get_by_id(path, api_version="2022-04-01")
    assert found.as_dict()["value"][0]["actions"] == ["*/read"]


def test_an_assignment_takes_effect_after_its_propagation(
    local_azure_with: Callable[[str], LocalAzureServer], tmp_path: Path
) -> None:
    azure = local_azure_with(str(scenario_with(tmp_path, rbac={"propagation_s": 120})))
    rights = Rights(azure)
    rights.assign(rights.object_id("none"))
    with pytest.raises(HttpResponseError) as refused:
        rights.resources("none").resource_groups.get(rights.group)
    assert code(refused) == (403, "AuthorizationFailed")
    azure.control("POST", "clock/advance", {"by": "PT120S"})
    assert rights.resources("none").resource_groups.get(rights.group).name == rights.group


def test_a_groups_members_have_its_rights(
    local_azure_with: Callable[[str], LocalAzureServer], tmp_path: Path
) -> None:
    team = {"name": "team", "object_id": str(uuid4()), "type": "Group"}
    azure = local_azure_with(str(scenario_with(tmp_path, team=team)))
    rights = Rights(azure)
    rights.assign(team["object_id"])
    assert rights.resources("none").resource_groups.get(rights.group).name == rights.group


def scenario_with(folder: Path, team: dict[str, str] | None = None, **changed: Any) -> Path:
    """Write the sandbox with changes; *team* is a group that the principal none belongs to."""
    from localazure import scenarios

    scenario = yaml.safe_load(scenarios.text_of("sandbox")) | changed
    if team:
        scenario["principals"][-1]["groups"] = [team["name"]]
        scenario["principals"].append(team)
    file = folder / "scenario.yaml"
    file.write_text(yaml.safe_dump(scenario))
    return file
