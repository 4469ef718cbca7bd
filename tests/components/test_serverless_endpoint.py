"""A serverless endpoint, its key, and the Marketplace subscription: what they send to Azure, and what comes back."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest

from modelstacks.components.marketplace_subscription import (
    MarketplaceSubscription,
    MarketplaceSubscriptionArgs,
)
from modelstacks.components.serverless_endpoint import ServerlessEndpoint, ServerlessEndpointArgs
from registered import GROUP, PLACE, TAGS, URI, WHERE, registered, secret


def serverless(content_safety: bool | None = None) -> None:
    ServerlessEndpoint(
        "chat", ServerlessEndpointArgs("chat-ep", "azureml://m", "swedencentral", "ws", "rg", content_safety, TAGS)
    )  # fmt: skip


KEYS = {"listServerlessEndpointKeys": {"primaryKey": "k"}, "listOnlineEndpointKeys": {"primaryKey": "k"}}


@pytest.mark.parametrize(
    ("switched_on", "filtering"),
    [
        (None, {}),
        (True, {"contentSafety": {"contentSafetyStatus": "Enabled"}}),
        (False, {"contentSafety": {"contentSafetyStatus": "Disabled"}}),
    ],
)
def test_a_serverless_endpoint_has_a_key_and_the_filter_that_is_asked_for(
    switched_on: bool | None, filtering: dict[str, Any]
) -> None:
    run = registered(lambda: serverless(switched_on), answers=KEYS)
    endpoint = run["chat-endpoint"]
    assert endpoint.inputs == {
        **WHERE,
        "workspaceName": "ws",
        "name": "chat-ep",
        "sku": {"name": "Consumption"},
        "properties": {"authMode": "Key", "modelSettings": {"modelId": "azureml://m"}, **filtering},
    }
    assert (endpoint.parent, endpoint.options.deleteBeforeReplace) == ("chat", True)
    assert run.calls == [("listServerlessEndpointKeys", {"name": "chat-ep", **PLACE})]
    id_ = f"{GROUP}/providers/Microsoft.MachineLearningServices/workspaces/ws/serverlessEndpoints/chat-ep"
    assert run.outputs["chat"] == {"id": id_, "uri": URI, "key": secret("k")}


def test_an_endpoint_that_takes_entra_alone_has_no_key() -> None:
    run = registered(serverless, answers={"listServerlessEndpointKeys": {"primaryKey": None}})
    assert run.outputs["chat"]["key"] == secret("")


def test_keys_that_may_not_be_read_end_an_up_and_leave_a_warning_in_a_preview() -> None:
    answers = {"listServerlessEndpointKeys": "AuthorizationFailed: no"}
    id_ = f"{GROUP}/providers/Microsoft.MachineLearningServices/workspaces/ws/serverlessEndpoints/chat-ep"
    said = (
        f"The keys of {id_} can't be read.\n"
        "invoke of azure-native:machinelearningservices:listServerlessEndpointKeys failed: AuthorizationFailed: no"
    )
    with pytest.raises(pulumi.RunError) as refused:
        registered(serverless, answers=answers)
    assert str(refused.value) == said
    run = registered(serverless, answers=answers, preview=True)
    assert run.log == [f"warning: {said}"]
    assert run.outputs["chat"]["key"] == secret("")


@pytest.mark.parametrize("words", ["the client connection is closing", "context canceled"])
def test_what_was_asked_while_the_engine_ended_is_not_reported(words: str) -> None:
    assert registered(serverless, answers={"listServerlessEndpointKeys": f"rpc: {words}"}).log == []


def test_a_marketplace_subscription_names_its_model() -> None:
    args = MarketplaceSubscriptionArgs("Llama", "azureml://m", "ws", "rg")
    options = pulumi.ResourceOptions(delete_before_replace=True)
    run = registered(lambda: MarketplaceSubscription("buy", args, options))
    assert run["buy-subscription"].inputs == {
        **PLACE,
        "name": "Llama",
        "properties": {"modelId": "azureml://m"},
    }
    assert (run["buy"].type, run["buy-subscription"].parent) == (
        "modelstacks:azure:MarketplaceSubscription",
        "buy",
    )
    assert run["buy"].options.deleteBeforeReplace
    id_ = f"{GROUP}/providers/Microsoft.MachineLearningServices/workspaces/ws/marketplaceSubscriptions/Llama"
    assert run.outputs["buy"] == {"id": id_}
