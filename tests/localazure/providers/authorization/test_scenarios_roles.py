"""Rights given by a scenario, at the subscription and at the tenant."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
import yaml

from estate import Arm, error_of
from localazure import scenarios

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from azure_fixtures import LocalAzureServer

ROLES = "/providers/Microsoft.Authorization/roleDefinitions"
ASSIGNMENTS = "/providers/Microsoft.Authorization/roleAssignments"
OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
UNSET = dict.fromkeys(("description", "condition", "conditionVersion", "delegatedManagedIdentityResourceId"))


def test_what_a_scenario_gives_nobody_made(local_azure: LocalAzureServer) -> None:
    subscription = f"/subscriptions/{local_azure.subscription}"
    arm, owner = Arm(local_azure), local_azure.scenario.principal("owner")
    assert owner

    rows = arm.send("GET", f"{subscription}{ASSIGNMENTS}")["value"]
    (given,) = [
        row
        for row in rows
        if row["properties"]["principalId"] == owner.object_id and row["properties"]["scope"] == subscription
    ]
    arm.close()

    properties = given["properties"]
    assert properties.pop("createdOn") == properties.pop("updatedOn")
    assert properties == UNSET | {
        "roleDefinitionId": f"{subscription}{ROLES}/{OWNER}",
        "principalId": owner.object_id,
        "principalType": "ServicePrincipal",
        "scope": subscription,
        "createdBy": "",
        "updatedBy": "",
    }
    assert given["id"] == f"{subscription}{ASSIGNMENTS}/{given['name']}"
    assert given["type"] == "Microsoft.Authorization/roleAssignments"


@pytest.fixture
def arm(local_azure_with: Callable[[str], LocalAzureServer], tmp_path: Path) -> Iterator[Arm]:
    """The owner, in a scenario that gives the role at the tenant."""
    scenario = yaml.safe_load(scenarios.text_of("sandbox"))
    scenario["assignments"] = [{"principal": "owner", "role": "Owner", "scope": "/"}]
    scenario["roles"] = [{"name": "own", "actions": ["a/*", "b/read"]}]
    scenario["withheld_actions"] = ["B/read", "a/x/read"]
    file = tmp_path / "scenario.yaml"
    file.write_text(yaml.safe_dump(scenario))
    made = Arm(local_azure_with(str(file)))
    yield made
    made.close()


def test_the_tenant_is_a_scope_as_others(arm: Arm) -> None:
    (given,) = arm.send("GET", ASSIGNMENTS)["value"]
    stranger = {"principalId": str(uuid4()), "principalType": "User"}
    made = arm.send(
        "PUT",
        f"{ASSIGNMENTS}/{uuid4()}",
        {"properties": stranger | {"roleDefinitionId": f"{ROLES}/{READER}"}},
    )
    (own,) = arm.send("GET", ROLES, **{"$filter": "type eq 'CustomRole'"})["value"]
    (subscription,) = arm.send("GET", "/subscriptions", version="2022-12-01")["value"]
    lost = arm.refused("GET", f"{ROLES}/{uuid4()}")

    assert (given["properties"]["scope"], given["id"]) == ("/", f"{ASSIGNMENTS}/{given['name']}")
    assert given["properties"]["roleDefinitionId"] == f"{ROLES}/{OWNER}"
    assert (made["properties"]["scope"], made["id"]) == ("/", f"{ASSIGNMENTS}/{made['name']}")
    assert made["properties"]["roleDefinitionId"] == f"{ROLES}/{READER}"
    assert own["id"] == f"{subscription['id']}{ROLES}/{own['name']}"
    history = {name: own["properties"].pop(name) for name in ("createdOn", "updatedOn")}
    assert history["createdOn"] == history["updatedOn"]
    assert own["properties"] == {
        "roleName": "own",
        "type": "CustomRole",
        "description": "",
        "assignableScopes": [subscription["id"]],
        "permissions": [
            {
                "actions": ["a/*"],
                "notActions": ["a/x/read"],
                "dataActions": [],
                "notDataActions": [],
            }
        ],
        "createdBy": "",
        "updatedBy": "",
    }
    assert error_of(lost)["code"] == "RoleDefinitionDoesNotExist"
