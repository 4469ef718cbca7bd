"""A Foundry account with one deployment, as its data plane answers: real over TLS, with the defects that a test plants."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from model_server import KEY, ModelServer, error

if TYPE_CHECKING:
    from starlette.requests import Request

DEPLOYMENT = "chat-eu"
BASE = "/openai/v1"
NOT_FOUND = (
    "The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, "
    "please wait a moment and try again."
)
CALLER = "0f1e2d3c-0000-4000-8000-000000000009"
LIMITS = {"x-ratelimit-limit-requests": "10", "x-ratelimit-limit-tokens": "10000", "Retry-After": "0"}


@dataclass
class FoundryServer(ModelServer):
    """*first* are codes with which the first answers refuse."""

    model: str = "Phi-4"
    first: list[str] = field(default_factory=list)

    @property
    def base(self) -> str:
        """What a user of the account gives to an OpenAI client."""
        return f"{self.url}{BASE}"

    def app(self) -> Starlette:
        """The routes below /openai."""
        ways = {"/chat/completions": self.chat, "/embeddings": self.embed}
        routes = [Route(f"{BASE}{path}", way, methods=["POST"]) for path, way in ways.items()]
        return Starlette(routes=[Route("/openai/deployments", self.deployments), *routes])

    async def deployments(self, request: Request) -> Response:
        """The list of the account's deployments."""
        if (refusal := await self.refusal(request)) is not None:
            return refusal
        if "no-list" in self.defects:
            return error(404, "404", "Resource not found")
        name = "another" if "not-listed" in self.defects else DEPLOYMENT
        entry = {"id": name, "model": self.model, "object": "deployment", "owner": "organization-owner"}
        return JSONResponse({"data": [entry], "object": "list"})

    async def refusal(self, request: Request) -> Response | None:
        """What stands before the model: keys, then the deployment's name and state."""
        found = await super().refusal(request)
        if found is not None and found.status_code == 401:
            return error(401, "401", "Access denied due to invalid subscription key or wrong API endpoint.")
        if found is not None or request.method == "GET":
            return found
        if "no-data-action" in self.defects:
            return error(
                401, "PermissionDenied", f"The principal `{CALLER}` lacks the required data action `x`."
            )
        asked = (await request.json())["model"]
        if self.first:
            code = self.first.pop(0)
            return error(401 if code == "PermissionDenied" else 404, code, f"Unknown model: {asked}")
        return self._state(asked)

    def _state(self, asked: str) -> Response | None:
        if "throttled" in self.defects:
            answer = error(429, "429", "Rate limit is exceeded. Try again in 2 seconds.")
            answer.headers.update(LIMITS)
            return answer
        if "paused" in self.defects:
            return error(423, "DeploymentPaused", "The deployment is paused. Resume it and try again.")
        if "not-wired" in self.defects:
            return error(400, "unknown_model", f"Unknown model: {asked}")
        if "not-made" in self.defects or (asked != DEPLOYMENT and "any-deployment" not in self.defects):
            return error(404, "NotFound" if "retired" in self.defects else "DeploymentNotFound", NOT_FOUND)
        return None


__all__ = ["CALLER", "DEPLOYMENT", "KEY", "FoundryServer"]
