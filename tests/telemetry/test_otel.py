"""What OpenTelemetry is told of a request: that it failed, and in whose words."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from modelstacks.logs import LoggedRequest, log_request
from modelstacks.telemetry.spans import note, span
from traced import traced

if TYPE_CHECKING:
    from modelstacks.telemetry.spans import Kind

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


def test_a_requests_span_lies_before_its_end_and_is_as_long_as_it_took() -> None:
    before = time.time_ns()
    with traced() as trace:
        log_request("arm", LoggedRequest(*URL, 200, 7.0))
    [asked] = trace.spans
    assert asked.start_time is not None
    assert asked.end_time is not None
    assert asked.end_time - asked.start_time == 7_000_000_000
    assert before <= asked.end_time <= time.time_ns()


def test_each_metric_says_what_it_is_and_in_which_unit() -> None:
    with traced() as trace:
        log_request("arm", LoggedRequest(*URL, 429, 0.1, sent=2))
        with span("up", "command"):
            pass
        told = {each.name: (each.unit, each.description) for each in trace.instruments()}
    assert told == {
        "http.client.request.duration": ("s", "Duration of HTTP client requests."),
        "modelstacks.requests": ("{request}", "Requests sent, each time one was."),
        "modelstacks.retries": ("{request}", "Requests that were sent again."),
        "modelstacks.throttles": ("{request}", "Requests that were answered with 429."),
        "modelstacks.phase.duration": ("s", "How long commands and their phases take."),
    }


def counted(points: list[Any]) -> list[tuple[int | None, int]]:
    """The status and the value of each point."""
    return sorted((point.attributes.get("http.response.status_code"), point.value) for point in points)


def test_requests_those_sent_again_and_those_turned_away_are_counted() -> None:
    with traced() as trace:
        for status, sent in ((200, 1), (200, 1), (200, 2), (429, 1), (429, 4)):
            log_request("arm", LoggedRequest(*URL, status, 0.25, sent=sent))
        metrics = trace.metrics()
    assert counted(metrics["modelstacks.requests"]) == [(200, 3), (429, 2)]
    assert counted(metrics["modelstacks.retries"]) == [(200, 1), (429, 1)]
    assert counted(metrics["modelstacks.throttles"]) == [(429, 2)]


@pytest.mark.parametrize(
    ("kind", "phase"), [("command", "up"), ("phase", "up"), ("smoke", "smoke"), ("question", None)]
)
@pytest.mark.parametrize(("fails", "outcome"), [(False, "ok"), (True, "error")])
def test_phases_are_timed_by_name_and_outcome(
    kind: Kind, phase: str | None, fails: bool, outcome: str
) -> None:
    with traced() as trace:
        with span("up", kind) as opened:
            if fails:
                opened.fail("no", "SmokeError")
        [ended] = trace.spans
        points = trace.metrics().get("modelstacks.phase.duration", [])
    assert [dict(point.attributes) for point in points] == (
        [{"modelstacks.phase": phase, "modelstacks.outcome": outcome}] if phase else []
    )
    assert ended.start_time is not None
    assert ended.end_time is not None
    took = (ended.end_time - ended.start_time) / 1e9
    assert took > 0
    assert [point.sum for point in points] == [pytest.approx(took, abs=1e-6)] * len(points)
    assert (ended.attributes or {}).get("error.type") == ("SmokeError" if fails else None)


def test_what_was_said_is_an_event_without_secrets() -> None:
    with traced({"AZURE_CLIENT_SECRET": "planted-secret"}) as trace:
        note("outside: nobody hears")
        with span("up", "command", target="planted-secret"):
            note("with planted-secret")
    [ended] = trace.spans
    assert [dict(event.attributes or {}) for event in ended.events] == [{"modelstacks.message": "with ***"}]
    assert "planted-secret" not in trace.everything()
    assert "***" in (ended.attributes or {}).values()


def test_what_began_before_anybody_watched_is_not_exported_and_what_is_in_it_is() -> None:
    with span("up", "command"), traced() as trace:
        note("in what nobody saw begin")
        log_request("arm", LoggedRequest(*URL, 200, 0.1))
    [asked] = trace.spans
    assert (asked.parent, asked.events) == (None, ())
