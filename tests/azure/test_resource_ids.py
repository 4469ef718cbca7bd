"""The id that a resource will have, from its azure-native inputs."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import modelstacks.components
from modelstacks.azure.resource_ids import _LOCATIONS, locate

INPUTS = {
    name: name[0]
    for name in (
        "resourceGroupName",
        "workspaceName",
        "accountName",
        "vaultName",
        "name",
        "endpointName",
        "deploymentName",
    )
} | {"resourceName": "i"}
ML = "/subscriptions/s/resourceGroups/r/providers/Microsoft.MachineLearningServices/workspaces/w"
MODULES = {"ml": "machinelearningservices"}


@pytest.mark.parametrize(
    ("token", "id_", "version"),
    [
        ("resources:ResourceGroup", "/subscriptions/s/resourceGroups/r", "2024-03-01"),
        (
            "storage:StorageAccount",
            "/subscriptions/s/resourceGroups/r/providers/Microsoft.Storage/storageAccounts/a",
            "2024-01-01",
        ),
        ("machinelearningservices:MarketplaceSubscription", f"{ML}/marketplaceSubscriptions/n", "2025-12-01"),
        ("machinelearningservices:OnlineDeployment", f"{ML}/onlineEndpoints/e/deployments/d", "2025-12-01"),
    ],
)
def test_inputs_tell_where_a_resource_will_lie(token: str, id_: str, version: str) -> None:
    assert locate(f"azure-native:{token}", INPUTS, "s") == (id_, version)


def test_a_type_without_a_row_lies_nowhere() -> None:
    assert locate("azure-native:compute:VirtualMachine", INPUTS, "s") is None


def test_every_type_that_the_components_make_has_a_row() -> None:
    (folder,) = modelstacks.components.__path__
    assert made_by(Path(folder)) == set(_LOCATIONS)


def made_by(folder: Path) -> set[str]:
    """The azure-native types that the components' code makes."""
    return {token for file in folder.glob("*.py") for token in tokens_in(ast.parse(file.read_text()))}


def tokens_in(tree: ast.AST) -> set[str]:
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    bases = [base for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for base in node.bases]
    made = (
        (MODULES.get(name.value.id, name.value.id), name.attr)
        for name in (*calls, *bases)
        if isinstance(name, ast.Attribute) and isinstance(name.value, ast.Name)
    )
    known = {token.partition(":")[0] for token in _LOCATIONS}
    return {
        f"{module}:{name}"
        for module, name in made
        if module in known and name[0].isupper() and not name.endswith("Args")
    }
