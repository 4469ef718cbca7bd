from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from estate import error_of, workspace

if TYPE_CHECKING:
    from estate import Estate

pytestmark = pytest.mark.slow


def test_hub_shows_what_azure_computes(estate: Estate) -> None:
    hub = estate.get(estate.hub())

    properties = hub["properties"]
    assert hub["kind"] == "Hub"
    assert hub["identity"]["type"] == "SystemAssigned"
    assert properties["provisioningState"] == "Succeeded"
    assert properties["discoveryUrl"] == f"{estate.azure.url}/discovery"
    host = f"localhost:{estate.azure.server.port}"
    assert properties["mlFlowTrackingUri"] == f"azureml://{host}/mlflow/v1.0{hub['id']}"
    assert properties["friendlyName"] == "hub"


@pytest.mark.azure_verified  # azure-ai-ml's test_ai_workspace_operations
def test_a_hubs_projects_are_made_in_its_own_group_by_default(estate: Estate) -> None:
    path = estate.hub()
    config = {"defaultWorkspaceResourceGroup": f"{estate.subscription}/resourceGroups/other"}

    default = estate.get(path)["properties"]["workspaceHubConfig"]
    estate.arm.send("PATCH", estate.id(path), {"properties": {"workspaceHubConfig": config}})

    assert default == {"defaultWorkspaceResourceGroup": estate.group}
    assert estate.get(path)["properties"]["workspaceHubConfig"] == config


def test_project_takes_its_resources_from_the_hub(estate: Estate) -> None:
    project = estate.get(estate.project())["properties"]

    hub = estate.get(workspace("hub"))["properties"]
    assert project["storageAccount"] == hub["storageAccount"]
    assert hub["associatedWorkspaces"] == [project["mlFlowTrackingUri"].partition("/mlflow/v1.0")[2]]


def test_identity_and_workspace_id_survive_an_update(estate: Estate) -> None:
    path = estate.project()
    before = estate.get(path)

    after = estate.put(path, {"kind": "Project", "tags": {"a": "b"}, "properties": _sent(before)})

    assert after["identity"] == before["identity"]
    assert after["properties"]["workspaceId"] == before["properties"]["workspaceId"]
    assert after["tags"] == {"a": "b"}


def _sent(workspace_body: dict[str, Any]) -> dict[str, Any]:
    return {"hubResourceId": workspace_body["properties"]["hubResourceId"]}


def test_default_workspace_needs_storage_vault_and_insights(estate: Estate) -> None:
    properties = {
        "storageAccount": estate.storage_account(),
        "keyVault": estate.key_vault(),
        "applicationInsights": estate.component(),
    }

    made = estate.put(workspace("classic"), {"properties": properties})

    assert made["kind"] == "Default"
    keys = estate.post(f"{workspace('classic')}/listKeys")
    assert keys["userStorageResourceId"] == properties["storageAccount"]
    assert len(keys["appInsightsInstrumentationKey"]) == 36


@pytest.mark.azure_verified  # azure-ai-ml's test_update_sai_to_sai_and_uai_workspace_with_uai_deletion
def test_no_primary_identity_is_none_at_all(estate: Estate) -> None:
    properties = _sent(estate.get(estate.project())) | {"primaryUserAssignedIdentity": ""}

    project = estate.put(workspace("other"), {"kind": "Project", "properties": properties})

    assert "primaryUserAssignedIdentity" not in project["properties"]


@pytest.mark.parametrize("kind", ["Default", "Hub", "Project"])
def test_a_workspace_without_its_dependencies_is_refused(estate: Estate, kind: str) -> None:
    refusal = estate.put_refused(workspace("bare"), {"kind": kind, "properties": {}})

    assert refusal.status_code == 400
    assert error_of(refusal) == {
        "code": "Invalid",
        "message": "Missing dependent resources in workspace json",
    }


def test_a_dependency_that_does_not_exist_is_named(estate: Estate) -> None:
    missing = estate.id("Microsoft.Storage/storageAccounts/nowhere")
    properties = {"storageAccount": missing, "keyVault": estate.key_vault()}

    refusal = estate.put_refused(workspace("hub"), {"kind": "Hub", "properties": properties})

    assert (
        error_of(refusal)["message"] == f"Unable to find the resource '{missing}' given as 'storageAccount'."
    )


def test_a_project_of_something_else_than_a_hub_is_refused(estate: Estate, project: str) -> None:
    body = {"kind": "Project", "properties": {"hubResourceId": estate.id(project)}}

    assert "is not a hub" in str(estate.put_refused(workspace("other"), body))


def test_a_project_lives_in_its_hubs_region(estate: Estate) -> None:
    hub_id = estate.id(estate.hub())
    body = {"location": "eastus2", "kind": "Project", "properties": {"hubResourceId": hub_id}}

    assert "region of its hub: swedencentral" in str(estate.put_refused(workspace("other"), body))


@pytest.mark.parametrize("change", [{"kind": "Hub"}, {"kind": "Bogus"}])
def test_kind_is_checked(estate: Estate, project: str, change: dict[str, str]) -> None:
    body = change | {"properties": _sent(estate.get(project))}

    assert error_of(estate.put_refused(project, body))["code"] == "ValidationError"


@pytest.mark.parametrize("name", ["ab", "-abc", "a" * 34, "with.dot"])
def test_names_azure_refuses(estate: Estate, name: str) -> None:
    assert f"'{name}' is invalid" in str(estate.put_refused(workspace(name), {"properties": {}}))


def test_a_hub_with_projects_stays(estate: Estate) -> None:
    estate.project("first")

    refusal = estate.arm.refused("DELETE", estate.id(workspace("hub")))

    assert refusal.status_code == 409
    assert "still has projects: first" in str(refusal)


def test_a_deleted_workspace_keeps_its_name_until_it_is_purged(estate: Estate) -> None:
    path = estate.project()
    body = {"kind": "Project", "properties": _sent(estate.get(path))}
    estate.delete(path)

    refusal = estate.put_refused(path, body)
    estate.delete(path, forceToPurge="true")

    assert error_of(refusal) == {
        "code": "BadRequest",
        "message": "Soft-deleted workspace exists. Please purge or recover it. https://aka.ms/wsoftdelete",
    }
    assert estate.put(path, body)["properties"]["provisioningState"] == "Succeeded"


def test_deleting_for_good_frees_the_name(estate: Estate, project: str) -> None:
    body = {"kind": "Project", "properties": _sent(estate.get(project))}

    estate.delete(project, forceToPurge="true")

    assert estate.put(project, body)["name"] == "chat"
