"""A Marketplace that refuses: the scenario says why, Azure ML wraps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from azure_fixtures import start_local_azure
from estate import COHERE, LLAMA, Estate, error_of, inner_codes
from modelstacks.localazure import process, scenarios

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS = "This subscription is internal or sandbox. Only $0.00 products or test products can be purchased"


@pytest.fixture
def refusing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Estate]:
    """An estate where one publisher's offer can't be bought."""
    folder = tmp_path_factory.mktemp("refusing")
    offers = f'marketplace: {{offers: {{metagenai.llama-3-3-70b-instruct-offer: "{WORDS}"}}}}\n'
    (folder / "refusing.yaml").write_text(scenarios.text_of("sandbox") + offers)
    azure = start_local_azure(folder / "state", str(folder / "refusing.yaml"))
    estate = Estate(azure)
    yield estate
    estate.close()
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
