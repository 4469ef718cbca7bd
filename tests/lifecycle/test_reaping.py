"""What a reap does with each endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lifecycle_builders import OURS, WORKSPACE, observed
from modelstacks.azure.tags import stack_tags
from modelstacks.lifecycle.marketplace_subscription import MarketplaceSubscription
from modelstacks.lifecycle.reaping import (
    Holding,
    Reaped,
    deleted_through_azure,
    failed,
    plan_reap,
    stacks_of,
    unused_subscriptions,
)

if TYPE_CHECKING:
    from modelstacks.azure.observed_endpoint import ObservedEndpoint
    from modelstacks.lifecycle.reaping import Result

STACK = "modelstacks-models/dev"
ID = f"{WORKSPACE}/onlineEndpoints/guard"


def test_nobodys_endpoint_goes_through_azure() -> None:
    assert plan_reap([observed()], {}) == [Reaped(ID, "azure", "planned")]


def test_a_stacks_endpoint_goes_through_the_stack() -> None:
    holdings = {STACK: Holding({ID.lower(): "urn"})}
    assert plan_reap([observed(tags=OURS)], holdings) == [Reaped(ID, "stack", "planned", STACK)]


@pytest.mark.parametrize(
    ("holding", "why"),
    [
        (Holding({}, "no route to the backend"), "no route to the backend"),
        (
            Holding({}),
            f"its tags name stack {STACK}, but that stack does not hold it: another backend's, or a lost state.",
        ),
    ],
)
def test_a_stacks_endpoint_is_never_deleted_behind_its_back(holding: Holding, why: str) -> None:
    outcomes = plan_reap([observed(tags=OURS)], {STACK: holding})
    assert outcomes == [Reaped(ID, "stack", "skipped", STACK, why)]
    assert failed(outcomes) == outcomes


def test_only_what_is_still_there_failed() -> None:
    results: tuple[Result, ...] = ("planned", "deleted", "failed", "skipped")
    outcomes = [Reaped(f"{ID}-{result}", "azure", result) for result in results]
    assert [outcome.result for outcome in failed(outcomes)] == ["failed", "skipped"]
    assert {outcome.why for outcome in outcomes} == {""}


def test_each_owning_stack_is_asked_once_and_nobodys_endpoint_asks_none() -> None:
    other = stack_tags("modelstacks-models", "another")
    assert stacks_of([observed(tags=OURS), observed(), observed(tags=other), observed(tags=OURS)]) == [
        "modelstacks-models/another",
        STACK,
    ]


OFFER = MarketplaceSubscription(f"{WORKSPACE}/marketplaceSubscriptions/phi", "Phi-4")
SAAS = "/subscriptions/s/resourceGroups/g/providers/Microsoft.SaaS/resources/phi"


def serverless(name: str, **fields: Any) -> ObservedEndpoint:
    return observed(name, id=f"{WORKSPACE}/serverlessEndpoints/{name}", mode="serverless", **fields)


@pytest.mark.parametrize("called", [OFFER.id.upper(), SAAS, None])
def test_a_subscription_goes_when_nobody_uses_it_any_more(called: str | None) -> None:
    gone = [serverless("a", marketplace_subscription_id=called)]
    assert unused_subscriptions([OFFER], gone, [observed("else", model_ids=("Llama",))]) == [OFFER.id]
    assert unused_subscriptions([OFFER], [serverless("other", model_ids=("Llama",))], []) == []


@pytest.mark.parametrize("called", [OFFER.id, SAAS, None])
def test_a_used_subscription_stays_whatever_its_endpoint_calls_it(called: str | None) -> None:
    left = serverless("b", marketplace_subscription_id=called, model_ids=("phi-4",))
    assert unused_subscriptions([OFFER], [serverless("a")], [left]) == []
    elsewhere = observed("c", id="/other/serverlessEndpoints/c", marketplace_subscription_id=SAAS)
    assert unused_subscriptions([OFFER], [serverless("a")], [elsewhere]) == [OFFER.id]


def test_a_stacks_subscription_is_its_own() -> None:
    before = [serverless("a"), serverless("b"), serverless("c"), observed()]
    done = [
        Reaped(before[0].id, "stack", "deleted", STACK),
        Reaped(before[1].id, "azure", "deleted"),
        Reaped(before[2].id, "azure", "failed"),
        Reaped(before[3].id, "azure", "deleted"),
    ]
    assert deleted_through_azure(before, done) == [before[1], before[3]]
