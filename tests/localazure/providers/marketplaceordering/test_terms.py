"""The terms of a plan are each subscription's own to accept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from estate import Arm, error_of
from granted import NOBODY
from localazure.providers.marketplaceordering import Terms

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer
    from open_azure import OpenAzure

OFFER = "agreements/meta/offers/llama/plans/any"
CURRENT = "offerTypes/virtualmachine/publishers/meta/offers/llama/plans/any/agreements/current"


def test_what_one_subscription_accepts_another_has_not(azure: OpenAzure) -> None:
    mine, theirs = (Terms(f"/subscriptions/{name}", "Meta", "llama", "any") for name in ("A", "b"))

    mine.accept(azure, accepted=True)

    assert Terms.accepted_by(azure, "/subscriptions/a") == [Terms("/subscriptions/a", "meta", "llama", "any")]
    assert Terms.accepted_by(azure, theirs.subscription) == []
    assert mine.properties(azure)["accepted"] is True
    assert theirs.properties(azure)["accepted"] is False


@pytest.mark.parametrize(
    ("method", "path", "right"),
    [
        ("GET", "agreements", "agreements/read"),
        ("GET", OFFER, "agreements/offers/plans/read"),
        ("POST", f"{OFFER}/sign", "agreements/offers/plans/sign/action"),
        ("POST", f"{OFFER}/cancel", "agreements/offers/plans/cancel/action"),
        ("GET", CURRENT, "offerTypes/publishers/offers/plans/agreements/read"),
        ("PUT", CURRENT, "offerTypes/publishers/offers/plans/agreements/write"),
    ],
)
def test_each_request_takes_a_right_of_its_own(
    local_azure: LocalAzureServer, method: str, path: str, right: str
) -> None:
    arm = Arm(local_azure, NOBODY)
    provider = f"/subscriptions/{local_azure.subscription}/providers/Microsoft.MarketplaceOrdering"
    refusal = arm.refused(method, f"{provider}/{path}", {} if method != "GET" else None)
    arm.close()
    assert error_of(refusal)["code"] == "AuthorizationFailed"
    assert f"to perform action 'Microsoft.MarketplaceOrdering/{right}' over scope" in str(refusal)
