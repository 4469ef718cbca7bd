"""What a scenario gives is written once, and goes with the scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from localazure.arm.ids import ResourceId
from localazure.arm.resource_type import Resource
from localazure.providers.authorization.seeding import seed
from localazure.rbac.access import ASSIGNMENTS
from localazure.rbac.roles import TYPE as DEFINITIONS
from localazure.scenarios import Assignment, CustomRole
from open_azure import SUBSCRIPTION, OpenAzure, azure

if TYPE_CHECKING:
    from typing import Any

__all__ = ["azure"]

OWN = CustomRole(name="own", actions=("a/*", "b/read"))
OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"


def given(azure: OpenAzure, **changed: Any) -> list[Resource]:
    """Seed a scenario that differs so, and return what is there then."""
    azure.scenario = azure.scenario.model_copy(update=changed)
    seed(azure)
    return [*azure.store.of_type(DEFINITIONS), *azure.store.of_type(ASSIGNMENTS)]


def test_what_a_user_deletes_stays_deleted_and_what_a_user_made_stays(azure: OpenAzure) -> None:
    first = given(azure)
    made = Resource(ResourceId(SUBSCRIPTION, ASSIGNMENTS, (str(uuid4()),)), {"properties": {}})
    azure.store.put(made)
    azure.store.delete(first[0].id)

    again = given(azure)
    other = given(azure, assignments=(Assignment(principal="none", role="own"),), roles=(OWN,))

    assert len(first) == 3
    assert {each.id.key for each in again} == {each.id.key for each in (*first[1:], made)}
    assert len(other) == 3  # the role, its assignment, and what the user made
    assert made.id.key in {each.id.key for each in other}


@pytest.mark.parametrize(
    "changed",
    [
        {"roles": (OWN,)},
        {"roles": (OWN,), "withheld_actions": ("b/read",)},
        {"assignments": (Assignment(principal="reader", role="Reader"),)},
    ],
)
def test_a_scenario_that_gives_something_else_is_given_anew(
    azure: OpenAzure, changed: dict[str, Any]
) -> None:
    before = given(azure)
    azure.store.delete(before[-1].id)

    assert {each.id.key for each in given(azure, **changed)} != {each.id.key for each in before[:-1]}


@pytest.mark.parametrize(
    ("scope", "at", "shown"),
    [
        ("subscription", SUBSCRIPTION, SUBSCRIPTION),
        (f"{SUBSCRIPTION}/resourceGroups/rg/", f"{SUBSCRIPTION}/resourceGroups/rg", None),
        ("/", "", "/"),
    ],
)
def test_an_assignment_lies_at_its_scope(azure: OpenAzure, scope: str, at: str, shown: str | None) -> None:
    assignment = Assignment(principal="owner", role="OWNER", scope=scope)

    (made,) = given(azure, assignments=(assignment,))

    assert made.id.scope == at
    assert made.properties["scope"] == (shown or at)
    prefix = SUBSCRIPTION if at else ""
    assert made.properties["roleDefinitionId"] == f"{prefix}/providers/{DEFINITIONS}/{OWNER}"


@pytest.mark.parametrize(("principal", "role"), [("owner", "No such role"), ("nobody", "Owner")])
def test_what_is_not_there_cannot_be_given(azure: OpenAzure, principal: str, role: str) -> None:
    with pytest.raises(ValueError, match=f"scenario sandbox: no principal {principal}, or no role {role}"):
        given(azure, assignments=(Assignment(principal=principal, role=role),))


def test_an_own_role_goes_before_a_built_in_one_of_its_name(azure: OpenAzure) -> None:
    role, assignment = given(
        azure,
        roles=(CustomRole(name="Owner", actions=("a/read",)),),
        assignments=(Assignment(principal="none", role="Owner"),),
    )

    assert assignment.properties["roleDefinitionId"].endswith(f"/{role.id.name}")
    assert role.id.name != OWNER
