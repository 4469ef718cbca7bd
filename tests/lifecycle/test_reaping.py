"""What a reap does with each endpoint."""

from __future__ import annotations

import pytest

from lifecycle_builders import OURS, WORKSPACE, live
from modelstacks.lifecycle.reaping import Holding, Reaped, failed, plan_reap, unused_subscriptions

STACK = "modelstacks-models/dev"
ID = f"{WORKSPACE}/onlineEndpoints/guard"


def test_nobodys_endpoint_goes_through_azure() -> None:
    assert plan_reap([live()], {}) == [Reaped(ID, "azure", "planned")]


def test_a_stacks_endpoint_goes_through_the_stack() -> None:
    held = {STACK: Holding({ID.lower(): "urn"})}
    assert plan_reap([live(tags=OURS)], held) == [Reaped(ID, "stack", "planned", STACK)]


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
    rows = plan_reap([live(tags=OURS)], {STACK: holding})
    assert rows == [Reaped(ID, "stack", "skipped", STACK, why)]
    assert failed(rows) == rows


def test_a_subscription_goes_when_nobody_uses_it_any_more() -> None:
    before = [live("a", subscription="/S1"), live("b", subscription="/S2"), live("c", subscription="/S3")]
    done = [Reaped(row.id, "azure", "deleted") for row in before[:2]] + [
        Reaped(before[2].id, "azure", "failed")
    ]
    assert unused_subscriptions(before, done, [live("d", subscription="/s2"), before[2]]) == ["/S1"]


def test_a_stacks_subscription_is_its_own() -> None:
    before = [live(subscription="/S1", tags=OURS)]
    assert unused_subscriptions(before, [Reaped(ID, "stack", "deleted", STACK)], []) == []
