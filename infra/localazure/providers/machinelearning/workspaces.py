"""workspaces: Azure ML workspaces (kind Default), hubs and projects."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from localazure.arm.errors import ArmError
from localazure.arm.locations import canonical
from localazure.arm.resource_type import (
    Call,
    Draft,
    Json,
    Operation,
    Resource,
    ResourceType,
    Write,
)
from localazure.providers import bodies
from localazure.providers.generic import merged
from localazure.providers.identities import with_identity
from localazure.providers.machinelearning import (
    managed_networks,
    names,
    wires,
    workspace_actions,
    workspace_views,
)
from localazure.providers.machinelearning.errors import user_error
from localazure.providers.machinelearning.parents import region_of
from localazure.providers.name_rules import pattern_of, refusal_of
from localazure.providers.soft_delete import Bin

if TYPE_CHECKING:
    from localazure.arm.ids import ResourceId
    from localazure.arm.resource_type import LocalAzure

SOFT_DELETED = Bin("machinelearning.deleted-workspaces")
RETENTION = timedelta(days=14)
_PURGED = "purged"

# What a workspace of each kind must name; ids of resources that exist.
_DEPENDENCIES = {
    "Default": ("storageAccount", "keyVault", "applicationInsights"),
    "FeatureStore": ("storageAccount", "keyVault", "applicationInsights"),
    "Hub": ("storageAccount", "keyVault"),
    "Project": ("hubResourceId",),
}
_LINKS = ("storageAccount", "keyVault", "applicationInsights", "containerRegistry", "hubResourceId")
_FROM_HUB = ("storageAccount", "keyVault", "applicationInsights", "containerRegistry")
_DEFAULTS: Json = {
    "sku": {"name": "Basic", "tier": "Basic"},
    "identity": {"type": "SystemAssigned"},
    "tags": {},
    "properties": {
        "allowPublicAccessWhenBehindVnet": False,
        "description": "",
        "hbiWorkspace": False,
        "managedNetwork": {"isolationMode": "Disabled"},
        "privateEndpointConnections": [],
        "privateLinkCount": 0,
        "publicNetworkAccess": "Enabled",
        "storageHnsEnabled": False,
        "v1LegacyMode": False,
    },
}


def _put(write: Write) -> Draft:
    body = bodies.check(names.WORKSPACES, write.body)
    kind = _kind(write)
    region = canonical(body["location"])
    _refuse_soft_deleted(write)
    _refuse_missing_dependencies(write, kind, body["properties"], region)
    body = with_identity(write, merged(_DEFAULTS, body | {"kind": kind}))
    _drop_unset(body["properties"], kind)
    body["properties"] |= _inherited(write.azure, kind, body["properties"]) | _computed(write)
    if kind == "Hub":
        body["properties"]["workspaceHubConfig"] = _hub_config(write, body["properties"])
    body["properties"].setdefault("friendlyName", write.id.name)
    body["properties"]["managedNetwork"] = managed_networks.taken(write, body["properties"]["managedNetwork"])
    return Draft(body, operation=Operation("Updating" if write.before else "Creating"))


def _drop_unset(properties: Json, kind: str) -> None:
    """Forget what azure-ai-ml's template sends although nothing was set; that Azure does not show it is assumed."""
    if str(properties.get("encryption", {}).get("status")).lower() == "disabled":
        del properties["encryption"]
    if not properties.get("primaryUserAssignedIdentity"):
        properties.pop("primaryUserAssignedIdentity", None)
    if kind != "FeatureStore":
        properties.pop("featureStoreSettings", None)


def _kind(write: Write) -> str:
    before = write.before.body["kind"] if write.before else "Default"
    sent = str(write.body.get("kind") or before)
    kind = next((known for known in _DEPENDENCIES if known.lower() == sent.lower()), None)
    if kind is None:
        raise ArmError(
            400, "ValidationError", f"Workspace kind '{sent}' is not supported."
        )  # wording assumed
    if write.before and kind != before:
        raise ArmError(
            400, "ValidationError", "The kind of a workspace cannot be changed."
        )  # wording assumed
    return kind


def _refuse_soft_deleted(write: Write) -> None:
    if write.before is None and SOFT_DELETED.find(write.azure, str(write.id)):
        raise ArmError(
            400,
            "BadRequest",
            "Soft-deleted workspace exists. Please purge or recover it. https://aka.ms/wsoftdelete",
        )


def _refuse_missing_dependencies(write: Write, kind: str, properties: Json, region: str) -> None:
    if not all(properties.get(name) for name in _DEPENDENCIES[kind]):
        raise ArmError(400, "Invalid", "Missing dependent resources in workspace json")
    for name in _LINKS:
        if properties.get(name) and write.azure.store.find(properties[name]) is None:
            message = (
                f"Unable to find the resource '{properties[name]}' given as '{name}'."  # wording assumed
            )
            raise user_error(write.azure, region, message, "NotFound")
    if kind == "Project":
        _refuse_wrong_hub(write, properties["hubResourceId"], region)


def _refuse_wrong_hub(write: Write, hub_id: str, region: str) -> None:
    hub = write.azure.store.find(hub_id)
    assert hub is not None
    if hub.body.get("kind") != "Hub":
        raise user_error(
            write.azure, region, f"Workspace '{hub_id}' is not a hub.", "BadRequest"
        )  # wording assumed
    if region_of(hub) != region:
        message = (
            f"A project must be in the region of its hub: {region_of(hub)}, not {region}."  # wording assumed
        )
        raise user_error(write.azure, region, message, "BadRequest")


def _inherited(azure: LocalAzure, kind: str, properties: Json) -> Json:
    if kind != "Project":
        return {}
    hub = azure.store.find(properties["hubResourceId"])
    assert hub is not None
    return {name: hub.properties[name] for name in _FROM_HUB if name in hub.properties}


def _computed(write: Write) -> Json:
    return {
        "workspaceId": write.before.properties["workspaceId"] if write.before else str(uuid.uuid4()),
        "tenantId": write.azure.scenario.tenant.id,
    }


def _hub_config(write: Write, properties: Json) -> Json:
    """Return where the hub's projects are made unless told otherwise: in its own group.

    azure-ai-ml never sends it, and its test_ai_workspace_operations finds the group in it; that it is an id is assumed.
    """
    return {"defaultWorkspaceResourceGroup": write.id.scope} | (properties.get("workspaceHubConfig") or {})


def _view(azure: LocalAzure, workspace: Resource) -> Json:
    projects = [str(project.id) for project in projects_of(azure, workspace.id)] if is_hub(workspace) else []
    return workspace_views.view(azure, workspace, projects)


def is_hub(workspace: Resource) -> bool:
    """Say whether projects may lie in it."""
    return bool(workspace.body["kind"] == "Hub")


def projects_of(azure: LocalAzure, hub: ResourceId) -> list[Resource]:
    """Return the projects of *hub*, by id."""
    return [
        workspace
        for workspace in azure.store.with_field("properties.hubResourceId", hub.key)
        if workspace.id.type == names.WORKSPACES
    ]


def _delete(call: Call) -> Operation | None:
    assert call.resource is not None
    if projects := projects_of(call.azure, call.id):
        ids = ", ".join(project.id.name for project in projects)
        message = (
            f"Hub workspace '{call.id.name}' still has projects: {ids}. Delete them first."  # wording assumed
        )
        raise user_error(call.azure, region_of(call.resource), message, "Conflict", status=409)
    if _is_purge(call):
        call.resource.private[_PURGED] = True
        call.azure.store.put(call.resource)
    return Operation("Deleting")


def _deleted(azure: LocalAzure, workspace: Resource) -> None:
    if not workspace.private.get(_PURGED):
        SOFT_DELETED.put(azure, workspace, RETENTION)


def _purge(call: Call) -> bool:
    """A DELETE with `forceToPurge` also ends the soft-deleted state, as scripts in use rely on (its status is assumed)."""
    entry = SOFT_DELETED.find(call.azure, str(call.id))
    if entry is None or not _is_purge(call):
        return False
    SOFT_DELETED.remove(call.azure, entry)
    return True


def _is_purge(call: Call) -> bool:
    return str(call.query.get("forceToPurge")).lower() == "true"


TYPE = ResourceType(
    name=names.WORKSPACES,
    api_versions=names.API_VERSIONS,
    put=_put,
    view=_view,
    dated=workspace_views.dated,
    delete=_delete,
    deleted=_deleted,
    purge=_purge,
    actions=(*workspace_actions.ACTIONS, managed_networks.PROVISION),
    name_pattern=pattern_of("workspace"),
    name_error=lambda id_: ArmError(400, "ValidationError", refusal_of("workspace", id_.name)),
    wire=wires.WORKSPACES,
)
