"""How an endpoint gets a new life."""

from __future__ import annotations

from typing import Any

import pytest

from modelstacks.catalog import load
from modelstacks.errors import UsageError
from modelstacks.lifecycle.renewal import Renewal, behind_one_endpoint, decide_renewal
from modelstacks.lock_decisions import Lock, LockedDecision
from modelstacks.placement import ALL_FAMILIES
from spec_builders import deployment, spec_of

A100 = "Standard_NC24ads_A100_v4"
FAMILY = load().sku(A100).family.replace(" ", "").lower()
CORES = 24
"""Of one A100: Azure holds back no reserve for upgrades on this size."""
NEEDED = f"{load().sku(A100).family} cores are free and a second endpoint needs {CORES}"
ENOUGH = "there is quota for a second endpoint"
ALONE = "Azure takes one serverless endpoint for each model and workspace"


def locked(**fields: Any) -> LockedDecision:
    given = {
        "asked": "",
        "model": "m",
        "mode": "managed",
        "region": "r",
        "workspace": "w",
        "instance_type": A100,
    }
    return LockedDecision.model_validate(given | fields)


@pytest.mark.parametrize(
    ("fields", "free", "second_first", "why"),
    [
        ({"mode": "serverless"}, {FAMILY: 999}, False, ALONE),
        ({"quota": "shared"}, None, True, "shared quota takes no cores of your own"),
        ({"quota": "dedicated"}, {FAMILY: CORES}, True, ENOUGH),
        ({"quota": "dedicated"}, {FAMILY: CORES - 1}, False, f"{CORES - 1} {NEEDED}"),
        ({"quota": "dedicated"}, {FAMILY: CORES, ALL_FAMILIES: CORES}, True, ENOUGH),
        (
            {"quota": "dedicated"},
            {FAMILY: CORES, ALL_FAMILIES: CORES - 1},
            False,
            f"{CORES - 1} cores of all families together are free and a second endpoint needs {CORES}",
        ),
        ({"quota": "dedicated"}, {}, False, f"0 {NEEDED}"),
        ({"quota": "dedicated"}, None, False, "the quota could not be read"),
    ],
)
def test_a_second_endpoint_comes_first_where_it_fits(
    fields: dict[str, Any], free: dict[str, int] | None, second_first: bool, why: str
) -> None:
    assert decide_renewal(["a"], {"a": locked(**fields)}, load(), free) == Renewal(("a",), second_first, why)


def test_all_deployments_behind_the_endpoint_must_fit() -> None:
    decisions = {"a": locked(quota="dedicated"), "b": locked(quota="dedicated")}
    decided = decide_renewal(["a", "b"], decisions, load(), {FAMILY: CORES * 2 - 1})
    assert decided.why.endswith(f"cores are free and a second endpoint needs {CORES * 2}")


def test_all_of_them_get_the_next_generation() -> None:
    lock = Lock({"a": locked(), "b": locked(generation=3), "c": locked()})
    renewed = Renewal(("a", "b"), True, "").apply(lock)
    assert [renewed.decisions[name].generation for name in "abc"] == [2, 4, 1]


def test_deployments_behind_the_same_endpoint_are_renewed_together() -> None:
    spec = spec_of(
        [
            deployment("blue", mode="managed", endpoint_name="chat"),
            deployment("other"),
            deployment("green", mode="managed", endpoint_name="chat"),
        ]
    )
    assert behind_one_endpoint("green", spec) == ("blue", "green")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nobody", "deployments.yaml has no deployment 'nobody'.\nIt has: mine, theirs."),
        ("theirs", "theirs is behind endpoint chat, which is somebody else's: only they can renew it."),
    ],
)
def test_only_what_the_stack_owns_is_renewed(name: str, message: str) -> None:
    theirs = deployment("theirs", mode="managed", endpoint_name="chat", endpoint_exists=True)
    with pytest.raises(UsageError) as refusal:
        behind_one_endpoint(name, spec_of([deployment("mine"), theirs]))
    assert str(refusal.value) == message


def test_a_mode_without_a_last_hour_has_no_new_life() -> None:
    with pytest.raises(UsageError, match="a can't be renewed: a Foundry deployment has no 168 hours to end"):
        decide_renewal(["a"], {"a": locked(mode="foundry")}, load(), {FAMILY: 999})
