"""Marketplace subscriptions without which an endpoint lives: as Azure tells it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from locked_decisions import locked_decision
from modelstacks.deployment.not_required import read_not_required, without_subscriptions
from modelstacks.deployment.plan import plan_models
from modelstacks.errors import AzureError
from spec_builders import deployment, spec_of
from told_arm import ToldArm, listed

if TYPE_CHECKING:
    from modelstacks.deployment.plan import ModelsPlan

MODEL, COHERE = "Llama-3.3-70B-Instruct", "Cohere-embed-v3-multilingual"


def plan(*models: str) -> ModelsPlan:
    """A serverless deployment of each model, by its name in lower case."""
    deployments = [deployment(model.lower()[:5], model, mode="serverless") for model in models]
    return plan_models(spec_of(deployments), {each.name: locked_decision(each) for each in deployments})


PLAN = plan(MODEL)
[OFFER] = PLAN.marketplace_subscriptions


def endpoint(**properties: Any) -> dict[str, Any]:
    """The endpoint of the plan, whole and without a subscription, in another case."""
    whole = {"provisioningState": "Succeeded", "modelSettings": {"modelId": OFFER.model_id.upper()}}
    return {"properties": whole | properties}


def bought(model_id: str | None) -> dict[str, Any]:
    return {"properties": {"modelId": model_id} if model_id else {}}


@pytest.mark.parametrize(
    ("there", "subscriptions", "lives"),
    [
        (endpoint(), listed(), True),
        (endpoint(), listed(bought("azureml://another"), bought(None)), True),
        (endpoint(), listed(bought(OFFER.model_id.upper())), False),
        (endpoint(marketplaceSubscriptionId="/lost"), listed(), False),
        (endpoint(provisioningState="Creating"), listed(), False),
        (endpoint(modelSettings=None), listed(), False),
        (endpoint(modelSettings={"modelId": "azureml://another"}), listed(), False),
        (AzureError("no", code="x", status=403), listed(), False),
        (AzureError("no", code="x", status=404), listed(), False),
        (endpoint(), AzureError("no", code="x", status=403), False),
    ],
    ids=[
        "it lives without",
        "others are bought",
        "it was bought",
        "it lost its own",
        "it is not there yet",
        "it serves nothing",
        "it serves another",
        "unreadable",
        "no endpoint",
        "what is bought is unreadable",
    ],
)
def test_an_endpoint_that_lives_without_tells_that_none_is_required(
    there: Any, subscriptions: Any, lives: bool
) -> None:
    arm = ToldArm(
        {
            "/serverlessEndpoints/llama": there,
            "/workspaces/ws-swedencentral/marketplaceSubscriptions": subscriptions,
        }
    )
    assert asyncio.run(read_not_required(PLAN, arm)) == ({OFFER.key} if lives else set())


def test_each_offer_is_known_by_its_own_endpoint_and_left_out_by_itself() -> None:
    both = plan(MODEL, COHERE, "Phi-4")
    llama, cohere = both.marketplace_subscriptions
    arm = ToldArm(
        {
            "/serverlessEndpoints/llama": endpoint(),
            "/workspaces/ws-swedencentral/marketplaceSubscriptions": listed(),
        }
    )
    found = asyncio.run(read_not_required(both, arm))
    assert found == {llama.key}
    assert [line for line in arm.asked if "phi-4" in line] == []
    kept = without_subscriptions(both, found)
    assert (kept.marketplace_subscriptions, kept.endpoints) == ((cohere,), both.endpoints)
