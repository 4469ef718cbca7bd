"""Faults and latency, as a client meets them."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
import requests

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from azure_fixtures import LocalAzureServer

pytestmark = pytest.mark.slow

VERSION = {"api-version": "2024-03-01"}


def call(azure: LocalAzureServer, method: str, path: str, body: Any = None) -> requests.Response:
    return requests.request(
        method,
        f"{azure.url}/subscriptions/{azure.subscription}{path}",
        params=VERSION,
        json=body,
        headers={"Authorization": f"Bearer {azure.token()}"},
        verify=azure.ca,
        timeout=30,
    )


def test_a_refusal_hits_as_often_as_it_says(fresh_local_azure: LocalAzureServer) -> None:
    fault = {
        "path": "/resourceGroups",
        "count": 2,
        "status": 429,
        "code": "TooManyRequests",
        "retry_after_s": 3,
    }
    fresh_local_azure.control("POST", "faults", fault)

    answers = [call(fresh_local_azure, "GET", "/resourceGroups") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [429, 429, 200]
    assert answers[0].headers["Retry-After"] == "3"
    assert "x-ms-request-id" in answers[0].headers
    assert answers[0].json()["error"]["code"] == "TooManyRequests"


def test_a_reset_drops_the_connection(fresh_local_azure: LocalAzureServer) -> None:
    fresh_local_azure.control("POST", "faults", {"path": "/resourceGroups", "count": 1, "reset": True})

    with pytest.raises(requests.ConnectionError):
        call(fresh_local_azure, "GET", "/resourceGroups")
    assert call(fresh_local_azure, "GET", "/resourceGroups").status_code == 200


def test_a_lost_answer_was_carried_out(fresh_local_azure: LocalAzureServer) -> None:
    fault = {"path": "/resourceGroups/lost", "count": 1, "after": "response"}
    fresh_local_azure.control("POST", "faults", fault)

    with pytest.raises(requests.ConnectionError):
        call(fresh_local_azure, "PUT", "/resourceGroups/lost", {"location": "swedencentral"})
    assert call(fresh_local_azure, "GET", "/resourceGroups/lost").status_code == 200


def test_a_bug_is_a_500_in_azures_envelope_that_names_the_log(fresh_local_azure: LocalAzureServer) -> None:
    with closing(sqlite3.connect(fresh_local_azure.state.database)) as database:
        database.execute("UPDATE resources SET body = 'no JSON'")
        database.commit()
        assert database.total_changes
    answer = call(fresh_local_azure, "GET", "/resourceGroups")

    assert answer.status_code == 500
    assert answer.json()["error"] == {
        "code": "InternalServerError",
        "message": "The local Azure has a bug: its log (server.log in the state folder) shows where.",
    }


def test_a_delay_delays(fresh_local_azure: LocalAzureServer) -> None:
    fresh_local_azure.control("POST", "faults", {"path": "/resourceGroups", "count": 1, "delay_s": 0.2})

    begun = time.monotonic()

    assert call(fresh_local_azure, "GET", "/resourceGroups").status_code == 200
    assert time.monotonic() - begun > 0.2


def test_latency_is_the_scenarios(
    local_azure_with: Callable[[str], LocalAzureServer], local_azure: LocalAzureServer, tmp_path: Path
) -> None:
    slow = local_azure.state.scenario.read_text() + "\nlatency_ms: 150\n"
    (tmp_path / "slow.yaml").write_text(slow)
    azure = local_azure_with(str(tmp_path / "slow.yaml"))

    begun = time.monotonic()
    call(azure, "GET", "/resourceGroups")

    assert time.monotonic() - begun > 0.3, "one for the token, one for the list"
