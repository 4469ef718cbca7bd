"""The id that a resource will have, from its azure-native inputs."""

from __future__ import annotations

import ast
from pathlib import Path

import pulumi
import pulumi_azure_native
import pytest

import modelstacks.components
from modelstacks.azure.resource_ids import locate
from modelstacks.azure.resource_types import resource_types

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


def test_a_type_without_a_row_lies_nowhere_and_one_at_any_scope_neither() -> None:
    assert locate("azure-native:authorization:RoleAssignment", INPUTS, "s") is None
    assert locate("azure-native:compute:VirtualMachine", INPUTS, "s") is None


def test_every_type_that_the_components_make_has_a_row() -> None:
    (folder,) = modelstacks.components.__path__
    types = types_created_by(Path(folder))
    assert "authorization:RoleAssignment" in types
    assert types <= resource_types().types.keys()


def types_created_by(folder: Path) -> set[str]:
    """The azure-native types that the components' code makes."""
    return {token for file in folder.glob("*.py") for token in tokens_in(ast.parse(file.read_text()))}


def tokens_in(tree: ast.AST) -> set[str]:
    nodes = list(ast.walk(tree))
    modules = {
        alias.asname or alias.name: alias.name
        for node in nodes
        if isinstance(node, ast.ImportFrom) and node.module == "pulumi_azure_native"
        for alias in node.names
    }
    calls = [node.func for node in nodes if isinstance(node, ast.Call)]
    bases = [base for node in nodes if isinstance(node, ast.ClassDef) for base in node.bases]
    return {
        f"{modules[name.value.id]}:{name.attr}"
        for name in (*calls, *bases)
        if isinstance(name, ast.Attribute) and isinstance(name.value, ast.Name)
        if name.value.id in modules and is_resource(modules[name.value.id], name.attr)
    }


def is_resource(module: str, name: str) -> bool:
    found = getattr(getattr(pulumi_azure_native, module), name)
    return isinstance(found, type) and issubclass(found, pulumi.CustomResource)
