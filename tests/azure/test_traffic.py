"""The traffic that is written to an online endpoint."""

from __future__ import annotations

import pytest

from modelstacks.azure.traffic import merge_shares, writable


@pytest.mark.parametrize(
    ("live", "ours", "before", "written"),
    [
        pytest.param({}, {}, {}, {}, id="nothing"),
        pytest.param({}, {"blue": 100}, {}, {"blue": 100}, id="the first"),
        pytest.param(
            {"blue": 100}, {"blue": 90, "green": 10}, {"blue": 100}, {"blue": 90, "green": 10}, id="split"
        ),
        pytest.param({"blue": 100}, {"green": 100}, {"blue": 100}, {"green": 100}, id="moved"),
        pytest.param({"theirs": 40}, {"blue": 60}, {}, {"theirs": 40, "blue": 60}, id="others stay"),
        pytest.param(
            {"a": 50, "b": 25, "c": 25},
            {"blue": 10},
            {},
            {"a": 45, "b": 23, "c": 22, "blue": 10},
            id="others make room",
        ),
        pytest.param({"theirs": 100}, {"blue": 100}, {}, {"blue": 100}, id="no room is left"),
        pytest.param({"theirs": 100}, {"blue": 1}, {}, {"theirs": 99, "blue": 1}, id="the least there is"),
        pytest.param(
            {"blue": 60, "theirs": 40},
            {"blue": 50},
            {},
            {"theirs": 50, "blue": 50},
            id="what is ours from now on is not another's",
        ),
        pytest.param({"blue": 60, "theirs": 40}, {}, {"blue": 60}, {"theirs": 100}, id="drained"),
        pytest.param({"blue": 100}, {"blue": 0, "green": 100}, {}, {"green": 100}, id="no share is left out"),
        pytest.param({"theirs": 0}, {"blue": 100}, {}, {"blue": 100}, id="neither is another's"),
    ],
)
def test_only_our_own_shares_change(
    live: dict[str, int], ours: dict[str, int], before: dict[str, int], written: dict[str, int]
) -> None:
    assert merge_shares(live, ours, before) == written


def test_a_put_changes_nothing_but_the_traffic() -> None:
    endpoint = {
        "id": "/e",
        "name": "ep",
        "location": "swedencentral",
        "tags": {"a": "b"},
        "identity": {"type": "SystemAssigned"},
        "kind": "",
        "systemData": {},
        "properties": {
            "authMode": "Key",
            "scoringUri": "https://a/score",
            "swaggerUri": "https://a/swagger.json",
            "provisioningState": "Succeeded",
            "keys": None,
            "traffic": {"old": 100},
            "properties": {
                "SharedComputeCapacityEnabled": "true",
                "AzureAsyncOperationUri": "https://a",
                "azureml.onlineendpointid": "id",
            },
        },
    }
    assert writable(endpoint, {"blue": 100}) == {
        "location": "swedencentral",
        "tags": {"a": "b"},
        "identity": {"type": "SystemAssigned"},
        "properties": {
            "authMode": "Key",
            "traffic": {"blue": 100},
            "properties": {"SharedComputeCapacityEnabled": "true"},
        },
    }


@pytest.mark.parametrize("bag", [{}, None])
def test_what_an_endpoint_does_not_say_is_not_written(bag: dict[str, str] | None) -> None:
    endpoint = {"location": "eastus2", "properties": {"properties": bag}}
    body = {"location": "eastus2", "properties": {"properties": {}, "traffic": {}}}
    assert writable(endpoint, {}) == body
