"""Workspaces and what they stand on: what they send to Azure."""

from __future__ import annotations

import pytest

from modelstacks.components.associated_resources import ResourceContext
from modelstacks.components.workspaces import AzureMlWorkspace, Hub, Project
from modelstacks.spec.workspaces_to_create import Dependencies
from registered import GROUP, TAGS, WHERE, registered

SYSTEM = {"type": "SystemAssigned"}


NAMES = Dependencies("stx", "kvx", "logx", "appix")
CONTEXT = ResourceContext("rg", "swedencentral", TAGS)
CLIENT = {"getClientConfig": {"tenantId": "tenant", "clientId": "", "objectId": "", "subscriptionId": ""}}


@pytest.mark.parametrize(("made", "kind"), [(Hub, "Hub"), (AzureMlWorkspace, "Default")])
def test_a_workspace_stands_on_its_storage_vault_and_insights(
    made: type[Hub | AzureMlWorkspace], kind: str
) -> None:
    run = registered(lambda: made("ws", NAMES, CONTEXT), answers=CLIENT)
    below = f"{GROUP}/providers"
    assert run["ws-workspace"].inputs == {
        **WHERE,
        "workspaceName": "ws",
        "kind": kind,
        "friendlyName": "ws",
        "storageAccount": f"{below}/Microsoft.Storage/storageAccounts/stx",
        "keyVault": f"{below}/Microsoft.KeyVault/vaults/kvx",
        "applicationInsights": f"{below}/Microsoft.Insights/components/appix",
        "identity": SYSTEM,
    }
    assert run["ws-workspace"].ignored == {"associatedWorkspaces", "containerRegistry", "workspaceHubConfig"}
    assert run["ws-associated-storage"].inputs == {
        **WHERE,
        "accountName": "stx",
        "kind": "StorageV2",
        "sku": {"name": "Standard_LRS"},
        "allowBlobPublicAccess": False,
        "enableHttpsTrafficOnly": True,
        "minimumTlsVersion": "TLS1_2",
    }
    vault = {
        **WHERE,
        "vaultName": "kvx",
        "properties": {
            "tenantId": "tenant",
            "sku": {"family": "A", "name": "standard"},
            "enableRbacAuthorization": True,
            "enableSoftDelete": True,
        },
    }
    assert run["ws-associated-vault"].said(vault) == vault
    assert run["ws-associated-logs"].inputs == {
        **WHERE,
        "workspaceName": "logx",
        "sku": {"name": "PerGB2018"},
        "retentionInDays": 30,
    }
    assert run["ws-associated-logs"].ignored == {"workspaceCapping"}
    insights = {
        **WHERE,
        "resourceName": "appix",
        "kind": "web",
        "applicationType": "web",
        "ingestionMode": "LogAnalytics",
        "workspaceResourceId": f"{below}/Microsoft.OperationalInsights/workspaces/logx",
    }
    assert run["ws-associated-insights"].said(insights) == insights


def test_a_project_has_its_hub_and_nothing_of_its_own() -> None:
    run = registered(lambda: Project("chat", "/hub", CONTEXT))
    assert run["chat-workspace"].inputs == {
        **WHERE,
        "workspaceName": "chat",
        "kind": "Project",
        "friendlyName": "chat",
        "hubResourceId": "/hub",
        "identity": SYSTEM,
    }
    assert {*run.resources} == {"chat", "chat-workspace"}
