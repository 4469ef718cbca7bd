"""Every request to ARM in the log, through real clients: answered, refused, repeated, lost."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from azure_fixtures import shell_of
from estate import Estate
from modelstacks.azure import ml
from modelstacks.azure.api_versions import RESOURCES, SUBSCRIPTIONS
from modelstacks.azure.session import open_arm
from modelstacks.errors import AzureError
from modelstacks.logs import LogFormat, LogLevel, set_up

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


@pytest.fixture(autouse=True)
def logging() -> Iterator[None]:
    set_up(LogLevel.INFO, LogFormat.JSON)
    yield
    set_up(None)


def logged(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """Return the lines but for those of a thread that an earlier test left waiting for an operation's end."""
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    return [line for line in lines if "/mfeOperationsStatus/" not in line["path"]]


async def test_an_answer_is_logged_with_azures_id_and_ours(
    local_azure: LocalAzureServer, capsys: pytest.CaptureFixture[str]
) -> None:
    async with open_arm(local_azure.env()) as arm:
        await arm.get("/subscriptions", SUBSCRIPTIONS, {"sig": "planted"})
    (line,) = logged(capsys)
    assert (line["method"], line["path"], line["status"]) == ("GET", "/subscriptions", 200)
    assert line["host"] == local_azure.url.removeprefix("https://")
    assert line["seconds"] > 0
    assert {len(line["request_id"]), len(line["client_request_id"])} == {36}
    assert "planted" not in json.dumps(line)


async def test_a_refusal_says_its_code_and_the_id_that_the_error_says(
    local_azure: LocalAzureServer, capsys: pytest.CaptureFixture[str]
) -> None:
    group = f"/subscriptions/{local_azure.subscription}/resourceGroups/rg-not-there"
    async with open_arm(local_azure.env()) as arm:
        with pytest.raises(AzureError) as refusal:
            await arm.get(group, RESOURCES)
    (line,) = logged(capsys)
    assert (line["level"], line["status"], line["error"]) == ("info", 404, "ResourceGroupNotFound")
    assert line["request_id"] == refusal.value.request_id


async def test_each_try_is_a_request_of_its_own(
    local_azure: LocalAzureServer, capsys: pytest.CaptureFixture[str]
) -> None:
    fault = {"path": "^/subscriptions$", "count": 1, "status": 503, "code": "Busy", "retry_after_s": 0}
    local_azure.control("POST", "faults", fault)
    async with open_arm(local_azure.env()) as arm:
        await arm.get("/subscriptions", SUBSCRIPTIONS)
    first, second = logged(capsys)
    assert (first["level"], first["status"], first["error"]) == ("warning", 503, "Busy")
    assert (second["level"], second["status"]) == ("info", 200)


async def test_a_request_that_nothing_answers_is_logged_too(
    local_azure: LocalAzureServer, capsys: pytest.CaptureFixture[str]
) -> None:
    twice = 2  # aiohttp sends a GET again by itself where the first connection was lost
    local_azure.control("POST", "faults", {"path": "^/subscriptions$", "count": twice, "reset": True})
    async with open_arm(local_azure.env()) as arm:
        await arm.get("/subscriptions", SUBSCRIPTIONS)
    lost, answered = logged(capsys)
    assert (lost["level"], lost["status"], lost["request_id"]) == ("warning", 0, None)
    assert lost["error"].startswith("no answer (")
    assert answered["status"] == 200


def test_azure_ai_mls_requests_are_logged_and_no_key_of_theirs(
    local_azure: LocalAzureServer, capsys: pytest.CaptureFixture[str]
) -> None:
    with Estate(local_azure) as estate, shell_of(local_azure):
        estate.online(estate.project())
        group = estate.group.rpartition("/")[2]
        address = ml.WorkspaceAddress(local_azure.subscription, group, "chat")
        with ml.open_workspace(os.environ, address) as workspace:
            keys = workspace.keys(estate.name("ep"))
    err = capsys.readouterr().err
    assert any(json.loads(line)["path"].endswith("/listKeys") for line in err.splitlines())
    assert not [key for key in (keys.primary, keys.secondary) if key in err]
