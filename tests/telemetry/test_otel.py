"""What OpenTelemetry is told of a request: that it failed, and in whose words."""

from __future__ import annotations

import pytest

from modelstacks.logs import LoggedRequest, log_request
from traced import traced

URL = ("GET", "localhost:8443", "/subscriptions/5ab5c41b/resourceGroups/rg-models")


@pytest.mark.parametrize(
    ("status", "error", "told"),
    [
        (200, None, ("UNSET", None)),
        (202, None, ("UNSET", None)),
        (403, "AuthorizationFailed", ("ERROR", "AuthorizationFailed")),
        (404, None, ("ERROR", None)),
        (503, "ServerBusy", ("ERROR", "ServerBusy")),
        (0, "no answer (ConnectError)", ("ERROR", "no answer (ConnectError)")),
    ],
)
def test_a_request_that_failed_is_an_error_with_azures_code(
    status: int, error: str | None, told: tuple[str, str | None]
) -> None:
    with traced() as trace:
        log_request("arm", LoggedRequest(*URL, status, 0.1, error=error))
    span = trace.one("GET /subscriptions/{subscriptionId}")
    assert (span.status.status_code.name, span.status.description or None) == told


def test_what_an_error_says_of_a_secret_is_not_exported() -> None:
    with traced({"AZURE_CLIENT_SECRET": "planted-secret"}) as trace:
        log_request("arm", LoggedRequest(*URL, 400, 0.1, error="no planted-secret"))
    assert trace.one("GET ").status.description == "no ***"
