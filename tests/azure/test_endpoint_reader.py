"""Endpoints read at the same time: what is sent once, what is gone by then, and what may not be read."""

from __future__ import annotations

import asyncio
import threading
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qs, urlsplit

import pytest
from azure.core.credentials import AccessTokenInfo

from answering import Answering, Reply
from modelstacks.azure.arm import Arm
from modelstacks.azure.cloud import resolve_cloud
from modelstacks.azure.endpoint_reader import EndpointReader
from modelstacks.azure.observed_endpoint import ListedEndpoint
from modelstacks.azure.requests_once import AT_ONCE, Requests
from modelstacks.errors import AzureError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from azure.core.credentials_async import AsyncSupportsTokenInfo

pytestmark = pytest.mark.anyio

GROUP = "/subscriptions/s/resourceGroups/g"
WORKSPACE = f"{GROUP}/providers/Microsoft.MachineLearningServices/workspaces/w"
ONLINE, SERVERLESS = f"{WORKSPACE}/onlineEndpoints", f"{WORKSPACE}/serverlessEndpoints"
KINDS = ("serverlessEndpoints", "onlineEndpoints")
REFUSED = Reply({"error": {"code": "AuthorizationFailed", "message": "No."}}, 403)
GONE = Reply({"error": {"code": "ResourceNotFound", "message": "No."}}, 404)


class SignedIn:
    """Who is signed in already."""

    async def get_token_info(self, *_: str, **__: Any) -> AccessTokenInfo:
        return AccessTokenInfo("token", 2**40)

    async def close(self) -> None:
        """Nothing is open."""


@asynccontextmanager
async def requests_to(stranger: Answering, tmp_path: Path) -> AsyncIterator[Requests]:
    cloud = replace(resolve_cloud({}), resource_manager=stranger.url)
    signed_in = cast("AsyncSupportsTokenInfo", SignedIn())
    async with Arm(cloud, signed_in, str(tmp_path / "ca.pem")) as arm:
        yield Requests(arm)


def paths(stranger: Answering) -> list[str]:
    return sorted(path.partition("?")[0] for _, path, _ in stranger.asked)


async def test_equal_requests_are_sent_once_whatever_their_case(stranger: Answering, tmp_path: Path) -> None:
    for path in ("/a", "/A", "/b"):
        stranger.say(path, Reply({"name": path}))
    async with requests_to(stranger, tmp_path) as requests:
        await asyncio.gather(requests.get("/a", "v1"), requests.get("/A", "v1"), requests.get("/b", "v1"))
        again = await requests.get("/A", "v1")
        await requests.get("/a", "v2")
    assert again == {"name": "/a"}
    assert paths(stranger) == ["/a", "/a", "/b"]


async def test_what_is_not_there_is_nothing_and_what_may_not_be_read_is_an_error(
    stranger: Answering, tmp_path: Path
) -> None:
    stranger.say("/gone/rows", GONE)
    stranger.say("/theirs/rows", REFUSED)
    stranger.say("/empty/rows", Reply({}))
    async with requests_to(stranger, tmp_path) as requests:
        assert await requests.find("/gone/rows", "v") is None
        assert await requests.list_or_none("/gone/rows", "v2") is None
        assert await requests.list_below("/gone", "rows", "v2") == []
        assert await requests.list_or_none("/empty/rows", "v") == []
        for read in (requests.find, requests.list_or_none):
            with pytest.raises(AzureError, match="AuthorizationFailed"):
                await read("/theirs/rows", read.__name__)


def body(parent: str, name: str, **properties: Any) -> dict[str, Any]:
    return {"id": f"{parent}/{name}", "name": name, "location": "Sweden Central", "properties": properties}


def listed(parent: str, name: str, mode: str) -> ListedEndpoint:
    return ListedEndpoint(f"{parent}/{name}", mode=mode, region="swedencentral")


CHAT, OWN, LOST = (
    listed(SERVERLESS, "Chat", "serverless"),
    listed(ONLINE, "own", "managed"),
    listed(ONLINE, "lost", "managed"),
)


def estate(stranger: Answering) -> None:
    """A workspace with an endpoint of each mode; `lost` went after it was listed."""
    chat = body(SERVERLESS, "chat", modelSettings={"modelId": "azureml://r/models/Phi-4"})
    stranger.say(SERVERLESS, Reply({"value": [body(SERVERLESS, "another"), chat]}))
    stranger.say(ONLINE, Reply({"value": [body(ONLINE, "own", traffic=None)]}))
    stranger.say(f"{ONLINE}/own/deployments", Reply({"value": [body(ONLINE, "blue", model="m:1")]}))
    stranger.say(f"{ONLINE}/lost/deployments", GONE)


async def test_what_went_since_it_was_listed_is_left_out(stranger: Answering, tmp_path: Path) -> None:
    estate(stranger)
    async with requests_to(stranger, tmp_path) as requests:
        reader = EndpointReader(requests)
        chat, own, lost = await asyncio.gather(*map(reader.observed, (CHAT, OWN, LOST)))
        served = await asyncio.gather(*map(reader.with_models, (CHAT, OWN, LOST)))
    assert chat is not None
    assert own is not None
    assert lost is None
    assert (chat.name, chat.model_ids, chat.mode) == ("chat", ("azureml://r/models/Phi-4",), "serverless")
    assert (own.name, own.model_ids, own.traffic) == ("own", ("m:1",), {})
    assert [each.model_ids for each in served] == [("azureml://r/models/Phi-4",), ("m:1",), ()]
    assert paths(stranger) == [ONLINE, f"{ONLINE}/lost/deployments", f"{ONLINE}/own/deployments", SERVERLESS]


@dataclass(frozen=True)
class Telling(Reply):
    """Says that it was asked for."""

    asked: threading.Event = field(default_factory=threading.Event)

    @property
    def content(self) -> bytes:
        self.asked.set()
        return super().content


@dataclass(frozen=True)
class Behind(Reply):
    """Given once *other* was asked for; *heard* says whether it was."""

    other: Telling = field(default_factory=Telling)
    heard: list[bool] = field(default_factory=list)

    @property
    def content(self) -> bytes:
        self.heard.append(self.other.asked.wait(10))
        return super().content


async def test_many_that_wait_for_one_list_keep_no_other_request_back(
    stranger: Answering, tmp_path: Path
) -> None:
    deployments = Telling({"value": [body(ONLINE, "blue", model="m:1")]})
    chats = [f"chat-{number}" for number in range(2 * AT_ONCE)]
    rows = [body(SERVERLESS, name, modelSettings={"modelId": name}) for name in chats]
    in_workspace = Behind({"value": rows}, other=deployments)
    stranger.say(SERVERLESS, in_workspace)
    stranger.say(f"{ONLINE}/own/deployments", deployments)
    many = [*(listed(SERVERLESS, name, "serverless") for name in chats), OWN]
    async with requests_to(stranger, tmp_path) as requests:
        served = await asyncio.gather(*map(EndpointReader(requests).with_models, many))
    assert [each.model_ids for each in served] == [*((name,) for name in chats), ("m:1",)]
    assert all(in_workspace.heard)
    assert len(paths(stranger)) == 2


async def test_what_may_not_be_read_is_not_taken_for_gone(stranger: Answering, tmp_path: Path) -> None:
    stranger.say(ONLINE, REFUSED)
    stranger.say(f"{ONLINE}/own/deployments", REFUSED)
    async with requests_to(stranger, tmp_path) as requests:
        for read in (EndpointReader(requests).observed, EndpointReader(requests).with_models):
            with pytest.raises(AzureError, match="AuthorizationFailed"):
                await read(OWN)


async def test_a_list_of_resources_names_mode_and_region_and_goes_without_tags(
    stranger: Answering, tmp_path: Path
) -> None:
    rows = [body(ONLINE, "own") | {"tags": None}, body(SERVERLESS, "chat") | {"tags": {"a": "b"}}]
    stranger.say(f"{GROUP}/resources", Reply({"value": rows}))
    async with requests_to(stranger, tmp_path) as requests:
        own, chat = await EndpointReader(requests).listed(GROUP)
    assert (own.mode, own.region, own.tags) == ("managed", "swedencentral", {})
    assert (chat.mode, chat.region, chat.tags) == ("serverless", "swedencentral", {"a": "b"})
    accounts, asked = sorted(each for _, each, _ in stranger.asked if "/resources" in each)
    types = {f"resourceType eq 'Microsoft.MachineLearningServices/workspaces/{each}'" for each in KINDS}
    [condition] = parse_qs(urlsplit(asked).query)["$filter"]
    assert types <= set(condition.split(" or "))
    assert "accounts" in accounts  # whose deployments no such list has
