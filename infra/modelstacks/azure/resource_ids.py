"""Where a Pulumi resource lies in ARM: its id from its azure-native inputs, and the api-version to ask it with.

A row for each type that the components make. Source: the types' documentation pages of pulumi-azure-native 3.29.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from modelstacks.azure.api_versions import COGNITIVE_SERVICES, MACHINE_LEARNING, RESOURCES

if TYPE_CHECKING:
    from collections.abc import Mapping

_GROUP = "/resourceGroups/{resourceGroupName}"
_WORKSPACE = _GROUP + "/providers/Microsoft.MachineLearningServices/workspaces/{workspaceName}"
_PLACE = re.compile(r"/subscriptions/([^/]+)/resourceGroups/([^/]+)", re.IGNORECASE)


class Location(NamedTuple):
    """The id's template below the subscription and the api-version."""

    template: str
    api_version: str


_LOCATIONS = {
    "resources:ResourceGroup": Location(_GROUP, RESOURCES),
    "storage:StorageAccount": Location(
        _GROUP + "/providers/Microsoft.Storage/storageAccounts/{accountName}", "2024-01-01"
    ),
    "keyvault:Vault": Location(_GROUP + "/providers/Microsoft.KeyVault/vaults/{vaultName}", "2024-11-01"),
    "operationalinsights:Workspace": Location(
        _GROUP + "/providers/Microsoft.OperationalInsights/workspaces/{workspaceName}", "2023-09-01"
    ),
    "applicationinsights:Component": Location(
        _GROUP + "/providers/Microsoft.Insights/components/{resourceName}", "2020-02-02"
    ),
    "cognitiveservices:Account": Location(
        _GROUP + "/providers/Microsoft.CognitiveServices/accounts/{accountName}", COGNITIVE_SERVICES
    ),
    "managedidentity:UserAssignedIdentity": Location(
        _GROUP + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}", "2023-01-31"
    ),
    "monitor:AutoscaleSetting": Location(
        _GROUP + "/providers/Microsoft.Insights/autoscaleSettings/{autoscaleSettingName}", "2022-10-01"
    ),
    "machinelearningservices:Workspace": Location(_WORKSPACE, MACHINE_LEARNING),
    "machinelearningservices:MarketplaceSubscription": Location(
        _WORKSPACE + "/marketplaceSubscriptions/{name}", MACHINE_LEARNING
    ),
    "machinelearningservices:ServerlessEndpoint": Location(
        _WORKSPACE + "/serverlessEndpoints/{name}", MACHINE_LEARNING
    ),
    "machinelearningservices:OnlineEndpoint": Location(
        _WORKSPACE + "/onlineEndpoints/{endpointName}", MACHINE_LEARNING
    ),
    "machinelearningservices:OnlineDeployment": Location(
        _WORKSPACE + "/onlineEndpoints/{endpointName}/deployments/{deploymentName}", MACHINE_LEARNING
    ),
}


def place_of(id_: str) -> tuple[str, str] | None:
    """Return the subscription and the resource group in an ARM id, or None where it lies in no group."""
    found = _PLACE.match(id_)
    return (found[1], found[2]) if found else None


def locate(token: str, inputs: Mapping[str, Any], subscription: str) -> tuple[str, str] | None:
    """Return (id, api-version) of the resource that *inputs* name, or None for a type without a row."""
    location = _LOCATIONS.get(token.removeprefix("azure-native:"))
    if location is None:
        return None
    return f"/subscriptions/{subscription}" + location.template.format_map(inputs), location.api_version
