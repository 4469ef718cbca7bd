from __future__ import annotations

from localazure.arm import locations
from localazure.providers import resources
from modelstacks import catalog
from open_azure import GROUP, SUBSCRIPTION, WIDGETS, OpenAzure

ARM = {"api-version": "2024-03-01"}


def test_a_subscription_shows_its_offer(azure: OpenAzure) -> None:
    body = azure.ask("GET", SUBSCRIPTION.upper()).body

    assert body["id"] == SUBSCRIPTION
    assert body["subscriptionPolicies"]["quotaId"] == "EnterpriseAgreement_2014-09-01"
    assert azure.ask("GET", "/subscriptions").body == {"value": [body]}


def test_a_subscription_is_not_arms_to_change(azure: OpenAzure) -> None:
    for method in ("PUT", "DELETE"):
        assert azure.refused(method, SUBSCRIPTION, {}).status == 405


def test_a_restart_keeps_a_subscriptions_tags(azure: OpenAzure) -> None:
    azure.ask(
        "PUT",
        f"{SUBSCRIPTION}/providers/Microsoft.Resources/tags/default",
        {"properties": {"tags": {"a": "1"}}},
    )

    assert resources.PROVIDER.start is not None
    resources.PROVIDER.start(azure)

    assert azure.ask("GET", SUBSCRIPTION).body["tags"] == {"a": "1"}


def test_who_may_read_none_sees_none(azure: OpenAzure) -> None:
    azure.denied = {"Microsoft.Resources/subscriptions/read"}

    assert azure.ask("GET", "/subscriptions").body == {"value": []}


def test_a_scenario_with_fewer_regions(azure: OpenAzure) -> None:
    azure.scenario = azure.scenario.model_copy(update={"locations": ("Sweden Central",)})

    listed = azure.ask("GET", f"{SUBSCRIPTION}/locations").body["value"]
    refusal = azure.refused("PUT", f"{WIDGETS}/one", {"location": "eastus"})

    assert [region["name"] for region in listed] == ["swedencentral"]
    assert refusal.code == "LocationNotAvailableForResourceType"
    assert refusal.message.endswith("List of available regions for the resource type is 'swedencentral'.")


def test_every_region_has_what_clients_read() -> None:
    for location in locations.every():
        assert locations.canonical(location["displayName"]) == location["name"]
        assert -90 <= float(location["latitude"]) <= 90
        assert -180 <= float(location["longitude"]) <= 180
        assert location["pairedRegion"] != location["name"]
        assert {"geography", "geographyGroup", "physicalLocation", "regionCategory"} <= location.keys()


def test_every_region_of_the_catalogue_exists() -> None:
    assert {region.name for region in catalog.load().regions} <= {
        location["name"] for location in locations.every()
    }


def test_a_group_name_must_fit(azure: OpenAzure) -> None:
    for name in ("ends.", "a" * 91, "sp ace"):
        refusal = azure.refused("PUT", f"{SUBSCRIPTION}/resourceGroups/{name}", {"location": "eastus"})
        assert (refusal.status, refusal.code) == (400, "InvalidResourceGroup")


def test_the_group_itself_is_no_resource_of_its_list(azure: OpenAzure) -> None:
    azure.ask("PUT", f"{WIDGETS}/one", {"location": "eastus"})
    azure.ask("PUT", f"{WIDGETS}/one/parts/p", {})

    for scope in (SUBSCRIPTION, GROUP):
        items = azure.ask(
            "GET", f"{scope}/resources", query={"$expand": "createdTime, provisioningState"}
        ).body["value"]
        assert [item["name"] for item in items] == ["one"]
        assert (items[0]["createdTime"], items[0]["provisioningState"]) == (
            "2026-11-20T12:00:00Z",
            "Succeeded",
        )
        assert "changedTime" not in items[0]


def test_an_unknown_provider_is_refused(azure: OpenAzure) -> None:
    refusal = azure.refused("GET", f"{SUBSCRIPTION}/providers/No.Such")

    assert (refusal.status, refusal.code) == (404, "InvalidResourceNamespace")


def test_what_every_subscription_has_cannot_be_given_up(azure: OpenAzure) -> None:
    body = azure.ask("POST", f"{SUBSCRIPTION}/providers/microsoft.resources/unregister").body

    assert (body["registrationState"], body["registrationPolicy"]) == ("Registered", "RegistrationFree")


def test_registering_needs_the_right_of_that_provider(azure: OpenAzure) -> None:
    azure.ask("POST", f"{SUBSCRIPTION}/providers/Local.Test/register", query=ARM)

    assert azure.authorized[-1] == ("Local.Test/register/action", SUBSCRIPTION)
    listed = azure.ask("GET", f"{SUBSCRIPTION}/providers").body["value"]
    assert [each["namespace"] for each in listed] == ["Local.Test", "Microsoft.Resources"]
