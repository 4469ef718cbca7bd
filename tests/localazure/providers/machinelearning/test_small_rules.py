"""What Azure ML adds to a bag, loses at one api-version, and says of itself; each alone."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from estate import A100, LLAMA, PHI, deployment_body
from localazure import catalogue
from localazure.arm.ids import ResourceId
from localazure.arm.operation import Running
from localazure.arm.resource import Resource
from localazure.arm.wire import LAST
from localazure.providers.machinelearning import (
    errors,
    property_bags,
    quota,
    serverless_endpoints,
    shared_capacity,
    wires,
)
from open_azure import START
from open_workspace import problem

if TYPE_CHECKING:
    from open_workspace import OpenWorkspace

KEYED: dict[str, Any] = {"properties": {"authMode": "Key"}}
SHARED = {
    "SharedComputeCapacityEnabled": "true",
    "TargetAutoDeletionTime": "Fri, 20 Nov 2026 12:00:00 GMT",
}


def place(chat: OpenWorkspace, path: str, region: str = "swedencentral", **properties: Any) -> Resource:
    made = Resource(ResourceId.parse(f"{chat.path}/{path}"), {"location": region, "properties": properties})
    chat.azure.store.put(made)
    return made


@pytest.mark.parametrize("last", [None, "/subscriptions/s/x?api-version=1"])
def test_a_bag_shows_the_last_operation_and_is_sent_back_without_it(
    chat: OpenWorkspace, last: str | None
) -> None:
    bag = {"mine": "1", "AzureAsyncOperationUri": "old"}
    endpoint = Resource(
        ResourceId.parse(f"{chat.path}/onlineEndpoints/e"), {"properties": {"properties": bag}}
    )
    endpoint.private = {LAST: last} if last else {}
    operation = {"AzureAsyncOperationUri": f"{chat.azure.url}{last}"} if last else {}

    assert property_bags.shown(chat.azure, endpoint, {"fixed": "2"}) == bag | {"fixed": "2"} | operation
    sent = {
        "properties": {"properties": {**bag, "azureasyncoperationURI": "x", "AzureML.OnlineEndpointId": "y"}}
    }
    property_bags.forget_ours(sent)
    assert sent == {"properties": {"properties": {"mine": "1"}}}


@pytest.mark.parametrize(
    ("verb", "version", "is_lost"),
    [("POST", "2022-05-01", True), ("POST", "2024-10-01", False), ("PUT", "2022-05-01", False)],
)
def test_an_operation_that_one_version_cannot_find(verb: Any, version: str, is_lost: bool) -> None:
    path = "/subscriptions/s/providers/N/locations/eastus/mfeOperationsStatus/oe:a:b"
    running = Running("oe:a:b", "/x", verb, path, path, 1, "", "")
    assert wires.INFERENCE.lost is not None

    lost = wires.INFERENCE.lost(running, version, START)

    assert (lost is not None) is is_lost
    if lost is None:
        return
    detail = {"code": "OperationNotFound", "message": "There is no operation with id b", "details": []}
    assert (lost.status, lost.code, lost.message) == (
        404,
        "NotFound",
        "The specified resource was not found.",
    )
    assert lost.details == [detail | {"additionalInfo": []}]
    info = {each["type"]: each["info"]["value"] for each in lost.additional_info or []}
    correlation = info.pop("Correlation")
    assert re.fullmatch("[0-9a-f]{32}", correlation["operation"])
    assert re.fullmatch("[0-9a-f]{16}", correlation["request"])
    assert info == {
        "ComponentName": "managementfrontend",
        "Environment": "eastus",
        "Location": "eastus",
        "Time": START.isoformat(),
    }


def test_what_the_inference_plane_says_without_its_providers() -> None:
    refusal = errors.subscription_not_registered()

    assert (refusal.status, refusal.code, refusal.details, refusal.additional_info) == (
        400,
        "SubscriptionNotRegistered",
        [],
        [],
    )
    assert refusal.message == (
        "Resource provider [N/A] isn't registered with Subscription [N/A]. Please see troubleshooting guide, "
        "available here: https://aka.ms/register-resource-provider"
    )


@pytest.mark.parametrize("lacking", ["Microsoft.Cdn", "Microsoft.PolicyInsights", None])
def test_an_endpoint_fails_where_a_provider_it_needs_is_not_registered(
    chat: OpenWorkspace, lacking: str | None
) -> None:
    update = {"unregistered_providers": (lacking,) if lacking else ()}
    chat.azure.scenario = chat.azure.scenario.model_copy(update=update)
    answer = chat.ask("PUT", "onlineEndpoints/shop", KEYED | {"location": chat.region})
    path, _, query = answer.headers["Azure-AsyncOperation"].removeprefix(chat.azure.url).partition("?")
    for _ in range(2):
        told = chat.azure.ask("GET", path, query=dict([query.split("=")])).body

    assert told["status"] == ("Failed" if lacking else "Succeeded")
    assert (told.get("error") or {}).get("code") == ("SubscriptionNotRegistered" if lacking else None)


def test_endpoints_that_are_over_go_and_nothing_else(chat: OpenWorkspace) -> None:
    place(chat, "onlineEndpoints/over", authMode="Key", properties=SHARED)
    place(
        chat,
        "onlineEndpoints/own",
        authMode="Key",
        properties=SHARED | {"SharedComputeCapacityEnabled": "no"},
    )
    place(chat, "models/m/versions/1", properties=SHARED)

    def left() -> list[str]:
        return [each.id.names[1] for each in chat.azure.store.below(chat.path)]

    chat.azure.time = START - timedelta(seconds=1)
    shared_capacity.delete_what_is_over(chat.azure)
    assert left() == ["m", "over", "own"]
    chat.azure.time = START
    shared_capacity.delete_what_is_over(chat.azure)
    assert left() == ["m", "own"]


@pytest.mark.parametrize(("zone", "hour"), [("GMT", 12), ("-0000", 12), ("+0500", 7)])
def test_a_time_counts_in_its_own_zone(chat: OpenWorkspace, zone: str, hour: int) -> None:
    marks = SHARED | {"TargetAutoDeletionTime": f"Fri, 20 Nov 2026 12:00:00 {zone}"}

    endpoint = place(chat, "onlineEndpoints/e", properties=marks)

    assert shared_capacity.deletion_time(endpoint) == START.replace(hour=hour)


def test_a_serverless_name_is_looked_for_in_its_region(chat: OpenWorkspace) -> None:
    made = place(chat, "serverlessEndpoints/shop", "Sweden Central")

    assert serverless_endpoints.in_region(chat.azure, "swedencentral", "SHOP") == made
    assert serverless_endpoints.in_region(chat.azure, "eastus2", "shop") is None
    assert serverless_endpoints.in_region(chat.azure, "swedencentral", "other") is None


def test_what_sells_needs_no_subscription_unless_its_model_is_a_partners(chat: OpenWorkspace) -> None:
    """Whether an endpoint is Online is asked of the workspace's subscription for a partner's model alone."""
    states = [
        serverless_endpoints.state_of(
            chat.azure,
            place(
                chat, "serverlessEndpoints/shop", modelSettings={"modelId": model}, provisioningState=state
            ),
        )
        for model, state in ((PHI, "Succeeded"), (LLAMA, "Succeeded"), (LLAMA, "Creating"), (PHI, "Creating"))
    ]

    assert states == ["Online", "Unhealthy", "Creating", "Creating"]


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        (
            deployment_body(model=f"{PHI}/versions/1"),
            "Model",
            f"Model '{PHI}/versions/1' was not found in its registry.",
        ),
        (
            deployment_body(),
            "VmSize",
            f"The VM size '{A100}' is not supported for managed online deployments.",
        ),
    ],
)
def test_a_version_that_is_none_and_a_size_that_is_nowhere(
    chat: OpenWorkspace, body: dict[str, Any], field: str, message: str
) -> None:
    chat.put("onlineEndpoints/shop", KEYED)
    compute = chat.azure.scenario.compute.model_copy(update={"absent": (A100,)})
    chat.azure.scenario = chat.azure.scenario.model_copy(update={"compute": compute})

    refused = problem(chat.refused("onlineEndpoints/shop/deployments/blue", body))

    assert refused["errors"] == {field: [message]}


def test_cores_are_those_of_the_regions_own_deployments(chat: OpenWorkspace) -> None:
    """One on shared quota, one that failed and one elsewhere take none."""
    place(chat, "onlineEndpoints/own", authMode="Key", properties={})
    place(chat, "onlineEndpoints/shared", authMode="Key", properties=SHARED)
    for path, region, state in (
        ("own/deployments/blue", "swedencentral", "Succeeded"),
        ("own/deployments/failed", "swedencentral", "Failed"),
        ("own/deployments/else", "eastus2", "Succeeded"),
        ("shared/deployments/blue", "swedencentral", "Succeeded"),
        ("gone/deployments/blue", "swedencentral", "Failed"),
    ):
        made = place(chat, f"onlineEndpoints/{path}", region, instanceType=A100, provisioningState=state)
        made.body["sku"] = {"capacity": 2}
        chat.azure.store.put(made)
    subscription = made.id.subscription_id or ""
    family = catalogue.load().sku(A100).family
    own = ResourceId.parse(f"{chat.path}/onlineEndpoints/OWN/deployments/blue")

    assert quota.used(chat.azure, subscription, "swedencentral") == {family: quota.cores_of(made)[1]}
    assert quota.used(chat.azure, subscription, "swedencentral", besides=own) == {}
    assert quota.deployments_in(chat.azure, subscription, "swedencentral") == 4
    assert not quota.is_on_shared_quota(chat.azure, made)
