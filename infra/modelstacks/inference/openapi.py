"""An endpoint's own OpenAPI document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelstacks.errors import SmokeError
from modelstacks.inference.client import Request, ask

if TYPE_CHECKING:
    from modelstacks.inference.client import Answer, Endpoint, ModelClient

ROUTES = ("/swagger.json", "/openapi.json")
"""Where the document may lie: `swaggerUri` of online endpoints, and what servers of models call it (assumed)."""


async def get_openapi(client: ModelClient, endpoint: Endpoint) -> dict[str, Any]:
    """Return the document. Raises SmokeError, with all that was tried, where the endpoint has none."""
    tried = []
    for route in ROUTES:
        request = Request("GET", route)
        answer = await ask(client, endpoint, request)
        if is_openapi(answer) and answer.body is not None:
            return answer.body
        tried.append(f"GET {endpoint.url(request)}: {answer.shown()}")
    lines = "\n".join(tried)
    raise SmokeError(
        f"{endpoint.name} has no OpenAPI document.\n{lines}\n"
        f"Run `modelstacks smoke` to see whether it answers at all."
    )


def is_openapi(answer: Answer) -> bool:
    """Say whether *answer* is an OpenAPI or Swagger document."""
    return (
        answer.status == 200 and answer.body is not None and bool({"openapi", "swagger"} & answer.body.keys())
    )
