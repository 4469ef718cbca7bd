"""Endpoints as ARM describes them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from lifecycle_builders import ENSURED, NOW, OURS, observed
from modelstacks.azure.by_mode import endpoints_of
from modelstacks.azure.observed_endpoint import (
    common_fields,
    expires_first,
    has_keys,
    model_id_of,
    model_name,
    state_of,
)
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
    assert (read.quota, read.expires, read.models, read.mode) == ("shared", NOW, ("Phi-4",), "managed")


@pytest.mark.parametrize(("traffic", "shares"), [({"blue": 100}, {"blue": 100}), (None, {}), ({}, {})])
def test_traffic_is_what_the_endpoint_says_or_none(traffic: Any, shares: dict[str, int]) -> None:
    assert endpoints_of("managed").observed(online(traffic=traffic), []).traffic == shares


def test_an_empty_id_of_a_subscription_is_none() -> None:
    read = endpoints_of("serverless").observed(online(marketplaceSubscriptionId=""), ())
    assert (read.marketplace_subscription_id, read.mode, read.traffic) == (None, "serverless", {})


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


@pytest.mark.parametrize(
    ("tags", "stack", "is_ours"),
    [
        (OURS, "modelstacks-models/dev", True),
        (ENSURED, None, True),
        ({"modelstacks-project": "modelstacks-models"}, None, False),
        ({"modelstacks-stack": "dev"}, None, False),
        ({"owner": "me"}, None, False),
        ({}, None, False),
    ],
)
def test_tags_name_the_stack(tags: dict[str, str], stack: str | None, is_ours: bool) -> None:
    assert (observed(tags=tags).stack, observed(tags=tags).is_ours) == (stack, is_ours)


@pytest.mark.parametrize(
    ("group", "workspace", "there"),
    [("G", "Chat", True), ("g", "chat", True), ("other", "chat", False), ("g", "other", False)],
)
def test_an_endpoint_is_in_one_workspace_of_one_group(group: str, workspace: str, there: bool) -> None:
    assert observed().is_in(group, workspace) is there
    assert observed().workspace_name == "chat"


def test_names_and_models_are_known_in_any_case_and_models_named_once() -> None:
    ids = [
        f"azureml://registries/azureml/models/{name}"
        for name in ("Phi-4/versions/8", "M", "Phi-4/versions/9")
    ]
    served = observed("Guard", model_ids=tuple(ids))
    assert served.models == ("Phi-4", "M")
    assert [served.serves(each) for each in (ids[1].upper(), ids[2], "M")] == [True, True, False]
    assert [served.is_named(each) for each in ("guard", "GUARD", "guar")] == [True, True, False]


def test_how_old_it_is_and_how_long_it_lives_is_known_where_azure_says_it() -> None:
    assert (observed().age(NOW), observed().left(NOW)) == (timedelta(hours=167), timedelta(hours=1))
    silent = observed(created=None, expires=None)
    assert (silent.age(NOW), silent.left(NOW)) == (None, None)


@pytest.mark.parametrize(("own", "shown"), [("eastus2", "eastus2"), ("", "uksouth")])
def test_what_has_no_location_is_where_its_parent_is(own: str, shown: str) -> None:
    assert observed(region=own).located("uksouth").region == shown


@pytest.mark.parametrize(
    ("body", "read"),
    [
        (
            {
                "id": "/e",
                "location": "Sweden Central",
                "tags": {"a": "b"},
                "systemData": {"createdAt": "2026-11-20T12:00:00+00:00"},
            },
            {"id": "/e", "region": "swedencentral", "tags": {"a": "b"}, "created": NOW},
        ),
        (
            {"id": "/e", "tags": None, "systemData": None},
            {"id": "/e", "region": "", "tags": {}, "created": None},
        ),
        (
            {"id": "/e", "systemData": {"createdAt": None}},
            {"id": "/e", "region": "", "tags": {}, "created": None},
        ),
    ],
)
def test_what_arm_may_leave_out_is_nothing(body: dict[str, Any], read: dict[str, Any]) -> None:
    assert common_fields(body) == read


@pytest.mark.parametrize(
    ("properties", "model_id"),
    [
        ({"modelSettings": {"modelId": "azureml://m"}}, "azureml://m"),
        ({"model": "azureml://m/versions/1"}, "azureml://m/versions/1"),
        ({"modelSettings": None}, ""),
        ({}, ""),
    ],
)
def test_the_models_id_stands_where_each_kind_has_it(properties: dict[str, Any], model_id: str) -> None:
    assert model_id_of({"properties": properties}) == model_id


@pytest.mark.parametrize(
    ("mode", "keys"),
    [("Key", True), ("KeyAndAAD", True), ("AADToken", False), ("AMLToken", False), (None, None), ("", None)],
)
def test_the_way_of_signing_in_says_whether_there_are_keys(mode: str | None, keys: bool | None) -> None:
    assert has_keys({"authMode": mode}) is keys
    assert has_keys({}) is None


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
