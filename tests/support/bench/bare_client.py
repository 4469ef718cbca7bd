"""Requests and nothing else: the floor under the commands that ask Azure.

`python bare_client.py CA URL COUNT` sends that many GETs at the same time.
"""

from __future__ import annotations

import asyncio
import ssl
import sys
import time

import aiohttp


async def send(ca: str, url: str, count: int) -> None:
    """Send *count* GETs over connections of their own, up to a hundred at the same time. Raises for a refusal."""
    connector = aiohttp.TCPConnector(ssl=ssl.create_default_context(cafile=ca))
    async with aiohttp.ClientSession(connector=connector, raise_for_status=True) as session:

        async def get() -> None:
            async with session.get(url) as answer:
                await answer.read()

        await asyncio.gather(*(get() for _ in range(count)))


def seconds_of(ca: str, url: str, count: int) -> float:
    """Return how long that takes in this process."""
    began = time.perf_counter()
    asyncio.run(send(ca, url, count))
    return time.perf_counter() - began


if __name__ == "__main__":
    asyncio.run(send(sys.argv[1], sys.argv[2], int(sys.argv[3])))
