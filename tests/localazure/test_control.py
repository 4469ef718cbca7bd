"""The control API: who gets in, the clock, faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx2
import pytest
from azure.core.exceptions import HttpResponseError, ServiceResponseError
from azure.mgmt.resource.resources import ResourceManagementClient

from estate import Estate
from localazure.errors import UsageError
from localazure.tls import client_context

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer


@pytest.fixture
def azure(local_azure: LocalAzureServer) -> Iterator[LocalAzureServer]:
    """The shared server, with no faults left behind."""
    yield local_azure
    local_azure.control("DELETE", "faults")


def groups(azure: LocalAzureServer) -> ResourceManagementClient:
    return ResourceManagementClient(
        subscription_id=azure.subscription, retry_total=0, **azure.client_args("reader")
    )


@pytest.mark.parametrize("header", ["Bearer x", "wrong", ""])
def test_without_the_token_nobody_gets_in(azure: LocalAzureServer, header: str) -> None:
    answer = httpx2.get(
        f"{azure.url}/_local/status",
        headers={"Authorization": header},
        verify=client_context(azure.state.tls / "ca.pem"),
    )
    assert answer.status_code == 401


def test_an_azure_token_is_no_control_token(azure: LocalAzureServer) -> None:
    answer = httpx2.get(
        f"{azure.url}/_local/status",
        headers={"Authorization": f"Bearer {azure.token()}"},
        verify=client_context(azure.state.tls / "ca.pem"),
    )
    assert answer.status_code == 401


def test_status_says_what_runs(azure: LocalAzureServer) -> None:
    status = azure.control("GET", "status")
    assert (status["url"], status["pid"], status["scenario"]) == (azure.url, azure.server.pid, "sandbox")


@pytest.mark.parametrize("by", ["168h", "-PT1H", "", "PT", "one week"])
def test_the_clock_takes_iso_durations_forwards_only(azure: LocalAzureServer, by: str) -> None:
    with pytest.raises(UsageError, match="is not an ISO 8601 duration such as PT168H"):
        azure.control("POST", "clock/advance", {"by": by})


@pytest.mark.parametrize(
    ("rule", "mistake"),
    [
        ({"status": 200}, "greater than or equal to 400"),
        ({"path": "("}, "unterminated"),
        ({"x": 1}, "Extra inputs"),
    ],
)
def test_a_wrong_rule_is_refused(azure: LocalAzureServer, rule: dict[str, object], mistake: str) -> None:
    with pytest.raises(UsageError, match=mistake):
        azure.control("POST", "faults", rule)


def test_a_fault_answers_instead_of_azure_as_often_as_it_says(azure: LocalAzureServer) -> None:
    rule = {
        "method": "GET",
        "path": "/resourcegroups",
        "status": 503,
        "code": "ServiceUnavailable",
        "count": 2,
    }
    with Estate(azure) as estate, groups(azure) as client:
        azure.control("POST", "faults", rule)
        for _ in range(2):
            with pytest.raises(HttpResponseError, match="ServiceUnavailable"):
                list(client.resource_groups.list())
        assert estate.group in [group.id for group in client.resource_groups.list()]
    assert azure.control("GET", "faults") == []


def test_throttling_is_survived_by_real_clients(azure: LocalAzureServer) -> None:
    azure.control(
        "POST", "faults", {"path": "/resourcegroups", "status": 429, "retry_after_s": 0, "count": 2}
    )
    with ResourceManagementClient(
        subscription_id=azure.subscription, **azure.client_args("reader")
    ) as client:
        list(client.resource_groups.list())
    assert azure.control("GET", "faults") == []


def test_a_reset_connection_is_one(azure: LocalAzureServer) -> None:
    azure.control("POST", "faults", {"path": "/resourcegroups", "reset": True, "count": 1})
    with groups(azure) as client, pytest.raises(ServiceResponseError):
        list(client.resource_groups.list())


def test_faults_are_cleared_one_or_all(azure: LocalAzureServer) -> None:
    first = azure.control("POST", "faults", {"path": "/a", "status": 500})
    azure.control("POST", "faults", {"path": "/b", "status": 500})
    assert azure.control("DELETE", f"faults/{first['id']}") == {"cleared": 1}
    assert [rule["path"] for rule in azure.control("GET", "faults")] == ["/b"]
    assert azure.control("DELETE", "faults") == {"cleared": 1}
