"""POST actions of a workspace: its keys, and its own diagnosis."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from localazure.arm.resource_type import Action, Operation
from localazure.providers.machinelearning import names

if TYPE_CHECKING:
    from localazure.arm.resource_type import Call, Json, Resource

_RESULTS = (
    "applicationInsightsResults",
    "containerRegistryResults",
    "dnsResolutionResults",
    "keyVaultResults",
    "networkSecurityRuleResults",
    "otherResults",
    "resourceLockResults",
    "storageAccountResults",
    "userDefinedRouteResults",
)


def _list_keys(call: Call) -> Json:
    """POST listKeys; the storage account's id has two names, by api-version."""
    storage, insights = _linked(call, "storageAccount"), _linked(call, "applicationInsights")
    found: Json = {
        "appInsightsInstrumentationKey": insights.properties["InstrumentationKey"] if insights else None,
        "containerRegistryCredentials": _registry_credentials(_linked(call, "containerRegistry")),
        "notebookAccessKeys": _notebook_keys(call),
        "userStorageArmId": str(storage.id) if storage else None,
        "userStorageResourceId": str(storage.id) if storage else None,
        "userStorageKey": storage.private["keys"]["key1"] if storage else None,
    }
    return {name: value for name, value in found.items() if value}


def _linked(call: Call, link: str) -> Resource | None:
    assert call.resource is not None
    return call.azure.store.find(call.resource.properties.get(link) or "")


def _registry_credentials(registry: Resource | None) -> Json | None:
    if registry is None:
        return None
    passwords = [{"name": name, "value": value} for name, value in registry.private["passwords"].items()]
    server = f"{registry.id.name.lower()}.azurecr.io"
    return {
        "location": registry.body["location"],
        "username": registry.id.name,
        "passwords": passwords,
        "loginServer": server,
    }


def _notebook_keys(call: Call) -> Json:
    """POST listNotebookKeys: keys of the notebooks there would be."""
    assert call.resource is not None
    guid = call.resource.properties["workspaceId"]
    return {
        f"{which}AccessKey": hashlib.sha256(f"{which}{guid}".encode()).hexdigest()
        for which in ("primary", "secondary")
    }


def _diagnose(call: Call) -> Json:
    """POST diagnose: no problem is ever found, in what the body names or, if it names nothing, in anything."""
    requested = call.body.get("value") or {}
    checked = [name for name in _RESULTS if name.removesuffix("Results") in requested] or list(_RESULTS)
    return {"value": {name: [] for name in checked}}


ACTIONS = (
    Action("listKeys", _list_keys, f"{names.WORKSPACES}/listKeys/action"),
    Action("listNotebookKeys", _notebook_keys, f"{names.WORKSPACES}/listNotebookKeys/action"),
    Action("diagnose", _diagnose, f"{names.WORKSPACES}/diagnose/action", operation=Operation("Updating")),
)
