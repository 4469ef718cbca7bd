"""What a subscription's list of providers says of each: its types, where they can be, and whether it is to be registered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from localazure.arm import locations

if TYPE_CHECKING:
    from estate import Estate

VERSION = "2021-04-01"
PLACELESS = {
    "Microsoft.App/managedEnvironments/dotNetComponents",
    "Microsoft.Authorization/roleAssignments",
    "Microsoft.Authorization/roleDefinitions",
    "Microsoft.CognitiveServices/accounts/connections",
    "Microsoft.CognitiveServices/accounts/deployments",
    "Microsoft.CognitiveServices/accounts/projects/connections",
    "Microsoft.DocumentDB/databaseAccounts/mongodbDatabases",
    "Microsoft.DocumentDB/databaseAccounts/mongodbDatabases/collections",
    "Microsoft.DocumentDB/databaseAccounts/sqlDatabases",
    "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers",
    "Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments",
    "Microsoft.DocumentDB/databaseAccounts/sqlRoleDefinitions",
    "Microsoft.KeyVault/vaults/secrets",
    "Microsoft.MachineLearningServices/workspaces/connections",
    "Microsoft.MachineLearningServices/workspaces/environments/versions",
    "Microsoft.MachineLearningServices/workspaces/marketplaceSubscriptions",
    "Microsoft.MachineLearningServices/workspaces/models/versions",
    "Microsoft.MachineLearningServices/workspaces/outboundRules",
    "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
    "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
    "Microsoft.Network/virtualNetworks/subnets",
    "Microsoft.Resources/deploymentStacks",
    "Microsoft.Resources/deployments",
    "Microsoft.Resources/subscriptions",
    "Microsoft.Web/sites/basicPublishingCredentialsPolicies",
    "Microsoft.Web/sites/config",
    "Microsoft.Web/sites/slots/config",
}
"""They take no location and no tags; all others take both."""


def providers(estate: Estate) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = estate.arm.send("GET", f"{estate.subscription}/providers", version=VERSION)[
        "value"
    ]
    return found


def test_each_type_says_where_it_can_be_and_whether_it_takes_tags(estate: Estate) -> None:
    regions = [region["displayName"] for region in locations.every()]
    types = {
        f"{each['namespace']}/{one['resourceType']}": (one["locations"], one["capabilities"])
        for each in providers(estate)
        for one in each["resourceTypes"]
    }

    assert {name for name, said in types.items() if said == ([], "None")} == PLACELESS
    assert all(
        said == (regions, "SupportsTags, SupportsLocation")
        for name, said in types.items()
        if name not in PLACELESS
    )


@pytest.mark.parametrize(
    "path",
    [
        "Microsoft.Authorization/roleAssignments/5a1e0000-0000-4000-8000-0000000000aa",
        "Microsoft.Authorization/roleDefinitions/5a1e0000-0000-4000-8000-0000000000aa",
        "Microsoft.Resources/deployments/d",
        "Microsoft.Resources/deploymentStacks/s",
        "Microsoft.MachineLearningServices/workspaces/w/marketplaceSubscriptions/m",
        "Microsoft.MachineLearningServices/workspaces/w/outboundRules/r",
    ],
)
def test_some_types_are_written_whole_alone(estate: Estate, path: str) -> None:
    answer = estate.arm.raw("PATCH", estate.id(path), {}, "" if "Resources/" not in path else "2024-03-01")

    assert (answer.status_code, answer.json()["error"]["code"]) == (405, "MethodNotAllowed")


def test_two_providers_are_there_without_registration(estate: Estate) -> None:
    policies = {each["namespace"]: each["registrationPolicy"] for each in providers(estate)}
    free = {"Microsoft.Authorization", "Microsoft.Resources"}

    assert {name for name, policy in policies.items() if policy == "RegistrationFree"} == free
    assert set(policies.values()) == {"RegistrationFree", "RegistrationRequired"}


def test_one_provider_is_shown_as_the_list_shows_it(estate: Estate) -> None:
    path = f"{estate.subscription}/providers/microsoft.managedidentity"

    one = estate.arm.send("GET", path, version=VERSION)

    assert one in providers(estate)
    assert one["id"] == f"{estate.subscription}/providers/Microsoft.ManagedIdentity"
    assert one["registrationState"] == "Registered"
    versions = one["resourceTypes"][0]["apiVersions"]
    assert versions == sorted(versions, reverse=True)
