"""Endpoints on shared quota that Azure has no more."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from modelstacks.catalog import load
from modelstacks.deployment.expired import without_expired
from modelstacks.deployment.plan import ModelsPlan
from modelstacks.modes.managed.plan import OnlineDeploymentPlan, OnlineEndpointPlan

TIME = "2026-11-27T12:00:00+00:00"
BEFORE = {"guard": {"endpoint": "guard", "expires": TIME}}


def plan(**fields: Any) -> ModelsPlan:
    deployment = OnlineDeploymentPlan(
        "guard", load().model("Phi-4"), model_id="id", instance_type="size", instances=1, traffic=100
    )
    given: dict[str, Any] = {
        "name": "guard",
        "region": "r",
        "workspace": "w",
        "deployments": (deployment,),
        "shared": True,
    }
    return ModelsPlan("s", "g", None, (), (), (OnlineEndpointPlan(**(given | fields)),))


def test_one_that_shall_stay_away_is_no_more_in_the_plan_but_in_the_outputs() -> None:
    expired = without_expired(plan(leave=True), {"guard"}, BEFORE)
    assert expired.plan.endpoints == ()
    assert expired.outputs == {
        "guard": {
            "model": "Phi-4",
            "mode": "managed",
            "region": "r",
            "endpoint": "guard",
            "expires": TIME,
            "state": "expired",
        }
    }
    assert expired.notes == (
        (
            f"guard: guard was on shared quota until {TIME} and is gone; it is not created again (on_expiry: leave). "
            "`modelstacks renew guard` brings it back."
        ),
    )


def test_one_that_shall_come_back_is_announced() -> None:
    expired = without_expired(plan(), {"guard"}, BEFORE)
    assert (expired.plan, expired.outputs) == (plan(), {})
    assert expired.notes[0].endswith("is gone; it is created again (on_expiry: recreate).")


@pytest.mark.parametrize(
    ("fields", "missing", "before"),
    [
        ({"leave": True}, set(), BEFORE),
        ({"leave": True}, {"guard"}, {}),
        ({"leave": True, "name": "guard-g2"}, {"guard-g2"}, BEFORE),
        ({"leave": True, "shared": False}, {"guard"}, BEFORE),
    ],
)
def test_what_is_there_or_never_was_is_left_to_the_plan(
    fields: dict[str, Any], missing: set[str], before: dict[str, Any]
) -> None:
    expired = without_expired(plan(**fields), missing, before)
    assert (expired.plan, expired.outputs, expired.notes) == (plan(**fields), {}, ())


def test_the_time_is_told_by_whichever_deployment_was_there() -> None:
    [old] = plan().endpoints
    new = replace(old.deployments[0], name="new")
    both = replace(plan(), endpoints=(replace(old, deployments=(new, *old.deployments)),))
    expired = without_expired(both, {"guard"}, BEFORE)
    assert expired.notes[0].startswith(f"new, guard: guard was on shared quota until {TIME} and is gone;")


def test_it_stays_away_on_every_later_run() -> None:
    first = without_expired(plan(leave=True), {"guard"}, BEFORE)
    assert without_expired(plan(leave=True), {"guard"}, first.outputs) == first
