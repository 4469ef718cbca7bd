"""Workspaces and what they stand on: what they send to Azure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from modelstacks.components.associated_resources import ResourceContext
from modelstacks.components.workspaces import AzureMlWorkspace, Hub, Project
from modelstacks.spec.workspaces_to_create import Dependencies
from registered import GROUP, TAGS, WHERE, registered

if TYPE_CHECKING:
    from registered import Registered

SYSTEM = {"type": "SystemAssigned"}
BELOW = f"{GROUP}/providers"

NAMES = Dependencies("stx", "kvx", "logx", "appix")
CONTEXT = ResourceContext("rg", "swedencentral", TAGS)
CLIENT = {"getClientConfig": {"tenantId": "tenant", "clientId": "", "objectId": "", "subscriptionId": ""}}


KINDS = {"Hub": Hub, "Default": AzureMlWorkspace}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """The kind of a workspace that stands on resources of its own."""
    return str(request.param)


@pytest.fixture
def run(kind: str) -> Registered:
    """A program that makes one of that kind."""
    return registered(lambda: KINDS[kind]("ws", NAMES, CONTEXT), answers=CLIENT)


def test_a_workspace_names_its_storage_vault_and_insights(kind: str, run: Registered) -> None:
    assert run["ws-workspace"].inputs == {
        **WHERE,
        "workspaceName": "ws",
        "kind": kind,
        "friendlyName": "ws",
        "storageAccount": f"{BELOW}/Microsoft.Storage/storageAccounts/stx",
        "keyVault": f"{BELOW}/Microsoft.KeyVault/vaults/kvx",
        "applicationInsights": f"{BELOW}/Microsoft.Insights/components/appix",
        "identity": SYSTEM,
    }
    assert run["ws-workspace"].ignored == {"associatedWorkspaces", "containerRegistry", "workspaceHubConfig"}


def test_storage_and_vault_are_closed_as_far_as_azure_ml_lets_them_be(run: Registered) -> None:
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


def test_insights_keep_their_logs_in_a_workspace(run: Registered) -> None:
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
        "workspaceResourceId": f"{BELOW}/Microsoft.OperationalInsights/workspaces/logx",
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
