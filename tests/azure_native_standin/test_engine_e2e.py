"""The real Pulumi engine and the plugin, which it launches for the first stack; the others share one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from plugin_stack import EngineStack
from warm_servers import attached_plugins

if TYPE_CHECKING:
    from pathlib import Path

    from azure_fixtures import LocalAzureServer
    from plugin_client import PluginClient

pytestmark = pytest.mark.e2e

GROUP = "resources:ResourceGroup"
IDENTITY = "managedidentity:UserAssignedIdentity"

IMPORT = ("--yes", "--generate-code=false", "--protect=false", "--skip-preview")

STACK = """
import pulumi
import pulumi_azure_native as azure

group = azure.resources.ResourceGroup("rg", location="swedencentral", tags={{"a": "{tag}"}})
azure.managedidentity.UserAssignedIdentity(
    "it", resource_group_name=group.name, tags={{"secret": pulumi.Output.secret("hush-hush")}}
)
vault = azure.keyvault.Vault(
    "kv",
    resource_group_name=group.name,
    properties={{
        "tenant_id": azure.authorization.get_client_config_output().tenant_id,
        "sku": {{"family": "A", "name": "standard"}},
        "enable_rbac_authorization": True,
    }},
)
azure.keyvault.Secret(
    "secret",
    resource_group_name=group.name,
    vault_name=vault.name,
    properties={{"value": pulumi.Output.secret("hush-hush")}},
)
"""
ONE_IDENTITY = """
import pulumi_azure_native as azure
azure.managedidentity.UserAssignedIdentity(
    "it", resource_group_name="{group}", resource_name_="identity1", location="{location}"
)
"""
IGNORING = """
import pulumi
import pulumi_azure_native as azure
azure.managedidentity.UserAssignedIdentity(
    "it", resource_group_name="{group}", tags={{"a": "ours"}}, opts=pulumi.ResourceOptions(ignore_changes={ignored})
)
"""
ONE_ENDPOINT = """
import pulumi_azure_native as azure
azure.machinelearningservices.OnlineEndpoint(
    "it",
    resource_group_name="{resourceGroupName}",
    workspace_name="{workspaceName}",
    endpoint_name="{endpointName}",
    identity={{"type": "SystemAssigned"}},
    properties={{"auth_mode": "Key"}},
)
"""


@pytest.fixture(scope="module")
def attached(local_azure: LocalAzureServer) -> dict[str, str]:
    """The owner's environment, and a plugin of theirs that runs already."""
    return {
        **local_azure.env(),
        "PULUMI_DEBUG_PROVIDERS": attached_plugins({**os.environ, **local_azure.env()}),
    }


@pytest.fixture
def stack(tmp_path: Path, attached: dict[str, str]) -> EngineStack:
    return EngineStack(tmp_path, attached)


def test_a_stack_from_its_first_up_to_its_destroy(
    tmp_path: Path, local_azure: LocalAzureServer, plugin: PluginClient
) -> None:
    stack = EngineStack(tmp_path, local_azure.env())
    stack.program = STACK.format(tag="1")
    assert stack.up() == {"creat": 5}
    assert stack.up() == {"unchang": 5}
    assert "hush-hush" not in stack.state()

    plugin.delete(IDENTITY, stack.resource(IDENTITY)["id"])
    stack.program = STACK.format(tag="2")
    assert stack.run("preview", "--refresh").changes == {"creat": 1, "updat": 1, "unchang": 3}
    assert stack.up() == {"creat": 1, "updat": 1, "unchang": 3}

    group = stack.resource(GROUP)["id"]
    assert not stack.run("destroy", "--yes", "--skip-preview").failed
    assert plugin.read(GROUP, group).id == ""


def test_what_exists_is_refused_then_imported_and_unchanged(
    stack: EngineStack, plugin: PluginClient, group: str
) -> None:
    arm_id, _ = plugin.create(IDENTITY, {"resourceGroupName": group, "resourceName": "identity1"})
    stack.program = ONE_IDENTITY.format(group=group, location="swedencentral")

    refused = stack.run("up", "--yes", "--skip-preview")
    imported = stack.run("import", f"azure-native:{IDENTITY}", "it", arm_id, *IMPORT)

    assert f"cannot create already existing resource '{arm_id}'" in refused.shown
    assert not imported.failed, imported.shown
    assert stack.up() == {"unchang": 2}


def test_a_new_region_replaces_and_a_fixed_name_is_deleted_first(stack: EngineStack, group: str) -> None:
    stack.program = ONE_IDENTITY.format(group=group, location="swedencentral")
    stack.up()
    stack.program = ONE_IDENTITY.format(group=group, location="eastus2")

    assert stack.up() == {"replac": 1, "unchang": 1}
    assert stack.resource(IDENTITY)["outputs"]["location"] == "eastus2"


def test_a_refusal_shows_azures_words_and_no_frames(
    tmp_path: Path, local_azure: LocalAzureServer, group: str
) -> None:
    reader = EngineStack(tmp_path, local_azure.env("reader"))
    reader.program = ONE_IDENTITY.format(group=group, location="swedencentral")

    refused = reader.run("up", "--yes", "--skip-preview")

    assert refused.failed
    assert 'Status=403 Code="AuthorizationFailed" Message="The client ' in refused.shown
    assert "Traceback" not in refused.shown
    assert "Unexpected <class" not in refused.shown


def test_what_failed_half_way_is_in_the_state_and_mended_by_the_next_up(
    stack: EngineStack, local_azure: LocalAzureServer, endpoint: dict[str, Any]
) -> None:
    stack.program = ONE_ENDPOINT.format(**endpoint)
    fault = {"method": "PUT", "path": endpoint["endpointName"], "operation": "fail", "count": 1}
    local_azure.control("POST", "faults", fault)

    failed = stack.run("up", "--yes", "--skip-preview")

    assert failed.failed
    assert stack.resource("machinelearningservices:OnlineEndpoint")["initErrors"]
    assert stack.run("up", "--yes", "--skip-preview").changes == {"updat": 1, "unchang": 1}
    assert "initErrors" not in stack.resource("machinelearningservices:OnlineEndpoint")


@pytest.mark.parametrize(
    ("ignored", "up"), [('["tags"]', {"unchang": 2}), ("None", {"updat": 1, "unchang": 1})]
)
def test_what_is_ignored_the_engine_ignores_after_a_refresh_too(
    stack: EngineStack, plugin: PluginClient, group: str, ignored: str, up: dict[str, int]
) -> None:
    """azure-native's Diff does not look at `ignoreChanges`, and neither does ours."""
    stack.program = IGNORING.format(group=group, ignored=ignored)
    stack.up()
    made = stack.resource(IDENTITY)
    inputs = {name: made["inputs"][name] for name in ("resourceGroupName", "resourceName", "location")}
    plugin.update(IDENTITY, made["id"], {**inputs, "tags": {"a": "by somebody else"}})

    assert stack.up() == up
