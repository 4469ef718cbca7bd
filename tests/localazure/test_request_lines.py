"""The lines of the request log, each part with an app of the test's own: who asked, what was said, what is left out."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from localazure.cli import app
from localazure.cli_logs import in_words
from localazure.control_client import ControlClient
from localazure.errors import LocalAzureError, UsageError
from localazure.request_log import RequestLog, refusal
from localazure.request_notes import note_caller, note_missing
from localazure.state_dir import StateDir

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from starlette.types import Message, Receive, Scope, Send

    from azure_fixtures import LocalAzureServer

ERROR = b'{"error": {"code": "C", "message": "m"}}'


def line_of(
    status: int = 200,
    parts: tuple[bytes, ...] = (b"{}",),
    note: Callable[[], None] = lambda: None,
    path: str = "/x",
    **headers: Any,
) -> Any:
    """Send a request that is answered so; return the one line that is written (None: there is none)."""
    lines: list[str] = []

    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        note()
        if not status:
            raise KeyError
        own = [(b"x-ms-request-id", b"r1")]
        await send({"type": "http.response.start", "status": status, "headers": own})
        for number, part in enumerate(parts, 1):
            assert not lines, "before the answer's end there is none"
            await send({"type": "http.response.body", "body": part, "more_body": number < len(parts)})

    async def send(_: Message) -> None:
        """Take it."""

    async def receive() -> Message:
        return {"type": "http.request"}

    sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "PUT", "path": path, "headers": sent}
    try:
        asyncio.run(RequestLog(app, lines.append)(scope, receive, send))
    except KeyError:
        assert not status
    assert len(lines) <= 1
    return json.loads(lines[0]) if lines else None


@pytest.mark.parametrize(
    ("headers", "noted", "principal"),
    [
        ({}, False, "anonymous"),
        ({"authorization": "Bearer bad"}, False, "unknown"),
        ({"authorization": "Bearer good"}, True, "reader"),
    ],
)
def test_who_asked(headers: dict[str, Any], noted: bool, principal: str) -> None:
    line = line_of(note=lambda: note_caller("reader", "app-1") if noted else None, **headers)

    assert (line["principal"], line["app_id"]) == (principal, "app-1" if noted else None)


@pytest.mark.parametrize(
    ("status", "told"), [(401, True), (403, True), (404, False), (200, False), (400, False), (500, False)]
)
def test_a_missing_right_is_told_where_that_is_why(status: int, told: bool) -> None:
    line = line_of(status, note=lambda: note_missing("a/read", ""))

    assert (line["action"], line["scope"]) == (("a/read", "/") if told else (None, None))


def test_a_line_whole() -> None:
    line = line_of(
        403, (ERROR[:9], ERROR[9:]), lambda: note_missing("a/read", "/s"), x_ms_client_request_id="c1"
    )

    assert line.pop("time").endswith("+00:00")
    assert line.pop("seconds") >= 0
    assert line == {
        "method": "PUT",
        "path": "/x",
        "status": 403,
        "request_id": "r1",
        "client_request_id": "c1",
        "error": "C",
        "message": "m",
        "principal": "anonymous",
        "app_id": None,
        "action": "a/read",
        "scope": "/s",
    }


def test_what_is_not_answered_has_a_line_too() -> None:
    line = line_of(0)

    assert (line["status"], line["request_id"], line["error"]) == (0, None, None)


@pytest.mark.parametrize(("status", "error"), [(200, None), (399, None), (400, "C"), (503, "C")])
def test_only_a_refusal_says_why(status: int, error: str | None) -> None:
    assert line_of(status, (ERROR,))["error"] == error


def test_the_control_api_is_not_logged() -> None:
    assert line_of(path="/_local/status") is None


def test_a_body_that_is_long_is_not_kept_whole() -> None:
    long = b'{"error": {"code": "C", "message": "' + b"m" * 70_000

    assert line_of(400, (long, b'"}}'))["error"] is None
    assert line_of(400, (long[:60_000], b'"}}'))["message"] == "m" * 2000


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"no JSON", (None, None)),
        (b"[1]", (None, None)),
        (b"{}", (None, None)),
        (ERROR, ("C", "m")),
        (b'{"error": {"code": "C", "message": "a\\n  b"}}', ("C", "a b")),
        (b'{"error": {"code": "C"}, "status": "s"}', ("C", "s")),
        (b'{"error": "invalid_client", "error_description": "d"}', ("invalid_client", "d")),
        (b'{"error": "invalid_client"}', ("invalid_client", None)),
        (b'{"code": 5, "message": "", "status": "s"}', ("5", "s")),
    ],
)
def test_code_and_message_of_every_shape(body: bytes, said: tuple[str | None, str | None]) -> None:
    assert refusal(body) == said


def test_the_control_client_says_what_was_refused(local_azure: LocalAzureServer) -> None:
    ca = local_azure.state.tls / "ca.pem"
    good = ControlClient(local_azure.url, ca, local_azure.state.control_token())
    bad = ControlClient(local_azure.url, ca, "no token")
    at = f"The local Azure at {local_azure.url} refused"

    with pytest.raises(UsageError) as wrong:
        good.call("POST", "federated-token/nobody")
    with pytest.raises(LocalAzureError) as closed:
        bad.call("GET", "status")

    assert str(wrong.value) == f"{at}: no principal named nobody."
    assert str(closed.value) == f"{at}: the control token is missing or wrong."
    assert not isinstance(closed.value, UsageError)
    assert good.timeout_s == 30


LINE = {
    "time": "2026-11-20T12:00:05.042+00:00",
    "principal": "reader",
    "method": "GET",
    "path": "/x",
    "status": 200,
    "error": None,
    "message": None,
    "action": None,
    "scope": None,
    "seconds": 0.0126,
    "request_id": "r1",
}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "12:00:05.042Z reader GET /x 200 13 ms r1\n"),
        ({"status": 0, "request_id": None}, "12:00:05.042Z reader GET /x no answer 13 ms\n"),
        (
            {"status": 404, "error": "C", "message": "m"},
            f"12:00:05.042Z reader GET /x 404 C 13 ms r1\n{' ' * 14}m\n",
        ),
        (
            {"status": 403, "error": "C", "message": "m", "action": "a/read", "scope": "/s"},
            f"12:00:05.042Z reader GET /x 403 C 13 ms r1\n{' ' * 14}m\n{' ' * 14}missing: a/read at /s\n",
        ),
    ],
)
def test_a_line_in_words(changed: dict[str, Any], words: str) -> None:
    assert in_words(LINE | changed) == words


@pytest.mark.parametrize(
    ("options", "numbers"), [((), "12345"), (("-n", "4"), "2345"), (("-n", "0"), ""), (("-n", "9"), "12345")]
)
def test_what_the_file_before_holds_is_shown_first(
    tmp_path: Path, options: tuple[str, ...], numbers: str
) -> None:
    log = StateDir(tmp_path).requests
    lines = [f"{json.dumps(LINE | {'path': f'/{number}'})}\n" for number in range(1, 6)]
    log.with_name(f"{log.name}.1").write_text("".join(lines[:3]))
    log.write_text("".join(lines[3:]))

    shown = CliRunner().invoke(app, ["logs", "--state", str(tmp_path), *options], catch_exceptions=False)

    assert shown.stdout == "".join(in_words(LINE | {"path": f"/{number}"}) for number in numbers)
