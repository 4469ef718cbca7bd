"""How many requests of a run are on their way together."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest

from modelstacks.azure.requests_once import Requests


@dataclass
class Slow:
    """An ARM that answers nothing before it is told to."""

    on_their_way: int = 0
    answers: asyncio.Event = field(default_factory=asyncio.Event)

    async def get(self, path: str, _version: str) -> dict[str, Any]:
        """Answer late."""
        self.on_their_way += 1
        await self.answers.wait()
        return {"id": path}


@pytest.mark.anyio
async def test_of_many_requests_64_are_on_their_way_at_a_time() -> None:
    slow: Any = Slow()
    requests = Requests(slow)
    asked = asyncio.gather(*(requests.get(f"/{number}", "1") for number in range(200)))
    for _ in range(300):
        await asyncio.sleep(0)
    assert (slow.on_their_way, requests.sent) == (64, 200)
    slow.answers.set()
    assert [answer["id"] for answer in await asked] == [f"/{number}" for number in range(200)]
