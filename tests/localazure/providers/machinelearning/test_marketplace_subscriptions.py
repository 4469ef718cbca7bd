from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from estate import COHERE, LLAMA, PHI, error_of, inner_codes

if TYPE_CHECKING:
    from estate import Estate

pytestmark = pytest.mark.slow


def test_it_names_the_offer_and_is_subscribed(estate: Estate, project: str) -> None:
    properties = estate.subscribe(project, LLAMA)["properties"]

    assert properties["marketplaceSubscriptionStatus"] == "Subscribed"
    assert properties["marketplacePlan"]["publisherId"] == "metagenai"
    assert properties["marketplacePlan"]["offerId"] == "llama-3-3-70b-instruct-offer"
    assert properties["provisioningState"] == "Succeeded"


def test_writing_it_again_changes_nothing(estate: Estate, project: str) -> None:
    first = estate.subscribe(project, LLAMA)
    path = estate.id(f"{project}/marketplaceSubscriptions/offer")

    again = estate.arm.raw("PUT", path, {"properties": {"modelId": LLAMA}})

    assert (again.status_code, again.json()["properties"]) == (200, first["properties"])
    assert "Azure-AsyncOperation" not in again.headers


def test_it_is_made_and_deleted_in_an_operation(estate: Estate, project: str) -> None:
    path = estate.id(f"{project}/marketplaceSubscriptions/offer")

    made = estate.arm.raw("PUT", path, {"properties": {"modelId": LLAMA}})
    estate.subscribe(project, LLAMA)
    deleted = estate.arm.raw("DELETE", path)

    assert (made.json()["properties"]["provisioningState"], deleted.status_code) == ("Creating", 202)
    for answer in (made, deleted):
        assert "/mfeOperationsStatus/mps:" in answer.headers["Azure-AsyncOperation"]


def test_it_has_no_location_and_takes_no_patch(estate: Estate, project: str) -> None:
    path = f"{project}/marketplaceSubscriptions/offer"
    made = estate.subscribe(project, LLAMA)

    refusal = estate.arm.refused("PATCH", estate.id(path), {"tags": {"a": "b"}})

    assert "location" not in made
    assert refusal.status_code == 405


def test_a_first_party_model_needs_none(estate: Estate, project: str) -> None:
    body = {"properties": {"modelId": PHI}}

    refusal = estate.put_refused(f"{project}/marketplaceSubscriptions/phi", body)

    assert refusal.status_code == 400
    assert error_of(refusal)["code"] == "MarketplacePlanNotRequiredForModel"
    assert error_of(refusal)["message"] == f"Marketplace plan is not required for ModelId {PHI}"


def test_one_subscription_per_workspace_and_offer(estate: Estate, project: str) -> None:
    estate.subscribe(project, LLAMA, "first")

    refusal = estate.put_refused(
        f"{project}/marketplaceSubscriptions/second", {"properties": {"modelId": LLAMA}}
    )

    assert refusal.status_code == 409
    assert "'first'" in str(refusal)


def test_its_model_stays(estate: Estate, project: str) -> None:
    estate.subscribe(project, LLAMA)

    refusal = estate.put_refused(
        f"{project}/marketplaceSubscriptions/offer", {"properties": {"modelId": COHERE}}
    )

    assert "cannot be changed" in str(refusal)


@pytest.mark.parametrize("model_id", ["azureml://registries/azureml-meta/models/No-Such-Model", "no id", ""])
def test_an_unknown_model_has_no_offer(estate: Estate, project: str, model_id: str) -> None:
    body = {"properties": {"modelId": model_id}}

    refusal = estate.put_refused(f"{project}/marketplaceSubscriptions/offer", body)

    assert refusal.status_code == 404
    assert error_of(refusal)["code"] == "UserError"
    assert inner_codes(refusal) == ["NotFound", "ServerlessOfferNotFound"]
    offer, namespace = ("No-Such-Model", "azureml-meta") if "No-Such" in model_id else (model_id, "")
    assert error_of(refusal)["message"] == (
        f"Serverless offer '{offer}' not found in service namespace '{namespace}'."
    )


def test_dots_in_the_name_are_refused(estate: Estate, project: str) -> None:
    refusal = estate.put_refused(
        f"{project}/marketplaceSubscriptions/llama-3.3", {"properties": {"modelId": LLAMA}}
    )

    assert (refusal.status_code, error_of(refusal)["code"]) == (400, "BadRequest")
    assert "'llama-3.3' is invalid" in str(refusal)
