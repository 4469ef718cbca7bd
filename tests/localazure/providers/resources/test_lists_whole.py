"""What subscriptions, tenants, regions, groups, providers and lists of resources show, field by field."""

from __future__ import annotations

from typing import Any

import pytest

from localazure.arm import locations
from open_azure import GROUP, SUBSCRIPTION, WIDGETS, OpenAzure

TENANT = "72f988bf-0000-4000-8000-00000000cafe"
ARM = {"api-version": "2024-03-01"}
TAGS = "providers/Microsoft.Resources/tags/default"


def test_a_subscription_whole(azure: OpenAzure) -> None:
    assert azure.ask("GET", SUBSCRIPTION).body == {
        "id": SUBSCRIPTION,
        "authorizationSource": "RoleBased",
        "managedByTenants": [],
        "subscriptionId": SUBSCRIPTION.rpartition("/")[2],
        "tenantId": TENANT,
        "displayName": "local-sandbox",
        "state": "Enabled",
        "subscriptionPolicies": {
            "locationPlacementId": "Public_2014-09-01",
            "quotaId": "EnterpriseAgreement_2014-09-01",
            "spendingLimit": "Off",
        },
    }


@pytest.mark.parametrize("country", ["SE", None])
def test_a_tenant_whole(azure: OpenAzure, country: str | None) -> None:
    tenant = azure.scenario.tenant.model_copy(update={"country": country})
    azure.scenario = azure.scenario.model_copy(update={"tenant": tenant})

    (shown,) = azure.ask("GET", "/tenants").body["value"]

    assert shown == {
        "id": f"/tenants/{TENANT}",
        "tenantId": TENANT,
        "displayName": "Local Azure",
        "domains": ["localazure.onmicrosoft.com"],
        "tenantCategory": "Home",
        "defaultDomain": "localazure.onmicrosoft.com",
        "tenantType": "AAD",
    } | ({"countryCode": country} if country else {})


def regions(azure: OpenAzure, version: str) -> dict[str, dict[str, Any]]:
    rows = azure.ask("GET", f"{SUBSCRIPTION}/locations", query={"api-version": version}).body["value"]
    return {row["name"]: row for row in rows}


def test_a_region_whole(azure: OpenAzure) -> None:
    zones = [{"logicalZone": zone, "physicalZone": f"eastus-az{zone}"} for zone in ("1", "2", "3")]
    older, newer = regions(azure, "2021-10-01"), regions(azure, "2022-12-01")

    assert newer["eastus"] == older["eastus"] | {"availabilityZoneMappings": zones}
    assert older["eastus"] == {
        "id": f"{SUBSCRIPTION}/locations/eastus",
        "name": "eastus",
        "type": "Region",
        "displayName": "East US",
        "regionalDisplayName": "(US) East US",
        "metadata": {
            "regionType": "Physical",
            "regionCategory": "Recommended",
            "geography": "United States",
            "geographyGroup": "US",
            "longitude": "-79.8164",
            "latitude": "37.3719",
            "physicalLocation": "Virginia",
            "pairedRegion": [{"name": "westus", "id": f"{SUBSCRIPTION}/locations/westus"}],
        },
    }
    assert "availabilityZoneMappings" not in newer["westus"]
    assert newer["qatarcentral"]["metadata"]["pairedRegion"] == []


@pytest.mark.parametrize(
    ("expand", "times"),
    [
        (None, set()),
        ("createdTime", {"createdTime"}),
        (" changedTime , provisioningState", {"changedTime", "provisioningState"}),
        ("properties", set()),
    ],
)
def test_a_resource_of_a_list_whole(azure: OpenAzure, expand: str | None, times: set[str]) -> None:
    sent: dict[str, Any] = {
        "kind": "k",
        "managedBy": "x",
        "sku": {"name": "s"},
        "location": "eastus",
        "identity": {"type": "None"},
        "plan": {"name": "p"},
        "zones": ["1"],
        "tags": {"a": "b"},
        "extendedLocation": {"name": "e"},
    }
    hidden = {"properties": {"provisioningState": "Creating", "secret": 1}, "more": 1}
    azure.ask("PUT", f"{WIDGETS}/w1", sent | hidden)
    azure.wait(5)
    azure.ask("PUT", f"{WIDGETS}/w1", sent | hidden)
    query = {"$expand": expand} if expand else {}

    (whole,) = azure.ask("GET", f"{GROUP}/resources", query=query).body["value"]
    filtered = azure.ask("GET", f"{SUBSCRIPTION}/resources", query=query | {"$filter": "name eq 'w1'"}).body
    nothing = azure.ask("GET", f"{GROUP}/resources", query={"$filter": "name eq 'w2'"}).body

    named = {"id": f"{WIDGETS}/w1", "name": "w1", "type": "Local.Test/widgets"}
    told = {
        "createdTime": "2026-11-20T12:00:00Z",
        "changedTime": "2026-11-20T12:00:05Z",
        "provisioningState": "Creating",
    }
    shown = sent | named | {name: told[name] for name in times}
    assert whole.pop("systemData")["createdAt"] == "2026-11-20T12:00:00Z"
    assert whole == shown
    assert (filtered["value"], nothing["value"]) == ([shown], [])


def test_a_group_whole(azure: OpenAzure) -> None:
    path = f"{SUBSCRIPTION}/resourceGroups/G2"
    sent = {"location": "East US", "tags": {"a": "b"}, "managedBy": "me", "unknown": 1}

    made = azure.ask("PUT", path, sent)
    azure.ask("DELETE", path)
    going = azure.ask("GET", path).body

    shown = {
        "id": path,
        "name": "G2",
        "type": "Microsoft.Resources/resourceGroups",
        "location": "eastus",
        "tags": {"a": "b"},
        "managedBy": "me",
    }
    assert (made.status, made.body) == (201, shown | {"properties": {"provisioningState": "Succeeded"}})
    assert going == shown | {"properties": {"provisioningState": "Deleting"}}


@pytest.mark.parametrize("name", ["ends.", "a" * 91, "sp ace"])
def test_a_groups_name_in_azures_words(azure: OpenAzure, name: str) -> None:
    refusal = azure.refused("PUT", f"{SUBSCRIPTION}/resourceGroups/{name}", {"location": "eastus"})

    assert refusal.message == (
        f"The provided resource group name '{name}' has these invalid characters: it may hold letters, digits, '_', '-', "
        "'.', '(' and ')', may not end with '.' and has at most 90 characters."
    )
    longest = f"{SUBSCRIPTION}/resourceGroups/{'a' * 89}_"
    assert azure.ask("PUT", longest, {"location": "eastus"}).status == 201


def test_a_provider_whole(azure: OpenAzure) -> None:
    shown = azure.ask("GET", f"{SUBSCRIPTION}/providers/local.test").body
    tenants = {row["namespace"]: row for row in azure.ask("GET", "/providers").body["value"]}

    places = [region["displayName"] for region in locations.every()]
    types = {each["resourceType"]: each for each in shown.pop("resourceTypes")}
    assert shown == {
        "id": f"{SUBSCRIPTION}/providers/Local.Test",
        "namespace": "Local.Test",
        "registrationState": "Registered",
        "registrationPolicy": "RegistrationRequired",
    }
    assert types["widgets"] == {
        "resourceType": "widgets",
        "locations": places,
        "apiVersions": ["2025-01-01", "2024-01-01"],
        "capabilities": "SupportsTags, SupportsLocation",
    }
    assert types["widgets/parts"] == {
        "resourceType": "widgets/parts",
        "locations": [],
        "apiVersions": ["2025-01-01"],
        "capabilities": "None",
    }
    assert tenants["Local.Test"] == {"namespace": "Local.Test", "resourceTypes": list(types.values())}


def test_a_provider_is_registered_and_given_up(azure: OpenAzure) -> None:
    path = f"{SUBSCRIPTION}/providers/Local.Test"

    states = [
        azure.ask(method, f"{path}{action}", query=ARM).body["registrationState"]
        for method, action in (("POST", "/unregister"), ("GET", ""), ("POST", "/register"), ("GET", ""))
    ]

    assert states == ["NotRegistered", "NotRegistered", "Registered", "Registered"]


def test_tags_are_kept_whole(azure: OpenAzure) -> None:
    azure.ask("PUT", f"{WIDGETS}/w1", {"location": "eastus"})
    path = f"{WIDGETS}/w1/{TAGS}"
    azure.wait(5)

    none = azure.ask("GET", path, query=ARM).body["properties"]
    empty = azure.ask("PUT", path, {}, query=ARM).body["properties"]
    merged = azure.ask(
        "PATCH", path, {"operation": "Merge", "properties": {"tags": {"a": "1"}}}, query=ARM
    ).body
    (row,) = azure.ask("GET", f"{GROUP}/resources", query={"$expand": "changedTime"}).body["value"]
    refusal = azure.refused("PATCH", path, {"operation": "Explode"}, query=ARM)
    missing = azure.refused("PATCH", path, {}, query=ARM)

    assert none == empty == {"tags": {}}
    assert merged == {
        "id": path,
        "name": "default",
        "type": "Microsoft.Resources/tags",
        "properties": {"tags": {"a": "1"}},
    }
    assert (row["tags"], row["changedTime"]) == ({"a": "1"}, "2026-11-20T12:00:05Z")
    for said, name in ((refusal, "Explode"), (missing, "")):
        assert (said.status, said.code) == (400, "InvalidRequestContent")
        assert f"'operation must be Merge, Replace or Delete, not '{name}''" in said.message
