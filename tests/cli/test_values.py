"""What commands say of endpoints and deployments, in whole: as JSON and in rows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lifecycle_builders import NOW, OURS, WORKSPACE, observed
from modelstacks.cli.deployed_table import deployed_rows
from modelstacks.cli.endpoints import as_values, hours
from modelstacks.inference.results import SmokeResult


def test_an_endpoint_as_json() -> None:
    endpoint = observed(tags=OURS, traffic={"blue": 90, "green": 10})

    assert as_values(endpoint, NOW) == {
        "name": "guard",
        "mode": "managed",
        "models": ["Phi-4"],
        "quota": "shared",
        "state": "Succeeded",
        "traffic": {"blue": 90, "green": 10},
        "region": "swedencentral",
        "workspace": "chat",
        "created": "2026-11-13T13:00:00+00:00",
        "expires": "2026-11-20T13:00:00+00:00",
        "age_hours": 167.0,
        "hours_left": 1.0,
        "stack": "modelstacks-models/dev",
        "id": f"{WORKSPACE}/onlineEndpoints/guard",
    }


def test_what_nobody_tells_of_an_endpoint_is_null() -> None:
    values = as_values(observed(quota="dedicated", created=None, expires=None), NOW)

    assert {name for name, value in values.items() if value is None} == {
        "created",
        "expires",
        "age_hours",
        "hours_left",
        "stack",
    }


@pytest.mark.parametrize(
    ("time", "shown"),
    [
        (None, None),
        (timedelta(), 0.0),
        (timedelta(minutes=90), 1.5),
        (timedelta(hours=7, minutes=7), 7.1),
        (timedelta(hours=3000), 3000.0),
        (timedelta(seconds=359_700), 99.9),
    ],
)
def test_a_time_in_hours(time: timedelta | None, shown: float | None) -> None:
    assert hours(time) == shown


PASSED = SmokeResult("chat", "https://chat", None, (), 1.25)


def test_a_row_for_each_deployment_that_is_up() -> None:
    up = {"model": "Phi-4", "mode": "managed", "region": "swedencentral", "uri": "https://chat"}
    outputs = {"deployments": {"b": up, "a": up | {"state": "expired", "uri": None}, "c": {}}}

    assert deployed_rows(outputs, {"b": PASSED}) == [
        ["a", "Phi-4", "managed", "swedencentral", "", "expired", ""],
        ["b", "Phi-4", "managed", "swedencentral", "https://chat", "passed", "1.2 s"],
        ["c", "", "", "", "", "not asked", ""],
    ]
    assert deployed_rows({}, {}) == deployed_rows({"deployments": None}, {}) == []
