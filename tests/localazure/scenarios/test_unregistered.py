"""ProviderRegistry that are not registered: who says so, when, and in which words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from azure.core.exceptions import HttpResponseError

from estate import LLAMA, Arm, error_of

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer
    from estate import Estate

pytestmark = pytest.mark.slow

SCENARIO = "unregistered"
MISSING = {
    "Microsoft.Cdn",
    "Microsoft.Insights",
    "Microsoft.MarketplaceOrdering",
    "Microsoft.OperationalInsights",
    "Microsoft.PolicyInsights",
    "Microsoft.SaaS",
}


def test_the_list_of_providers_tells(estate: Estate) -> None:
    providers = estate.arm.send("GET", f"{estate.subscription}/providers", version="2021-04-01")["value"]

    assert {
        provider["namespace"] for provider in providers if provider["registrationState"] == "NotRegistered"
    } == MISSING


def test_the_tenants_list_knows_no_registrations(estate: Estate) -> None:
    providers = estate.arm.send("GET", "/providers", version="2021-04-01")["value"]

    assert {provider["namespace"] for provider in providers} >= MISSING
    assert not any("registrationState" in provider for provider in providers)


def test_a_resource_of_such_a_provider_is_refused(estate: Estate) -> None:
    refusal = estate.put_refused("Microsoft.OperationalInsights/workspaces/logs", {})

    assert refusal.status_code == 409
    assert error_of(refusal)["code"] == "MissingSubscriptionRegistration"
    assert error_of(refusal)["details"][0]["target"] == "Microsoft.OperationalInsights"


def test_a_purchase_needs_its_providers_one_after_the_other(azure: LocalAzureServer, estate: Estate) -> None:
    path = f"{estate.project()}/marketplaceSubscriptions/llama"
    body = {"properties": {"modelId": LLAMA}}
    refused_for = []

    for _ in range(2):
        (detail,) = error_of(estate.put_refused(path, body))["details"]
        refused_for.append(detail["target"])
        register = f"{estate.subscription}/providers/{detail['target']}/register"
        estate.arm.send("POST", register, {}, version="2021-04-01")

    assert refused_for == ["Microsoft.MarketplaceOrdering", "Microsoft.SaaS"]
    assert estate.put(path, body)["properties"]["marketplaceSubscriptionStatus"] == "Subscribed"


def test_an_online_endpoint_fails_late_and_names_no_provider(estate: Estate, project: str) -> None:
    path = f"{project}/onlineEndpoints/{estate.name('ep')}"

    with pytest.raises(HttpResponseError, match="SubscriptionNotRegistered") as failed:
        estate.put(path, {"properties": {"authMode": "Key"}})

    assert "Resource provider [N/A] isn't registered with Subscription [N/A]." in str(failed.value)
    assert estate.get(path)["properties"]["provisioningState"] == "Failed"


def test_registering_takes_the_right(azure: LocalAzureServer, estate: Estate) -> None:
    arm = Arm(azure, "reader")
    path = f"{estate.subscription}/providers/Microsoft.Insights/register"

    refusal = arm.refused("POST", path, {}, version="2021-04-01")

    arm.close()
    assert "perform action 'Microsoft.Insights/register/action'" in str(refusal)
