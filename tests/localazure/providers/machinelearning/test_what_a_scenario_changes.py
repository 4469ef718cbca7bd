"""What a scenario changes of what was there before: in process, the same store under another scenario."""

from __future__ import annotations

from typing import Any

import pytest

from estate import COHERE, LLAMA, PHI, deployment_body, serverless_body
from localazure.arm.ids import ResourceId
from open_workspace import WORKSPACES, OpenWorkspace, followed


def change(workspace: OpenWorkspace, **changes: Any) -> None:
    workspace.azure.scenario = workspace.azure.scenario.model_copy(update=changes)


def market(workspace: OpenWorkspace, **changes: Any) -> None:
    change(workspace, marketplace=workspace.azure.scenario.marketplace.model_copy(update=changes))


def test_a_suspended_subscription_opens_nothing(chat: OpenWorkspace) -> None:
    chat.put("marketplaceSubscriptions/llama", {"properties": {"modelId": LLAMA}})
    chat.put("serverlessEndpoints/before", serverless_body(LLAMA))
    before = chat.get("serverlessEndpoints/before")["properties"]["endpointState"]

    market(chat, suspended=True)

    shown = chat.get("marketplaceSubscriptions/llama")["properties"]["marketplaceSubscriptionStatus"]
    after = chat.get("serverlessEndpoints/before")["properties"]["endpointState"]
    assert (shown, before, after) == ("Suspended", "Online", "Unhealthy")
    chat.azure.store.delete(ResourceId.parse(f"{chat.path}/serverlessEndpoints/before"))
    refusal = chat.refused("serverlessEndpoints/after", serverless_body(LLAMA))
    assert (refusal.status, refusal.code) == (400, "UserError")
    assert refusal.message == (
        f"Workspace 'chat' has no active Marketplace subscription for model '{LLAMA}'. "
        "Create a marketplace subscription before the serverless endpoint."
    )


def test_a_model_that_needs_no_plan_any_more_keeps_its_endpoint_online(chat: OpenWorkspace) -> None:
    chat.put("marketplaceSubscriptions/llama", {"properties": {"modelId": LLAMA}})
    chat.put("marketplaceSubscriptions/cohere", {"properties": {"modelId": COHERE}})
    for name, model in (("llama", LLAMA), ("cohere", COHERE)):
        chat.put(f"serverlessEndpoints/{name}", serverless_body(model))
        chat.azure.store.delete(ResourceId.parse(f"{chat.path}/marketplaceSubscriptions/{name}"))

    market(chat, not_required=("Llama-3.3-70B-Instruct",))

    states = [
        chat.get(f"serverlessEndpoints/{name}")["properties"]["endpointState"] for name in ("llama", "cohere")
    ]
    assert states == ["Online", "Unhealthy"]


def test_endpoints_are_counted_in_their_region(chat: OpenWorkspace) -> None:
    change(chat, limits={"endpoints_per_subscription": 2})
    body = {"properties": {"authMode": "Key"}}
    far = OpenWorkspace(chat.azure, f"{WORKSPACES}/far", "eastus2")
    for number in range(2):
        far.put(f"onlineEndpoints/far-{number}", body)

    chat.put("onlineEndpoints/first", body)
    chat.put("onlineEndpoints/second", body)
    chat.put("onlineEndpoints/second", body)
    refusal = chat.refused("onlineEndpoints/third", body)

    assert (refusal.status, refusal.code) == (400, "BadRequest")
    assert "Current usage/limit: 2/2." in str(refusal.details)


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (
            {"deployments_per_endpoint": 1},
            "Endpoint first already has 1 deployments, the most an endpoint can have.",
        ),
        (
            {"deployments_per_subscription": 1},
            (
                "Deployment Quota reached for subscription 5ab5c41b-0000-4000-8000-000000000001.Current usage/limit: 1/1."
                "Please clean up existing deployments and try again"
            ),
        ),
        ({"instances_per_deployment": 1}, "The instance count must be from 1 to 1, it is 2."),
    ],
)
def test_deployments_stay_within_the_scenarios_limits(
    chat: OpenWorkspace, limits: dict[str, int], words: str
) -> None:
    chat.put("onlineEndpoints/first", {"properties": {"authMode": "Key"}})
    chat.put("onlineEndpoints/first/deployments/blue", deployment_body())
    change(chat, limits=limits)

    chat.put("onlineEndpoints/first/deployments/blue", deployment_body())
    refusal = chat.refused("onlineEndpoints/first/deployments/green", deployment_body(instances=2))

    assert words in str(refusal.details)


def test_a_free_subscription_is_told_by_its_id(chat: OpenWorkspace) -> None:
    given = chat.azure.scenario.subscriptions[0]
    first = given.model_copy(update={"quota_id": "FreeTrial_2014-09-01"})
    change(chat, subscriptions=(first,))

    serverless = chat.refused("serverlessEndpoints/phi", serverless_body(PHI))
    shared = {"properties": {"authMode": "Key", "properties": {"SharedComputeCapacityEnabled": "true"}}}
    online = chat.refused("onlineEndpoints/shared", shared)

    assert (serverless.status, serverless.code) == (400, "UserError")
    assert (
        serverless.message
        == f"Subscription '{first.id}' is not paid: serverless endpoints need a paid subscription."
    )
    assert (
        f"Shared quota is not available to subscription {first.id}: it needs an Enterprise Agreement."
        in str(online.details)
    )


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (None, "there is no valid payment method associated with this subscription."),
        (
            "sandbox",
            "This subscription is internal or sandbox. Only $0.00 products or test products can be purchased.",
        ),
        ("country", "Plan 'consumption' not found in offer 'llama-3-3-70b-instruct-offer'"),
        ("Not on a {day} like this.", "Not on a {day} like this."),
    ],
)
def test_what_the_scenario_says_of_a_purchase_comes_before_the_offer_type(
    chat: OpenWorkspace, refusal: str | None, words: str
) -> None:
    first = chat.azure.scenario.subscriptions[0].model_copy(update={"quota_id": "FreeTrial_2014-09-01"})
    change(chat, subscriptions=(first,))
    market(chat, refusal=refusal)

    refused = chat.refused("marketplaceSubscriptions/llama", {"properties": {"modelId": LLAMA}})

    assert (refused.status, refused.code) == (400, "UserError")
    assert refused.message.startswith(
        "Marketplace Subscription purchase eligibility check failed, error message ["
    )
    assert words in refused.message
    assert "{correlation}" not in refused.message


def test_a_purchase_asks_for_each_right_at_its_scope(chat: OpenWorkspace) -> None:
    chat.azure.authorized.clear()

    chat.put("marketplaceSubscriptions/llama", {"properties": {"modelId": LLAMA}})

    group, subscription = chat.path.partition("/providers/")[0], chat.path.partition("/resourceGroups/")[0]
    asked = dict(reversed(chat.azure.authorized))
    assert asked["Microsoft.MarketplaceOrdering/agreements/offers/plans/sign/action"] == subscription
    assert asked["Microsoft.SaaS/resources/write"] == group
    assert (
        asked["Microsoft.MachineLearningServices/workspaces/marketplaceModelSubscriptions/write"] == chat.path
    )


CRASHED = "ERROR: Worker exited with code 1"


@pytest.mark.parametrize(
    ("compute", "code", "words", "last_log"),
    [
        (
            {"lacking": ("Standard_NC24*",)},
            "OutOfCapacity",
            (
                "The deployment failed due to a lack of Azure Machine Learning capacity in the region: the specified VM "
                "size could not be provisioned. Retry later or try deploying to a different region."
            ),
            "is ready",
        ),
        (
            {"crash": "starting", "crashing": ("blue",)},
            "ResourceNotReady",
            (
                "User container has crashed or terminated: Liveness probe failed: HTTP probe failed with statuscode: 502. "
                "Please see troubleshooting guide, available here: https://aka.ms/oe-tsg#error-resourcenotready"
            ),
            CRASHED,
        ),
        ({"crash": "answering", "crashing": ("blue",)}, None, "", CRASHED),
        ({"crash": "starting", "crashing": ("green",)}, None, "", "is ready"),
        ({"lacking": ("Standard_ND*",)}, None, "", "is ready"),
    ],
)
def test_a_deployment_fails_as_the_scenario_says(
    chat: OpenWorkspace, compute: dict[str, Any], code: str | None, words: str, last_log: str
) -> None:
    chat.put("onlineEndpoints/first", {"properties": {"authMode": "Key"}})
    change(chat, compute=chat.azure.scenario.compute.model_copy(update=compute))
    blue = "onlineEndpoints/first/deployments/blue"

    answer = chat.ask("PUT", blue, deployment_body() | {"location": chat.region})
    told = followed(chat.azure, answer.headers["Azure-AsyncOperation"]).body

    assert told["status"] == ("Failed" if code else "Succeeded")
    assert told.get("error", {}).get("code") == code
    assert told.get("error", {}).get("message", "") == words
    assert chat.get(blue)["properties"]["provisioningState"] == told["status"]
    logs = chat.ask("POST", f"{blue}/getLogs", {}).body["content"].splitlines()
    assert logs[-1].endswith(last_log)
    assert logs[0].endswith(f"InferenceServer: {told['status']}")
    assert len(logs) == (7 if last_log == CRASHED else 4)
