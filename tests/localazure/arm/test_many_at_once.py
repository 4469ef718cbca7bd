"""Fifty clients at a time: none is refused, none waits for the others' delays."""

from __future__ import annotations

import asyncio
import ssl
import time
from typing import TYPE_CHECKING
from uuid import uuid4

import aiohttp
import pytest

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer

CLIENTS = 50


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def session(azure: LocalAzureServer) -> aiohttp.ClientSession:
    trusted = ssl.create_default_context(cafile=azure.ca)
    connector = aiohttp.TCPConnector(ssl=trusted, limit=CLIENTS)
    return aiohttp.ClientSession(headers={"Authorization": f"Bearer {azure.token()}"}, connector=connector)


@pytest.mark.anyio
async def test_fifty_writes_at_once(local_azure: LocalAzureServer) -> None:
    prefix = f"many-{uuid4().hex[:6]}"
    groups = f"{local_azure.url}/subscriptions/{local_azure.subscription}/resourceGroups"

    async with session(local_azure) as http:

        async def call(method: str, name: str) -> int:
            url, body = f"{groups}/{name}?api-version=2024-03-01", {"location": "swedencentral"}
            async with http.request(method, url, json=body if method == "PUT" else None) as answer:
                return answer.status

        names = [f"{prefix}-{number}" for number in range(CLIENTS)]
        made = await asyncio.gather(*(call("PUT", name) for name in names))
        deleted = await asyncio.gather(*(call("DELETE", name) for name in names))

    assert set(made) == {201}
    assert set(deleted) == {202}


@pytest.mark.anyio
async def test_delays_do_not_add_up(fresh_local_azure: LocalAzureServer) -> None:
    fresh_local_azure.control("POST", "faults", {"path": "/tenants", "delay_s": 0.5})

    async with session(fresh_local_azure) as http:

        async def tenants() -> int:
            async with http.get(f"{fresh_local_azure.url}/tenants?api-version=2022-12-01") as answer:
                return answer.status

        begun = time.monotonic()
        answers = await asyncio.gather(*(tenants() for _ in range(CLIENTS)))

    assert set(answers) == {200}
    assert time.monotonic() - begun < CLIENTS * 0.5 / 4
