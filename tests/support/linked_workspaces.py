"""Workspaces of any kind and what they link, in a local Azure without server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from localazure.providers import all_providers
from open_azure import GROUP
from open_workspace import VERSION, WORKSPACES, followed

if TYPE_CHECKING:
    from localazure.arm.errors import ArmError
    from open_azure import OpenAzure

LINKS = {
    "storageAccount": ("Microsoft.Storage/storageAccounts/stshop", "2024-01-01"),
    "keyVault": ("Microsoft.KeyVault/vaults/kv-shop", "2024-11-01"),
    "applicationInsights": ("Microsoft.Insights/components/appi-shop", "2020-02-02"),
    "containerRegistry": ("Microsoft.ContainerRegistry/registries/CrShop", "2023-07-01"),
}
BODIES: dict[str, dict[str, Any]] = {
    "storageAccount": {"sku": {"name": "Standard_LRS"}, "kind": "StorageV2"},
    "keyVault": {"properties": {"tenantId": "t", "sku": {"family": "A", "name": "standard"}}},
    "applicationInsights": {"kind": "web", "properties": {"Application_Type": "web"}},
    "containerRegistry": {"sku": {"name": "Basic"}},
}


@pytest.fixture
def shop(azure: OpenAzure) -> OpenAzure:
    """A group with all that workspaces link."""
    azure.providers = all_providers()
    for link, (path, version) in LINKS.items():
        body = {"location": "swedencentral"} | BODIES[link]
        azure.ask("PUT", f"{GROUP}/providers/{path}", body, query={"api-version": version})
    return azure


def links(*names: str) -> dict[str, str]:
    """Return the ids of those, by the names of their links."""
    return {name: f"{GROUP}/providers/{LINKS[name][0]}" for name in names}


ALL = ("storageAccount", "keyVault", "applicationInsights")


def put(azure: OpenAzure, name: str, kind: str | None, properties: dict[str, Any], **more: Any) -> Any:
    """Make or change a workspace; return it as it is read after its operation."""
    body = {"location": "swedencentral", "properties": properties} | ({"kind": kind} if kind else {}) | more
    answer = azure.ask("PUT", f"{WORKSPACES}/{name}", body, query={"api-version": VERSION})
    followed(azure, answer.headers["Azure-AsyncOperation"])
    return get(azure, name)


def get(azure: OpenAzure, name: str, version: str = VERSION) -> Any:
    """GET a workspace."""
    return azure.ask("GET", f"{WORKSPACES}/{name}", query={"api-version": version}).body


def post(azure: OpenAzure, path: str, body: Any) -> Any:
    """POST an action."""
    return azure.ask("POST", f"{WORKSPACES}/{path}", body, query={"api-version": VERSION})


def refused(azure: OpenAzure, name: str, kind: str, properties: Any, **more: Any) -> ArmError:
    """PUT what must be refused."""
    body = {"location": "swedencentral", "kind": kind, "properties": properties} | more
    return azure.refused("PUT", f"{WORKSPACES}/{name}", body, query={"api-version": VERSION})


def delete(azure: OpenAzure, name: str, purged: str | None) -> int:
    """DELETE, ask for the operation there is, and return the first status."""
    query = {"api-version": VERSION} | ({"forceToPurge": purged} if purged else {})
    answer = azure.ask("DELETE", f"{WORKSPACES}/{name}", query=query)
    if operation := answer.headers.get("Azure-AsyncOperation"):
        followed(azure, operation)
    return answer.status
