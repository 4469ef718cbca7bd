"""The ids of ARM."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import modelstacks
from modelstacks.azure.arm_id import WORKSPACES, ArmId, distinct, region_id

SUBSCRIPTION = ArmId.at("s")
GROUP = ArmId.at("s", "g")
WORKSPACE = GROUP.resource(WORKSPACES, "w")
ENDPOINT = WORKSPACE.child("onlineEndpoints", "e")
DELETED = SUBSCRIPTION.resource("Microsoft.KeyVault/locations", "eastus2").child("deletedVaults", "v")
ASSIGNMENTS = "Microsoft.Authorization/roleAssignments"


def test_ids_are_written_as_azure_writes_them() -> None:
    assert (SUBSCRIPTION, GROUP) == ("/subscriptions/s", "/subscriptions/s/resourceGroups/g")
    assert f"{GROUP}/providers/Microsoft.MachineLearningServices/workspaces/w" == WORKSPACE
    assert ENDPOINT.child("deployments", "d") == f"{WORKSPACE}/onlineEndpoints/e/deployments/d"
    assert DELETED == "/subscriptions/s/providers/Microsoft.KeyVault/locations/eastus2/deletedVaults/v"


@pytest.mark.parametrize(
    ("id_", "name", "collection", "parent"),
    [
        (ENDPOINT.child("deployments", "d"), "d", "deployments", ENDPOINT),
        (ENDPOINT, "e", "onlineEndpoints", WORKSPACE),
        (WORKSPACE, "w", "workspaces", GROUP),
        (WORKSPACE.replace("providers", "PROVIDERS"), "w", "workspaces", GROUP),
        (GROUP, "g", "resourceGroups", SUBSCRIPTION),
        (SUBSCRIPTION, "s", "subscriptions", ""),
        (WORKSPACE.resource(ASSIGNMENTS, "a"), "a", "roleAssignments", WORKSPACE),
        (SUBSCRIPTION.resource(ASSIGNMENTS, "a"), "a", "roleAssignments", SUBSCRIPTION),
        (ArmId().resource(ASSIGNMENTS, "a"), "a", "roleAssignments", ""),
    ],
)
def test_an_id_knows_its_name_and_what_it_lies_in(id_: str, name: str, collection: str, parent: str) -> None:
    read = ArmId(id_)
    assert (read.name, read.collection, read.parent) == (name, collection, parent)
    assert f"{read.listing}/{name}" == id_


@pytest.mark.parametrize(
    ("id_", "type_"),
    [
        (ENDPOINT.child("deployments", "d"), f"{WORKSPACES}/onlineEndpoints/deployments"),
        (WORKSPACE.resource(ASSIGNMENTS, "a"), ASSIGNMENTS),
        (
            ArmId("/providers/Microsoft.Management/managementGroups/m"),
            "Microsoft.Management/managementGroups",
        ),
        (GROUP, ""),
        (SUBSCRIPTION, ""),
    ],
)
def test_an_id_knows_its_type(id_: ArmId, type_: str) -> None:
    assert id_.type == type_


@pytest.mark.parametrize(
    ("id_", "subscription", "group"),
    [
        (ENDPOINT, "s", "g"),
        (GROUP.lower(), "s", "g"),
        (DELETED, "s", ""),
        (SUBSCRIPTION, "s", ""),
        ("/providers/Microsoft.Management/managementGroups/m", "", ""),
    ],
)
def test_an_id_knows_whose_it_is(id_: str, subscription: str, group: str) -> None:
    assert (ArmId(id_).subscription, ArmId(id_).group) == (subscription, group)


def test_ids_that_differ_in_casing_alone_are_one() -> None:
    assert distinct([GROUP, WORKSPACE, GROUP.upper()]) == (GROUP.upper(), WORKSPACE)


@pytest.mark.parametrize("location", ["Sweden Central", "swedencentral", "SwedenCentral"])
def test_a_location_in_any_writing_is_one_region(location: str) -> None:
    assert region_id(location) == "swedencentral"


def test_building_ids_waits_for_no_client() -> None:
    program = f"import sys; from {ArmId.__module__} import ArmId; ArmId.at('s', 'g'); print('azure.core' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"


def test_no_other_file_writes_a_scope() -> None:
    root = Path(modelstacks.__file__).parent
    writing = [
        file.name
        for file in root.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.JoinedStr) and "/subscriptions/" in ast.unparse(node)
    ]
    assert writing == ["arm_id.py"]
