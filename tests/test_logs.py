"""What the log is made of: who hears it, in which form, and what never stands in it."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import pytest

from modelstacks.engine.location import Engine
from modelstacks.engine.stacks import engine_environment
from modelstacks.errors import UsageError
from modelstacks.logs import (
    LogFormat,
    LoggedRequest,
    LogLevel,
    hears_azures_own,
    hears_requests,
    log_request,
    log_variables,
    set_up,
    set_up_from,
)
from modelstacks.redaction import without_secrets

if TYPE_CHECKING:
    from collections.abc import Iterator

READ = LoggedRequest("GET", "management.azure.com", "/tenants", 200, 0.0123456789, "r-1", "c-1")
THROTTLED = LoggedRequest("PUT", "management.azure.com", "/x", 429, 1.5, "r-2", error="TooManyRequests")
LOST = LoggedRequest("GET", "chat.example", "/info", 0, 0.5, error="no answer (ConnectError)")


@pytest.fixture(autouse=True)
def silent_again() -> Iterator[None]:
    yield
    set_up(None)


def logged(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What stands on stderr, without the time."""
    return [line.partition(" ")[2] for line in capsys.readouterr().err.splitlines()]


def test_nobody_asked_nothing_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_from({})
    for request in (READ, THROTTLED, LOST):
        log_request("arm", request)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("level", "lines"),
    [
        ("debug", 3),
        ("INFO", 3),
        ("warning", 2),
        ("error", 0),
    ],
)
def test_a_level_says_which_requests(capsys: pytest.CaptureFixture[str], level: str, lines: int) -> None:
    set_up_from({"MODELSTACKS_LOG": level})
    for request in (READ, THROTTLED, LOST):
        log_request("arm", request)
    assert len(logged(capsys)) == lines


def test_a_line_says_what_was_asked_and_how_it_was_answered(capsys: pytest.CaptureFixture[str]) -> None:
    set_up(LogLevel.INFO)
    log_request("arm", READ)
    log_request("arm", THROTTLED)
    log_request("inference", LOST)
    assert logged(capsys) == [
        "INFO modelstacks.arm GET /tenants 200 12 ms r-1",
        "WARNING modelstacks.arm PUT /x 429 TooManyRequests 1500 ms r-2",
        "WARNING modelstacks.inference GET chat.example/info no answer (ConnectError) 500 ms",
    ]


@pytest.mark.parametrize(
    ("request_", "line"),
    [
        (
            LoggedRequest("GET", "h", "/a", 500, 0.001, None, "c-1", "InternalServerError"),
            "WARNING modelstacks.arm GET /a 500 InternalServerError 1 ms c-1",
        ),
        (LoggedRequest("GET", "h", "/a", 499, 0.001), "INFO modelstacks.arm GET /a 499 1 ms"),
        (LoggedRequest("GET", "h", "/a", 503, 0.001), "WARNING modelstacks.arm GET /a 503 1 ms"),
        (LoggedRequest("GET", "h", "/a", 0, 0.001), "WARNING modelstacks.arm GET /a no answer 1 ms"),
    ],
)
def test_what_is_odd_is_a_warning_under_whatever_name_it_has(
    capsys: pytest.CaptureFixture[str], request_: LoggedRequest, line: str
) -> None:
    set_up(LogLevel.INFO)
    log_request("arm", request_)
    assert logged(capsys) == [line]


@pytest.mark.parametrize(
    ("level", "requests", "azures_own"),
    [
        (None, False, False),
        (LogLevel.DEBUG, True, True),
        (LogLevel.INFO, True, False),
        (LogLevel.WARNING, False, False),
    ],
)
def test_who_wants_to_hear_what(level: LogLevel | None, requests: bool, azures_own: bool) -> None:
    set_up(level)
    assert (hears_requests(), hears_azures_own()) == (requests, azures_own)


def test_a_programs_own_handlers_stay_and_hear_nothing_twice(caplog: pytest.LogCaptureFixture) -> None:
    mine = logging.NullHandler()
    azures = logging.getLogger("azure")
    azures.addHandler(mine)
    set_up(LogLevel.DEBUG)
    log_request("arm", READ)
    assert caplog.records == []
    set_up(None)
    log_request("arm", THROTTLED)
    assert [record.name for record in caplog.records] == ["modelstacks.arm"]
    assert azures.handlers == [mine]
    azures.removeHandler(mine)


def test_letters_stay_letters_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    set_up(LogLevel.INFO, LogFormat.JSON)
    logging.getLogger("modelstacks").info("größer")
    assert '"message": "größer"' in capsys.readouterr().err


def test_json_has_every_field_under_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_from({"MODELSTACKS_LOG": "info", "MODELSTACKS_LOG_FORMAT": "json"})
    log_request("arm", READ)
    line = json.loads(capsys.readouterr().err)
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "info",
        "logger": "modelstacks.arm",
        "message": "GET /tenants 200 12 ms r-1",
        "method": "GET",
        "host": "management.azure.com",
        "path": "/tenants",
        "status": 200,
        "seconds": 0.012346,
        "request_id": "r-1",
        "client_request_id": "c-1",
        "error": None,
        "scheme": "https",
        "sent": 1,
    }


@pytest.mark.parametrize(
    ("variable", "message"),
    [
        ("MODELSTACKS_LOG", "MODELSTACKS_LOG is 'loud'; it can be debug, info, warning, error."),
        ("MODELSTACKS_LOG_FORMAT", "MODELSTACKS_LOG_FORMAT is 'loud'; it can be text, json."),
    ],
)
def test_a_variable_that_cant_be_used_is_named(variable: str, message: str) -> None:
    with pytest.raises(UsageError) as raised:
        set_up_from({variable: "loud"})
    assert str(raised.value) == message


def test_what_a_command_set_up_a_program_in_it_leaves_alone(capsys: pytest.CaptureFixture[str]) -> None:
    set_up(LogLevel.INFO)
    set_up_from({"MODELSTACKS_LOG": "error"})
    log_request("arm", READ)
    assert len(logged(capsys)) == 1


@pytest.mark.parametrize("level", list(LogLevel))
def test_azures_own_loggers_are_heard_at_debug_alone(
    capsys: pytest.CaptureFixture[str], level: LogLevel
) -> None:
    set_up(level)
    logging.getLogger("azure.identity").error("credential unavailable")
    assert bool(logged(capsys)) == (level is LogLevel.DEBUG)


@pytest.mark.parametrize("form", list(LogFormat))
def test_what_azures_loggers_let_slip_is_masked(capsys: pytest.CaptureFixture[str], form: LogFormat) -> None:
    set_up(LogLevel.DEBUG, form)
    try:
        int("client_secret=planted")
    except ValueError:
        logging.getLogger("azure.core").exception("{'Authorization': 'Bearer planted'}")
    err = capsys.readouterr().err
    assert "planted" not in err
    assert "***" in err


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer PLANTED",
        '{"primaryKey": "PLANTED", "x": 1}',
        "{'access_token': 'PLANTED'}",
        "https://account.blob.core.windows.net/c?sv=1&sig=PLANTED&x=y",
        "AZURE_CLIENT_SECRET=PLANTED",
        "api-key: PLANTED",
        "PULUMI_CONFIG_PASSPHRASE=PLANTED",
    ],
)
def test_a_secret_is_masked_wherever_it_stands(text: str) -> None:
    masked = without_secrets(text)
    assert "PLANTED" not in masked
    assert "***" in masked


def test_a_token_is_known_by_its_looks() -> None:
    assert without_secrets("got eyJhbGciOiJ9.eyJhdWQiOiJ9.c2ln here") == "got *** here"


def test_an_id_of_azures_is_no_secret() -> None:
    path = "/subscriptions/5ab5c41b/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/v/secrets/listKeys"
    assert without_secrets(f"POST {path} 200 5 ms 5ab5c41b-0000") == f"POST {path} 200 5 ms 5ab5c41b-0000"


@pytest.mark.parametrize("variables", [{}, {"MODELSTACKS_LOG": "debug", "MODELSTACKS_LOG_FORMAT": "json"}])
def test_a_process_that_is_started_logs_as_this_one(variables: dict[str, str]) -> None:
    set_up_from(variables)
    assert log_variables() == variables


def test_the_engine_hands_on_what_an_option_says() -> None:
    set_up(LogLevel.INFO)
    environment = engine_environment(Engine(()), {})
    assert environment["MODELSTACKS_LOG"] == "info"
