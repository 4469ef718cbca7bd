"""Endpoints as ARM describes them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from lifecycle_builders import NOW, OURS, observed
from modelstacks.azure.by_mode import endpoints_of
from modelstacks.azure.observed_endpoint import expires_first, model_name, state_of
from modelstacks.azure.shared_quota import marks


def online(**properties: Any) -> dict[str, Any]:
    return {
        "id": "/w/onlineEndpoints/e",
        "location": "swedencentral",
        "properties": {"provisioningState": "Succeeded"} | properties,
    }


def deployment(model: str) -> dict[str, Any]:
    return {"properties": {"model": f"azureml://registries/azureml/models/{model}/versions/8"}}


def test_shared_quota_stands_in_the_property_bag() -> None:
    read = endpoints_of("managed").observed(
        online(properties=marks(NOW)), [deployment("Phi-4"), deployment("Phi-4")]
    )
    assert (read.quota, read.expires, read.models) == ("shared", NOW, ("Phi-4",))


@pytest.mark.parametrize("bag", [None, {}, {"SharedComputeCapacityEnabled": "false"}])
def test_without_the_mark_quota_is_dedicated(bag: Any) -> None:
    assert endpoints_of("managed").observed(online(properties=bag), []).quota == "dedicated"


@pytest.mark.parametrize(
    ("provisioning", "own", "shown"),
    [
        ("Succeeded", "Unhealthy", "Unhealthy"),
        ("Deleting", "Online", "Deleting"),
        ("Succeeded", None, "Succeeded"),
    ],
)
def test_a_serverless_state_is_what_it_says_unless_it_is_in_the_making(
    provisioning: str, own: str | None, shown: str
) -> None:
    body = online(provisioningState=provisioning, endpointState=own, marketplaceSubscriptionId="/m")
    read = endpoints_of("serverless").observed(body, ())
    assert (read.state, read.quota, read.expires, read.marketplace_subscription_id) == (
        shown,
        "tokens",
        None,
        "/m",
    )


@pytest.mark.parametrize(("tags", "stack"), [(OURS, "modelstacks-models/dev"), ({}, None)])
def test_tags_name_the_stack(tags: dict[str, str], stack: str | None) -> None:
    assert observed(tags=tags).stack == stack


def test_what_expires_first_stands_in_front_and_what_never_does_last() -> None:
    late, soon = observed("late", expires=NOW + timedelta(days=1)), observed("soon")
    never, unknown = observed("never", expires=None), observed("unknown", expires=None, created=None)
    old = observed("older", expires=None, created=NOW - timedelta(days=9))
    assert expires_first([unknown, never, late, old, soon]) == [soon, late, old, never, unknown]


def test_one_that_says_nothing_of_its_state_has_none() -> None:
    for nothing in ({}, {"provisioningState": None}):
        assert state_of(nothing) == state_of({**nothing, "endpointState": "Online"}, "endpointState") == ""


def test_of_those_that_end_at_once_or_never_the_oldest_stands_in_front_then_the_name_decides() -> None:
    dateless = [observed(name, expires=None, created=None) for name in ("a", "B", "c")]
    older = observed("z", expires=None, created=NOW - timedelta(days=9))
    newer = observed("b", expires=None, created=NOW)
    soon = [observed("y", created=NOW - timedelta(days=2)), observed("x", created=NOW - timedelta(days=1))]
    ordered = [*soon, older, newer, *dateless]
    assert expires_first(reversed(ordered)) == ordered


@pytest.mark.parametrize(
    ("model_id", "name"),
    [
        ("azureml://registries/r/models/Phi-4/versions/8", "Phi-4"),
        ("azureml://registries/r/models/M", "M"),
        ("x", "x"),
    ],
)
def test_a_model_is_called_by_its_name(model_id: str, name: str) -> None:
    assert model_name(model_id) == name
