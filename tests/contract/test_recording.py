"""Every exchange of a client, and which fields of an answer were looked at."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pytest
from azure.core.credentials import AccessTokenInfo

from answering import Reply, answering
from modelstacks.azure.arm import Arm, ClientOptions
from modelstacks.azure.cloud import resolve_cloud
from modelstacks.contract.exchange import Exchange
from modelstacks.contract.recording import NotedArm, NotedDict, Recorder
from modelstacks.errors import AzureError

if TYPE_CHECKING:
    from pathlib import Path

    from azure.core.credentials_async import AsyncSupportsTokenInfo

    from azure_fixtures import LocalAzureServer

PATH = "/subscriptions/s/providers/P/checkNameAvailability"


class SignedIn:
    """Who is signed in already."""

    async def get_token_info(self, *_: str, **__: Any) -> AccessTokenInfo:
        return AccessTokenInfo("token", 2**40)

    async def close(self) -> None:
        """Nothing is open."""


@pytest.mark.anyio
async def test_each_request_is_kept_with_what_was_sent_and_what_came_back(tmp_path: Path) -> None:
    recorder = Recorder()
    options = ClientOptions(retries={"retry_total": 0}, watchers=(recorder,))
    signed_in = cast("AsyncSupportsTokenInfo", SignedIn())
    refusal = {"error": {"code": "No", "message": "no"}}
    with answering(tmp_path) as server:
        cloud = replace(resolve_cloud({}), resource_manager=server.url)
        server.say("/there", Reply({"id": "/there"}))
        server.say(PATH, Reply({"nameAvailable": True}))
        server.say("/theirs", Reply(refusal, 403))
        server.say("/page", Reply("<html>", 502))
        async with Arm(cloud, signed_in, str(tmp_path / "ca.pem"), options) as arm:
            await arm.get("/there", "v1")
            await arm.post(PATH, "v1", {"name": "größe"})
            for path in ("/theirs", "/page"):
                with pytest.raises(AzureError):
                    await arm.get(path, "v1")
    async with Arm(cloud, signed_in, str(tmp_path / "ca.pem"), options) as arm:
        with pytest.raises(AzureError):
            await arm.post("/lost", "v1", {"a": 1})
    at = {
        path: f"{server.url}{path}?api-version=v1" for path in ("/there", PATH, "/theirs", "/page", "/lost")
    }
    assert recorder.exchanges == [
        Exchange("GET", at["/there"], 200, {"id": "/there"}),
        Exchange("POST", at[PATH], 200, {"nameAvailable": True}, {"name": "größe"}),
        Exchange("GET", at["/theirs"], 403, refusal),
        Exchange("GET", at["/page"], 502),
        Exchange("POST", at["/lost"], 0, sent={"a": 1}, failure="ServiceRequestError"),
    ]


@pytest.mark.anyio
async def test_what_was_read_of_an_answer_is_noted_by_the_kind_of_its_request(
    local_azure: LocalAzureServer,
) -> None:
    recorder, subscription = Recorder(), f"/subscriptions/{local_azure.subscription}"
    storage = f"{subscription}/providers/Microsoft.Storage"
    async with NotedArm(local_azure.env(), recorder) as arm:
        assert (await arm.get(subscription, "2022-12-01"))["state"]
        assert (await arm.get(f"{subscription}/resources", "2021-04-01", {"$filter": "name eq 'x'"}))[
            "value"
        ] == []
        name = {"name": "st1", "type": "Microsoft.Storage/storageAccounts"}
        answer = await arm.post(f"{storage}/checkNameAvailability", "2024-01-01", name)
        assert answer.get("nameAvailable") is True
    assert recorder.reads == {
        "GET /subscriptions/*": {"state"},
        "GET /subscriptions/*/resources filtered": {"value"},
        "POST /subscriptions/*/providers/Microsoft.Storage/checkNameAvailability": {"nameAvailable"},
    }
    assert [each.kind for each in recorder.exchanges] == [*recorder.reads]


@pytest.fixture
def seen() -> set[str]:
    return set()


@pytest.fixture
def answer(seen: set[str]) -> dict[str, Any]:
    return NotedDict({"name": "a", "properties": {"state": "b"}, "value": [{"id": "c"}, "d"]}, "", seen)


def test_a_field_that_is_got_is_noted_whether_it_is_there_or_not(
    answer: dict[str, Any], seen: set[str]
) -> None:
    assert (answer.get("name"), answer.get("kind"), answer.get("tags", {})) == ("a", None, {})
    assert seen == {"name", "kind", "tags"}


def test_what_lies_below_is_noted_by_its_path(answer: dict[str, Any], seen: set[str]) -> None:
    assert answer["properties"]["state"] == "b"
    assert [item["id"] for item in answer["value"][:1]] == ["c"]
    assert seen == {"properties", "properties.state", "value", "value[].id"}


def test_a_field_that_must_be_there_is_noted_before_it_is_missed(
    answer: dict[str, Any], seen: set[str]
) -> None:
    with pytest.raises(KeyError):
        answer["id"]
    assert seen == {"id"}


def test_what_nobody_looked_at_is_not_noted(answer: dict[str, Any], seen: set[str]) -> None:
    assert list(answer) == ["name", "properties", "value"]
    assert seen == set()
