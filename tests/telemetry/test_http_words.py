"""A request in the words of the semantic conventions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from modelstacks.logs import LoggedRequest
from modelstacks.telemetry.http_words import attributes, error_type, measured, template

GROUP = "/subscriptions/5ab5c41b/resourceGroups/rg-models"
ML = "providers/Microsoft.MachineLearningServices"
SHOWN = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"


def request(status: int = 200, *, error: str | None = None, sent: int = 1) -> LoggedRequest:
    return LoggedRequest("GET", "localhost:8443", GROUP, status, 0.1, error=error, sent=sent)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (GROUP, SHOWN),
        (
            f"{GROUP}/{ML}/workspaces/chat/onlineEndpoints/own/listKeys",
            f"{SHOWN}/{ML}/workspaces/{{name}}/onlineEndpoints/{{name}}/listKeys",
        ),
        (
            f"/subscriptions/5ab5c41b/{ML}/locations/eastus/usages",
            f"/subscriptions/{{subscriptionId}}/{ML}/locations/{{location}}/usages",
        ),
        (
            f"{GROUP}/{ML}/workspaces/chat/providers/Microsoft.Authorization/permissions",
            f"{SHOWN}/{ML}/workspaces/{{name}}/providers/Microsoft.Authorization/permissions",
        ),
        (f"/mferp/front{GROUP}", f"/mferp/front{SHOWN}"),
        ("/providers/Microsoft.Authorization/operations", "/providers/Microsoft.Authorization/operations"),
        (
            "/providers/Microsoft.Management/managementGroups/mine",
            "/providers/Microsoft.Management/managementGroups/{name}",
        ),
        ("/chat/completions", "/chat/completions"),
        ("/", "/"),
    ],
)
def test_a_template_has_no_names_in_it(path: str, shown: str) -> None:
    assert template(path) == shown


def test_a_request_that_was_sent_again_says_how_often() -> None:
    assert attributes(request())["url.full"] == f"https://localhost:8443{GROUP}"
    assert "http.request.resend_count" not in attributes(request())
    assert attributes(request(sent=2))["http.request.resend_count"] == 1
    assert attributes(request(sent=3))["http.request.resend_count"] == 2


@pytest.mark.parametrize(
    ("ids", "told"),
    [
        ({}, {}),
        ({"request_id": "s"}, {"az.service_request_id": "s"}),
        ({"client_request_id": "c"}, {"az.client_request_id": "c"}),
        (
            {"request_id": "s", "client_request_id": "c"},
            {"az.service_request_id": "s", "az.client_request_id": "c"},
        ),
    ],
)
def test_the_ids_of_a_request_are_those_there_are(ids: dict[str, str], told: dict[str, str]) -> None:
    found = attributes(replace(request(), **ids))  # type: ignore[arg-type]
    assert {name: value for name, value in found.items() if name.startswith("az.")} == told


@pytest.mark.parametrize(
    ("scheme", "host", "address", "port"),
    [
        ("https", "chat.example.com", "chat.example.com", 443),
        ("http", "chat.example.com", "chat.example.com", 80),
        ("https", "localhost:8443", "localhost", 8443),
        ("http", "[::1]:8080", "::1", 8080),
    ],
)
def test_a_server_has_its_scheme_s_port_where_the_address_names_none(
    scheme: str, host: str, address: str, port: int
) -> None:
    found = measured(LoggedRequest("GET", host, "/", 200, 0.1, scheme=scheme))
    assert (found["server.address"], found["server.port"]) == (address, port)


def test_what_is_measured_has_few_values() -> None:
    assert measured(request(429)) == {
        "http.request.method": "GET",
        "server.address": "localhost",
        "server.port": 8443,
        "http.response.status_code": 429,
        "error.type": "429",
    }
    assert measured(LoggedRequest("BREW", "chat.example", "/", 200, 0.1))["http.request.method"] == "_OTHER"


@pytest.mark.parametrize(
    ("answered", "kind"),
    [
        (request(200), None),
        (request(399), None),
        (request(400), "400"),
        (request(404), "404"),
        (request(0, error="no answer (ConnectError: refused)"), "ConnectError"),
        (request(0, error="no answer (ServiceRequestError)"), "ServiceRequestError"),
        (request(0), "_OTHER"),
    ],
)
def test_how_it_failed(answered: LoggedRequest, kind: str | None) -> None:
    assert error_type(answered) == kind
