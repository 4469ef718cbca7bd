"""Buying an offer: what is left behind, and a Marketplace that refuses: the scenario says why, Azure ML wraps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from azure_fixtures import start_local_azure
from estate import COHERE, LLAMA, Estate, error_of, inner_codes
from localazure import process, scenarios
from localazure.providers.machinelearning import purchases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from azure_fixtures import LocalAzureServer

pytestmark = pytest.mark.slow

WORDS = (
    "This subscription is internal or sandbox. Only $0.00 products or test products can be purchased ({0})"
)


@pytest.fixture
def refusing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Estate]:
    """An estate where one publisher's offer can't be bought."""
    folder = tmp_path_factory.mktemp("refusing")
    offers = f'marketplace: {{offers: {{metagenai.llama-3-3-70b-instruct-offer: "{WORDS}"}}}}\n'
    (folder / "refusing.yaml").write_text(f"name: refusing\nextends: sandbox\n{offers}")
    azure = start_local_azure(folder / "state", str(folder / "refusing.yaml"))
    with Estate(azure) as estate:
        yield estate
    process.stop(azure.state)


def test_only_the_refused_offer_is_refused(refusing: Estate) -> None:
    project = refusing.project()

    refusal = refusing.put_refused(
        f"{project}/marketplaceSubscriptions/llama", {"properties": {"modelId": LLAMA}}
    )
    other = refusing.subscribe(project, COHERE)

    assert error_of(refusal)["code"] == "UserError"
    assert error_of(refusal)["message"] == (
        f"Marketplace Subscription purchase eligibility check failed, error message [{WORDS}]."
    )
    assert inner_codes(refusal)[-1] == "MarketplaceSubscriptionpurchaseEligibilityCheckFailed"
    assert other["properties"]["marketplaceSubscriptionStatus"] == "Subscribed"


def test_the_scenarios_reasons_are_those_with_words() -> None:
    (refused,) = (row for row in scenarios.packaged() if row.name == "marketplace-refused")

    assert refused.parameter is not None
    assert set(refused.parameter.choices) == set(purchases.REASONS)


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("enrollment", "doesn't allow purchase of marketplace products"),
        ("country", "Plan 'consumption' not found in offer 'llama-3-3-70b-instruct-offer'"),
    ],
)
def test_a_marketplace_refuses_in_its_own_words(
    local_azure_with: Callable[[str], LocalAzureServer], reason: str, words: str
) -> None:
    with Estate(local_azure_with(f"marketplace-refused:{reason}")) as estate:
        path = f"{estate.project()}/marketplaceSubscriptions/llama"
        refusal = estate.put_refused(path, {"properties": {"modelId": LLAMA}})

    assert words in error_of(refusal)["message"]
    assert inner_codes(refusal)[-1] == purchases.FAILED


def test_a_purchase_is_a_resource_of_the_group_while_it_lasts(estate: Estate, project: str) -> None:
    estate.subscribe(project, LLAMA, "llama")
    where = f"{estate.group}/providers/Microsoft.SaaS/resources"

    (bought,) = estate.arm.send("GET", where)["value"]
    estate.delete(f"{project}/marketplaceSubscriptions/llama")

    assert bought["properties"]["offerId"] == "llama-3-3-70b-instruct-offer"
    assert bought["properties"]["status"] == "Subscribed"
    assert estate.arm.send("GET", where)["value"] == []


def test_a_purchase_accepts_the_offers_terms(estate: Estate, project: str) -> None:
    plan = estate.subscribe(project, LLAMA)["properties"]["marketplacePlan"]
    ordering = f"{estate.subscription}/providers/Microsoft.MarketplaceOrdering"

    path = f"{ordering}/agreements/{plan['publisherId']}/offers/{plan['offerId']}/plans/{plan['planId']}"

    assert estate.arm.send("GET", path)["properties"]["accepted"] is True
