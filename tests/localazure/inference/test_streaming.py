"""Streams that hold up: many at once, clients that leave, clients that are slow."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any

import anyio
import httpx2
import pytest
from azure.ai.inference.aio import ChatCompletionsClient
from azure.core.credentials import AzureKeyCredential

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer

    from .conftest import Endpoint, Endpoints

pytestmark = pytest.mark.anyio
QUESTION: dict[str, Any] = {"messages": [{"role": "user", "content": "Hello"}], "stream": True}
ENDLESS = QUESTION | {"ignore_eos": True, "max_tokens": 16_000}
PLACES = 2


@pytest.fixture
def anyio_backend() -> str:
    """Asyncio is what the clients run on."""
    return "asyncio"


@pytest.fixture(scope="module")
def narrow(endpoints: Endpoints) -> Endpoint:
    """A chat model on managed compute that takes two requests at once."""
    path, endpoint = endpoints.online("narrow")
    endpoints.estate.deployment(path)
    endpoints.estate.traffic(path, blue=100)
    return endpoint


def client(endpoint: Endpoint, azure: LocalAzureServer) -> httpx2.AsyncClient:
    """Return a client of one endpoint that opens as many connections as it is asked to."""
    return httpx2.AsyncClient(
        verify=ssl.create_default_context(cafile=azure.ca),
        headers={"Authorization": endpoint.key},
        limits=httpx2.Limits(max_connections=None),
        timeout=30,
    )


async def test_fifty_at_the_same_time(chat: Endpoint, local_azure: LocalAzureServer) -> None:
    ends: list[str] = []

    async def one(http: httpx2.AsyncClient) -> None:
        async with http.stream("POST", f"{chat.uri}/chat/completions", json=QUESTION) as answer:
            ends.append([line async for line in answer.aiter_lines() if line][-1])

    async with client(chat, local_azure) as http, anyio.create_task_group() as tasks:
        for _ in range(50):
            tasks.start_soon(one, http)

    assert ends == ["data: [DONE]"] * 50


async def test_azure_ai_inference_streams_without_blocking(
    chat: Endpoint, local_azure: LocalAzureServer
) -> None:
    async with ChatCompletionsClient(
        chat.uri, AzureKeyCredential(chat.key), connection_verify=local_azure.ca
    ) as sdk:
        plain: Any = await sdk.complete(messages=QUESTION["messages"])
        stream: Any = await sdk.complete(messages=QUESTION["messages"], stream=True)
        text = "".join([update.choices[0].delta.content or "" async for update in stream])
        await stream.aclose()

    assert text == plain.choices[0].message.content


async def test_a_client_that_leaves_frees_its_place(narrow: Endpoint, local_azure: LocalAzureServer) -> None:
    url = f"{narrow.uri}/v1/chat/completions"
    async with client(narrow, local_azure) as http:
        for _ in range(3 * PLACES):
            async with http.stream("POST", url, json=ENDLESS) as answer:
                await anext(answer.aiter_lines())
        with anyio.fail_after(10):
            while (await http.get(f"{narrow.uri}/info")).status_code == 429:
                await anyio.lowlevel.checkpoint()


async def test_slow_clients_hold_up_nobody_but_fill_their_places(
    chat: Endpoint, narrow: Endpoint, local_azure: LocalAzureServer
) -> None:
    url = f"{narrow.uri}/v1/chat/completions"
    async with (
        client(narrow, local_azure) as http,
        client(chat, local_azure) as other,
        http.stream("POST", url, json=ENDLESS),
        http.stream("POST", url, json=ENDLESS),
    ):
        refused = await http.get(f"{narrow.uri}/info")
        with anyio.fail_after(10):
            served = await other.get(f"{chat.uri}/info")

    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
    assert served.status_code == 200
