"""Scenarios about who may do what: reader, propagation; and what a change of scenario leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from azure_fixtures import start_local_azure
from estate import Arm, error_of
from localazure import process

if TYPE_CHECKING:
    from pathlib import Path

    from azure_fixtures import LocalAzureServer
    from estate import Estate

pytestmark = pytest.mark.slow

READER_ROLE = "acdd72a7-3385-48ef-bd42-f606fba81ae7"


@pytest.mark.parametrize("azure", ["reader"], indirect=True)
def test_a_reader_reads_and_changes_nothing(azure: LocalAzureServer, estate: Estate) -> None:
    assert azure.env(None) == azure.env("reader")
    arm = Arm(azure, "reader")

    assert arm.send("GET", estate.group)["name"] == estate.group.rpartition("/")[2]
    refusal = arm.refused("PUT", f"{estate.group}-2", {"location": "swedencentral"})

    arm.close()
    assert error_of(refusal)["code"] == "AuthorizationFailed"


@pytest.mark.parametrize("azure", ["propagation"], indirect=True)
def test_a_role_works_only_after_a_while(azure: LocalAzureServer, estate: Estate) -> None:
    someone = azure.scenario.principal("none")
    assert someone is not None
    path = f"{estate.group}/providers/Microsoft.Authorization/roleAssignments/{uuid4()}"
    role = f"{estate.subscription}/providers/Microsoft.Authorization/roleDefinitions/{READER_ROLE}"
    properties = {"roleDefinitionId": role, "principalId": someone.object_id}
    arm = Arm(azure, "none")

    estate.arm.send("PUT", path, {"properties": properties}, version="2022-04-01")
    refusal = arm.refused("GET", estate.group)
    azure.control("POST", "clock/advance", {"by": "PT120S"})
    found = arm.send("GET", estate.group)

    arm.close()
    assert "If access was recently granted, please refresh your credentials." in str(refusal)
    assert found["name"] == estate.group.rpartition("/")[2]


def test_another_scenario_takes_the_rights_of_the_one_before_away(tmp_path: Path) -> None:
    refusals = []
    for scenario in ("sandbox", "custom-role"):
        azure = start_local_azure(tmp_path, scenario)
        arm = Arm(azure, "deployer")
        body = {"location": "swedencentral"}
        path = f"/subscriptions/{azure.subscription}/resourceGroups/rg"
        refusals.append(scenario == "custom-role" and arm.refused("PUT", path, body))
        if scenario == "sandbox":
            arm.send("PUT", path, body)
        arm.close()
        process.stop(azure.state)

    assert "Microsoft.Resources/subscriptions/resourceGroups/write" in str(refusals[-1])
