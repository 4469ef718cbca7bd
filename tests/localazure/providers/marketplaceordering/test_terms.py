"""The terms of a plan are each subscription's own to accept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure.providers.marketplaceordering import Terms

if TYPE_CHECKING:
    from open_azure import OpenAzure


def test_what_one_subscription_accepts_another_has_not(azure: OpenAzure) -> None:
    mine, theirs = (Terms(f"/subscriptions/{name}", "Meta", "llama", "any") for name in ("A", "b"))

    mine.accept(azure, accepted=True)

    assert Terms.accepted_by(azure, "/subscriptions/a") == [Terms("/subscriptions/a", "meta", "llama", "any")]
    assert Terms.accepted_by(azure, theirs.subscription) == []
    assert mine.properties(azure)["accepted"] is True
    assert theirs.properties(azure)["accepted"] is False
