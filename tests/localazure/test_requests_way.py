"""What a request passes on its way in and its answer on its way out, each part with an app of the test's own."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from localazure.faults import Fault, Faults
from localazure.merging import Merging
from localazure.middleware import DROP, FaultInjection, Latency, RequestHeaders
from localazure.scenarios import Throttle
from localazure.throttling import Throttling

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

NOON = datetime(2026, 11, 20, 12, 0, 5, 999, tzinfo=UTC)
SUBSCRIPTION = "/subscriptions/S1"


class Clock:
    """It stands still at noon."""

    def now(self) -> datetime:
        return NOON


class Values:
    """What is kept, in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def get_value(self, key: str) -> str | None:
        return self.kept.get(key)

    def put_value(self, key: str, value: str) -> None:
        self.kept[key] = value


@dataclass
class Answered:
    """An answer, how often the app was run for it, and whether the connection was dropped."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""
    runs: int = 0
    dropped: bool = False

    @property
    def body(self) -> Any:
        return json.loads(self.content)


def asked(
    wrap: Callable[[ASGIApp], ASGIApp],
    method: str = "GET",
    path: str = SUBSCRIPTION,
    headers: dict[str, str] | None = None,
    parts: tuple[bytes, ...] = (b'{"a": 1}',),
) -> Answered:
    """Send a request through *wrap*'s app; behind it one answers 200 with *parts*."""
    answered = Answered()

    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        answered.runs += 1
        await send({"type": "http.response.start", "status": 200, "headers": [(b"x-own", b"1")]})
        for number, part in enumerate(parts, 1):
            await send({"type": "http.response.body", "body": part, "more_body": number < len(parts)})

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answered.status = message["status"]
            answered.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            answered.content += message.get("body", b"")

    def drop() -> None:
        answered.dropped = True

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    sent = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
    scope = {"type": "http", "method": method, "path": path, "headers": sent, DROP: drop}

    async def serve() -> None:
        await wrap(app)(scope, receive, send)

    asyncio.run(serve())
    return answered


def with_headers(app: ASGIApp) -> ASGIApp:
    return RequestHeaders(app, Clock())


@pytest.mark.parametrize(
    ("method", "kind", "left", "left_in_all"),
    [
        ("GET", "reads", "249", "3749"),
        ("HEAD", "reads", "249", "3749"),
        ("PUT", "writes", "199", "2999"),
        ("PATCH", "writes", "199", "2999"),
        ("POST", "writes", "199", "2999"),
        ("DELETE", "deletes", "199", "2999"),
    ],
)
def test_azures_headers_whole(method: str, kind: str, left: str, left_in_all: str) -> None:
    headers = asked(with_headers, method).headers

    own, correlation = headers.pop("x-ms-request-id"), headers.pop("x-ms-correlation-request-id")
    assert UUID(own) != UUID(correlation)
    assert headers == {
        "x-own": "1",
        "date": "Fri, 20 Nov 2026 12:00:05 GMT",
        "x-ms-routing-request-id": f"LOCALAZURE:20261120T120005Z:{correlation}",
        f"x-ms-ratelimit-remaining-subscription-{kind}": left,
        f"x-ms-ratelimit-remaining-subscription-global-{kind}": left_in_all,
    }


@pytest.mark.parametrize(
    ("sent", "echoed"),
    [
        ({"x-ms-client-request-id": "mine"}, None),
        ({"x-ms-client-request-id": "mine", "x-ms-return-client-request-id": "false"}, None),
        ({"x-ms-client-request-id": "mine", "x-ms-return-client-request-id": "True"}, "mine"),
        ({"x-ms-return-client-request-id": "true"}, None),
    ],
)
def test_a_clients_id_is_echoed_where_it_asks_for_it(sent: dict[str, str], echoed: str | None) -> None:
    assert asked(with_headers, headers=sent).headers.get("x-ms-client-request-id") == echoed


def test_a_clients_correlation_is_kept_and_a_header_that_is_there_stands() -> None:
    sent = {"x-ms-correlation-request-id": "c1"}

    def wrap(app: ASGIApp) -> ASGIApp:
        async def dated(scope: Scope, receive: Receive, send: Send) -> None:
            async def own(message: Message) -> None:
                if message["type"] == "http.response.start":
                    message["headers"].append((b"Date", b"own"))
                await send(message)

            await app(scope, receive, own)

        return with_headers(dated)

    headers = asked(wrap, headers=sent).headers
    assert headers["x-ms-correlation-request-id"] == "c1"
    assert headers["x-ms-routing-request-id"].endswith("Z:c1")
    assert (headers["Date"], "date" in headers) == ("own", False)


def test_the_control_api_is_no_azure() -> None:
    faults = Faults(Values())
    faults.add(Fault(status=500))

    assert asked(with_headers, path="/_local/status").headers == {"x-own": "1"}
    assert asked(lambda app: FaultInjection(app, faults), path="/_local/faults").status == 200
    assert asked(lambda app: Latency(app, 10**9), path="/_local/status").status == 200


SAID = "The server encountered an internal error. Please retry the request."


@pytest.mark.parametrize(
    ("rule", "status", "headers", "body", "runs"),
    [
        (
            {"status": 503},
            503,
            None,
            {"error": {"code": "InternalServerError", "message": SAID}},
            0,
        ),
        (
            {"status": 429, "code": "Slow", "message": "later", "retry_after_s": 1.5},
            429,
            "1.5",
            {"error": {"code": "Slow", "message": "later"}},
            0,
        ),
        (
            {"status": 429, "retry_after_s": 0},
            429,
            "0",
            {"error": {"code": "InternalServerError", "message": SAID}},
            0,
        ),
        (
            {"status": 500, "after": "response"},
            500,
            None,
            {"error": {"code": "InternalServerError", "message": SAID}},
            1,
        ),
        ({"answer": {"b": 2}}, 200, None, {"a": 1, "b": 2}, 1),
        ({"delay_s": 0.001}, 200, None, {"a": 1}, 1),
        ({"path": "elsewhere", "status": 500}, 200, None, {"a": 1}, 1),
        ({"method": "PUT", "status": 500}, 200, None, {"a": 1}, 1),
    ],
)
def test_a_fault_does_what_its_rule_says(
    rule: dict[str, Any], status: int, headers: str | None, body: Any, runs: int
) -> None:
    faults = Faults(Values())
    faults.add(Fault.model_validate(rule))

    said = asked(lambda app: FaultInjection(app, faults))

    assert (said.status, said.headers.get("retry-after"), said.body) == (status, headers, body)
    assert (said.runs, said.dropped) == (runs, False)


@pytest.mark.parametrize(
    ("rule", "runs"),
    [
        ({"reset": True}, 0),
        ({"reset": True, "status": 500}, 0),
        ({"after": "response"}, 1),
        ({"after": "response", "reset": True}, 1),
        ({"after": "response", "reset": True, "status": 500}, 1),
    ],
)
def test_a_connection_is_dropped_before_or_after(rule: dict[str, Any], runs: int) -> None:
    faults = Faults(Values())
    faults.add(Fault.model_validate(rule))

    said = asked(lambda app: FaultInjection(app, faults))

    assert (said.status, said.runs, said.dropped) == (0, runs, True)


def test_the_first_rule_that_hits_is_spent_and_kept() -> None:
    values = Values()
    faults = Faults(values)
    for rule in (Fault(status=501, method="PUT"), Fault(status=502, count=2), Fault(status=503, count=1)):
        faults.add(rule)

    seen = [asked(lambda app: FaultInjection(app, faults)).status for _ in range(4)]

    assert seen == [502, 502, 503, 200]
    assert [rule.status for rule in Faults(values).rules()] == [501]
    assert (faults.clear("nobodys"), faults.clear(), faults.clear()) == (0, 1, 0)


@pytest.mark.parametrize(
    ("parts", "content"),
    [
        ((b'{"a": ', b'1, "b": null}'), b'{"a": 2, "b": null}'),
        ((b"no JSON",), b"no JSON"),
        ((b"",), b""),
    ],
)
def test_an_answer_is_merged_once_it_is_whole(parts: tuple[bytes, ...], content: bytes) -> None:
    def wrap(app: ASGIApp) -> ASGIApp:
        return lambda scope, receive, send: app(scope, receive, Merging(send, {"a": 2}))

    said = asked(wrap, parts=parts)

    assert (said.content, said.headers) == (content, {"x-own": "1", "content-length": str(len(content))})


def test_a_budget_that_is_used_up_is_told_whole() -> None:
    throttle = Throttle(reads=1, writes=0, window_s=86400)
    wraps: list[ASGIApp] = []

    def wrap(app: ASGIApp) -> ASGIApp:
        if not wraps:
            wraps.append(Throttling(app, throttle, Clock()))
        return wraps[0]

    path = "//subscriptions/S1/resourceGroups/rg"
    first, second = (asked(wrap, path=path) for _ in range(2))
    written = asked(wrap, "PUT", "/SUBSCRIPTIONS/s2")
    elsewhere = asked(wrap, path="/tenants/subscriptions/s1")

    left = 12 * 3600 - 5  # until midnight, from 12:00:05 and a bit
    assert (second.status, second.headers["retry-after"]) == (429, str(left))
    assert second.body == {
        "error": {
            "code": "SubscriptionRequestsThrottled",
            "message": "Number of requests for subscription 'S1' and operation "
            "'GET//SUBSCRIPTIONS/S1/RESOURCEGROUPS/RG' exceeded the backend storage limit. Please try again after "
            f"'{left}' seconds.",
        }
    }
    assert written.status == 429
    assert (first.status, elsewhere.status) == (200, 200)
