"""The control API whole: what each route answers, and what it says to a mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx2
import jwt
import pytest

from localazure.tls import client_context

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer

FAULT = {
    "method": "*",
    "path": "",
    "count": None,
    "status": None,
    "code": "InternalServerError",
    "message": "The server encountered an internal error. Please retry the request.",
    "retry_after_s": None,
    "reset": False,
    "operation": None,
    "delay_s": 0,
    "answer": None,
    "after": "request",
}
NOT_AT_ALL = {"path": "/surely/nobody/asks/this"}


@pytest.fixture(scope="module")
def client(local_azure: LocalAzureServer) -> Iterator[httpx2.Client]:
    """Connections with the control token."""
    token = {"Authorization": f"Bearer {local_azure.state.control_token()}"}
    verify = client_context(local_azure.state.tls / "ca.pem")
    with httpx2.Client(base_url=f"{local_azure.url}/_local", headers=token, verify=verify) as client:
        yield client


@pytest.fixture
def http(client: httpx2.Client) -> Iterator[httpx2.Client]:
    """The same; no faults are left behind."""
    yield client
    client.delete("/faults")


def test_who_has_not_the_token_is_told_so(http: httpx2.Client) -> None:
    for header in ("", "Bearer x", f"{http.headers['Authorization']}x"):
        answer = http.get("/status", headers={"Authorization": header})
        assert answer.status_code == 401
        assert answer.json() == {"error": "the control token is missing or wrong"}


def test_the_status_whole(local_azure: LocalAzureServer, http: httpx2.Client) -> None:
    http.post("/faults", json=NOT_AT_ALL | {"status": 500})

    status, clock = http.get("/status").json(), http.get("/clock").json()

    assert status.pop("clock") <= clock["now"]
    assert status.pop("resources") >= 1
    assert status == {
        "url": local_azure.url,
        "pid": local_azure.server.pid,
        "scenario": "sandbox",
        "subscription": local_azure.subscription,
        "tenant": local_azure.scenario.tenant.id,
        "faults": 1,
    }
    assert clock.keys() == {"now", "offset_s"}


def test_a_clock_that_stays_is_told_as_one_that_moved(http: httpx2.Client) -> None:
    before = http.get("/clock").json()

    moved = http.post("/clock/advance", json={"by": "PT0S"})

    assert (moved.status_code, moved.json().keys()) == (200, before.keys())
    assert moved.json()["offset_s"] == before["offset_s"]


def test_a_rule_whole_and_what_is_cleared(http: httpx2.Client) -> None:
    added = http.post("/faults", json=NOT_AT_ALL | {"operation": "stuck"})
    other = http.post("/faults", json=NOT_AT_ALL | {"status": 503, "count": 2}).json()

    rule = added.json()
    assert added.status_code == 201
    assert rule == FAULT | NOT_AT_ALL | {"operation": "stuck", "id": rule["id"]}
    assert http.get("/faults").json() == [rule, other]
    assert http.delete("/faults/nobodys").json() == {"cleared": 0}
    assert http.delete(f"/faults/{rule['id']}").json() == {"cleared": 1}
    assert http.get("/faults").json() == [other]
    assert http.delete("/faults").json() == {"cleared": 1}


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        ("/faults", {"status": 200}, "status: Input should be greater than or equal to 400"),
        (
            "/faults",
            {"status": 600, "x": 1},
            "status: Input should be less than or equal to 599; x: Extra inputs are not permitted",
        ),
        ("/faults", {"count": 0}, "count: Input should be greater than or equal to 1"),
        ("/faults", {"delay_s": -1}, "delay_s: Input should be greater than or equal to 0"),
        ("/faults", {"retry_after_s": -1}, "retry_after_s: Input should be greater than or equal to 0"),
        (
            "/faults",
            {"path": "("},
            "path: '(' is not a regular expression (missing ), unterminated subpattern)",
        ),
        (
            "/clock/advance",
            {"by": "week"},
            "week is not an ISO 8601 duration such as PT168H, P7D or PT30S",
        ),
        ("/clock/advance", {}, "None is not an ISO 8601 duration such as PT168H, P7D or PT30S"),
        ("/federated-token/nobody", None, "no principal named nobody"),
    ],
)
def test_a_mistake_in_whole_words(http: httpx2.Client, path: str, body: Any, message: str) -> None:
    answer = http.post(path, json=body)

    assert (answer.status_code, answer.json()) == (400, {"error": message})


def test_the_scenario_and_a_token_of_its_principals(
    local_azure: LocalAzureServer, http: httpx2.Client
) -> None:
    scenario = http.get("/scenario").json()
    token = http.post("/federated-token/reader").json()["token"]

    reader = local_azure.scenario.principal("reader")
    assert reader
    assert scenario == local_azure.scenario.model_dump(mode="json")
    assert jwt.decode(token, options={"verify_signature": False})["sub"] == reader.app_id


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE"])
def test_a_method_that_no_route_takes_is_refused_in_azures_envelope(
    http: httpx2.Client, local_azure: LocalAzureServer, method: str
) -> None:
    answer = http.request(method, f"{local_azure.url}/subscriptions")

    assert answer.status_code == 405
    assert answer.json() == {"error": {"code": "MethodNotAllowed", "message": "Method Not Allowed."}}
    assert "GET" in answer.headers["Allow"]
