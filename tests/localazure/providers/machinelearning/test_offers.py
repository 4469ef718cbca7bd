"""What the Marketplace sells for a model, and what a purchase leaves behind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from estate import LLAMA, error_of, inner_codes
from localazure import catalogue
from localazure.providers.machinelearning.offers import Offer, offer_of

if TYPE_CHECKING:
    from estate import Estate


@pytest.mark.parametrize(
    ("model", "offer"),
    [
        ("Llama-3.3-70B-Instruct", Offer("metagenai", "llama-3-3-70b-instruct-offer", "consumption")),
        ("Mistral-large", Offer("000-000", "mistral-ai-large-offer", "consumption")),
        ("Cohere-rerank-v3.5", Offer("cohere", "cohere-rerank-v3-5-offer", "consumption")),
        ("AI21-Jamba-1.5-Mini", Offer("ai21labs", "ai21-jamba-1-5-mini-offer", "consumption")),
    ],
)
def test_an_offer_is_the_catalogues_or_named_like_those_it_has(model: str, offer: Offer) -> None:
    (sold,) = (each for each in catalogue.load().models if each.name == model)

    assert offer_of(sold) == offer
    assert offer.plan_body() == {
        "publisherId": offer.publisher,
        "offerId": offer.name,
        "planId": "consumption",
    }


def test_all_that_a_purchase_says(estate: Estate, project: str) -> None:
    bought_for = estate.subscribe(project, LLAMA, "llama")["id"]

    (bought,) = estate.arm.send("GET", f"{estate.group}/providers/Microsoft.SaaS/resources")["value"]

    dates = {name: bought["properties"].pop(name) for name in ("created", "lastModified")}
    assert dates["created"] == dates["lastModified"]
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT[\d:.]+\+00:00", dates["created"])
    assert bought == {
        "id": f"{estate.group}/providers/Microsoft.SaaS/resources/chat-llama",
        "name": "chat-llama",
        "type": "Microsoft.SaaS/resources",
        "location": "global",
        "properties": {
            "publisherId": "metagenai",
            "offerId": "llama-3-3-70b-instruct-offer",
            "skuId": "consumption",
            "saasResourceName": "chat-llama",
            "paymentChannelType": "SubscriptionDelegated",
            "paymentChannelMetadata": {
                "AzureSubscriptionId": estate.azure.subscription,
                "ResourceUri": bought_for,
            },
            "quantity": 1,
            "autoRenew": True,
            "isFreeTrial": False,
            "status": "Subscribed",
        },
    }


def test_the_terms_a_purchase_accepts_are_its_own_subscriptions_plan(estate: Estate, project: str) -> None:
    estate.subscribe(project, LLAMA)
    listed = estate.arm.send(
        "GET", f"{estate.subscription}/providers/Microsoft.MarketplaceOrdering/agreements"
    )

    mine = [row for row in listed["value"] if row["properties"]["product"] == "llama-3-3-70b-instruct-offer"]

    assert [(row["name"], row["properties"]["publisher"]) for row in mine] == [("consumption", "metagenai")]


def test_a_second_subscription_and_another_model_are_refused_in_azure_mls_envelope(
    estate: Estate, project: str
) -> None:
    estate.subscribe(project, LLAMA, "first")
    body = {"properties": {"modelId": LLAMA}}

    second = estate.put_refused(f"{project}/marketplaceSubscriptions/second", body)
    other = {"properties": {"modelId": "azureml://registries/azureml-cohere/models/Cohere-rerank-v3.5"}}
    changed = estate.put_refused(f"{project}/marketplaceSubscriptions/first", other)

    assert (second.status_code, inner_codes(second)) == (409, ["Conflict"])
    assert error_of(second)["message"] == (
        "Workspace 'chat' is already subscribed to offer 'llama-3-3-70b-instruct-offer' by marketplace subscription "
        "'first'."
    )
    assert (changed.status_code, inner_codes(changed)) == (400, ["BadRequest"])
    info = {row["type"]: row["info"]["value"] for row in error_of(changed)["additionalInfo"]}
    assert (info["ComponentName"], info["Environment"], info["Location"]) == (
        "managementfrontend",
        estate.region,
        estate.region,
    )
    assert {name: len(value) for name, value in info["Correlation"].items()} == {
        "operation": 32,
        "request": 16,
    }
    assert info["Time"].endswith("+00:00")
    assert info["InnerError"] == {"code": "BadRequest", "innerError": None}
