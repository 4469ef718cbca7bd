from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from plugin_client import PluginClient

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer


@pytest.fixture(scope="session")
def plugin(local_azure: LocalAzureServer) -> Iterator[PluginClient]:
    """The plugin as the owner, configured; shared, since starting one costs seconds."""
    with PluginClient(local_azure.env()) as client:
        yield client.configure()


@pytest.fixture
def group(plugin: PluginClient) -> str:
    """A resource group of the test's own, in swedencentral."""
    name = f"rg-{uuid4().hex[:8]}"
    plugin.create("resources:ResourceGroup", {"resourceGroupName": name, "location": "swedencentral"})
    return name


@pytest.fixture(scope="session")
def workspace(plugin: PluginClient, local_azure: LocalAzureServer) -> dict[str, Any]:
    """The path parameters of an Azure ML workspace with what one needs; shared, give children names of their own."""
    group = {"resourceGroupName": f"rg-ml-{uuid4().hex[:8]}"}
    tenant = local_azure.env()["ARM_TENANT_ID"]
    vault = {"tenantId": tenant, "sku": {"family": "A", "name": "standard"}, "enableRbacAuthorization": True}
    plugin.create("resources:ResourceGroup", {**group, "location": "swedencentral"})
    storage, _ = plugin.create(
        "storage:StorageAccount", {**group, "kind": "StorageV2", "sku": {"name": "Standard_LRS"}}
    )
    key_vault, _ = plugin.create("keyvault:Vault", {**group, "properties": vault})
    insights, _ = plugin.create(
        "applicationinsights:Component", {**group, "kind": "web", "applicationType": "web"}
    )
    _, made = plugin.create(
        "machinelearningservices:Workspace",
        {
            **group,
            "identity": {"type": "SystemAssigned"},
            "storageAccount": storage,
            "keyVault": key_vault,
            "applicationInsights": insights,
        },
    )
    return {**group, "workspaceName": made["name"]}


@pytest.fixture
def endpoint(workspace: dict[str, Any]) -> dict[str, Any]:
    """The inputs of an online endpoint that does not exist yet."""
    own = {"endpointName": f"ep-{uuid4().hex[:8]}", "identity": {"type": "SystemAssigned"}}
    return {**workspace, **own, "properties": {"authMode": "Key"}}
