"""What a workspace shows besides what is stored."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from localazure.providers.machinelearning import managed_networks
from localazure.providers.machinelearning.parents import region_of

if TYPE_CHECKING:
    from localazure.arm.resource_type import Json, LocalAzure, Resource

_UNSET: Json = {"containerRegistry": None, "imageBuildCompute": None, "linkedModelInventoryArmId": None}
_UNTIL = "2024-10-01"
_UNPUBLISHED = ("sdkTelemetryAppInsightsKey", "sasGetterUri")
_PRIVATE_LINK_SINCE = "2025-01-01"


def view(azure: LocalAzure, workspace: Resource, projects: list[str]) -> Json:
    """Return the workspace as GET shows it; *projects* are the ids of a hub's."""
    host = azure.url.removeprefix("https://")
    computed: Json = {
        "discoveryUrl": f"{azure.url}/discovery",
        "mlFlowTrackingUri": f"azureml://{host}/mlflow/v1.0{workspace.id}",
        "notebookInfo": _notebook(workspace),
        "sdkTelemetryAppInsightsKey": _telemetry_key(azure, workspace),
        "sasGetterUri": "",
        "managedNetwork": managed_networks.shown(azure, workspace),
    }
    if workspace.body["kind"] == "Hub":
        computed["associatedWorkspaces"] = projects
    return {"etag": None} | workspace.body | {"properties": _UNSET | workspace.properties | computed}


def dated(body: Json, api_version: str) -> Json:
    """Leave out what the published types of *api_version* do not have.

    Older ones showed fields that no type ever had (recordings ml-Get-Workspace, ml-New-Workspace).
    """
    properties = dict(body["properties"])
    if api_version >= _UNTIL:
        properties = {name: value for name, value in properties.items() if name not in _UNPUBLISHED}
    if _UNTIL <= api_version < _PRIVATE_LINK_SINCE:
        notebook = properties["notebookInfo"]
        properties["notebookInfo"] = {k: v for k, v in notebook.items() if k != "isPrivateLinkEnabled"}
    return body | {"properties": properties}


def _notebook(workspace: Resource) -> Json:
    """Return where the workspace's notebooks would be: there are none here."""
    region, guid = region_of(workspace), str(workspace.properties["workspaceId"])
    return {
        "resourceId": hashlib.sha256(guid.encode()).hexdigest()[:32],
        "fqdn": f"ml-{workspace.id.name[:16]}-{region}-{guid}.{region}.notebooks.azure.net",
        "isPrivateLinkEnabled": False,
        "notebookPreparationError": None,
    }


def _telemetry_key(azure: LocalAzure, workspace: Resource) -> str:
    insights = azure.store.find(workspace.properties.get("applicationInsights") or "")
    return str(insights.properties["InstrumentationKey"]) if insights else ""
