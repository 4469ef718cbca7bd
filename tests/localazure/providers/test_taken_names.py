"""Whose name is free in a second resource group, without a server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from open_azure import GROUP, SUBSCRIPTION

if TYPE_CHECKING:
    from open_azure import OpenAzure

OTHER = f"{SUBSCRIPTION}/resourceGroups/Other"
TENANT = "72f988bf-0000-4000-8000-00000000cafe"
VAULT = {"properties": {"tenantId": TENANT, "sku": {"family": "A", "name": "standard"}}}
STORAGE = {"sku": {"name": "Standard_LRS"}, "kind": "StorageV2"}


@pytest.mark.parametrize(
    ("type_name", "version", "body", "refusal"),
    [
        ("Microsoft.OperationalInsights/workspaces", "2023-09-01", {}, None),
        ("Microsoft.ManagedIdentity/userAssignedIdentities", "2023-01-31", {}, None),
        (
            "Microsoft.Insights/components",
            "2020-02-02",
            {"kind": "web", "properties": {"Application_Type": "web"}},
            None,
        ),
        ("Microsoft.KeyVault/vaults", "2024-11-01", VAULT, (409, "VaultAlreadyExists")),
        ("Microsoft.Storage/storageAccounts", "2024-01-01", STORAGE, (409, "StorageAccountAlreadyTaken")),
        (
            "Microsoft.ContainerRegistry/registries",
            "2023-01-01-preview",
            {"sku": {"name": "Basic"}},
            (409, "AlreadyInUse"),
        ),
    ],
)
def test_a_name_is_unique_in_azure_or_in_its_group(
    whole: OpenAzure, type_name: str, version: str, body: dict[str, Any], refusal: tuple[int, str] | None
) -> None:
    query = {"api-version": version}
    sent = {"location": "swedencentral"} | body
    whole.ask("PUT", OTHER, {"location": "swedencentral"})
    path = f"providers/{type_name}/taken"
    first = whole.ask("PUT", f"{GROUP}/{path}", sent, query=query).status
    again = whole.ask("PUT", f"{GROUP}/{path}", sent, query=query).status

    assert first in {200, 201, 202}
    assert again in {200, 201}
    if refusal is None:
        assert whole.ask("PUT", f"{OTHER}/{path}", sent, query=query).status == first
    else:
        told = whole.refused("PUT", f"{OTHER}/{path}", sent, query=query)
        assert (told.status, told.code) == refusal
