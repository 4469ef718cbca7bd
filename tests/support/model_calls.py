"""Calls of models without a server, and what is answered."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import anyio
from starlette.responses import StreamingResponse

from localazure import catalogue
from localazure.arm.ids import ResourceId
from localazure.arm.resource import Resource
from localazure.inference.calls import Call
from localazure.inference.targets import Target

if TYPE_CHECKING:
    from starlette.responses import Response

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SCOPE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w"


def call(model_id: str, **body: Any) -> Call:
    """Return a request that *model_id* is to answer."""
    model = catalogue.load().model_by_id(model_id)
    assert model is not None
    endpoint = Resource(ResourceId.parse(f"{SCOPE}/serverlessEndpoints/e"), {})
    azure: Any = SimpleNamespace(clock=SimpleNamespace(now=lambda: NOON))

    async def content() -> bytes:
        return json.dumps(body).encode()

    request: Any = SimpleNamespace(body=content, headers={})
    return Call(azure, request, Target(model, endpoint), None)


def said(response: Response) -> Any:
    """Return an answer's JSON, or a stream's events."""
    if not isinstance(response, StreamingResponse):
        return json.loads(bytes(response.body))

    async def read() -> list[str]:
        return [cast("str", part) async for part in response.body_iterator]

    *events, done = anyio.run(read)
    assert (response.media_type, done) == ("text/event-stream", "data: [DONE]\n\n")
    return [json.loads(event.removeprefix("data: ")) for event in events]
