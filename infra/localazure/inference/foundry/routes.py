"""The routes of the three hosts, each below `/foundry/<subdomain>/<host>`; a project has the OpenAI v1 routes, too."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from starlette.responses import JSONResponse
from starlette.routing import Route

from localazure.arm import locations
from localazure.inference import refusals as plain
from localazure.inference.foundry import listings, models, refusals
from localazure.inference.foundry.visits import let_in
from localazure.inference.refusals import RefusalError
from localazure.providers.cognitiveservices.addresses import HOSTS, HOSTS_OF_KINDS, SERVICES_AI, account_at

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from localazure.arm.resource_type import LocalAzure
    from localazure.inference.foundry.visits import Visit
    from localazure.inference.metering import Window

Handler: TypeAlias = "Callable[[Visit], Awaitable[Response]]"
_ANY_METHOD = ["GET", "POST", "PUT", "PATCH", "DELETE"]


@dataclass(frozen=True)
class Service:
    """One route. *versions* matches the `api-version` in full; *without*: it may be missing.

    A route whose version does not fit is not there (seen below /models: anthropics/claude-code#64766), but for v1.
    """

    method: str
    path: str
    handler: Handler
    versions: str
    without: bool = False
    hosts: tuple[str, ...] = HOSTS

    @property
    def operation(self) -> str:
        """The route as Azure names it to who may not use it."""
        return f"{self.method} {self.path.replace('{deployment}', '{deployment-id}').replace('{project}', '{projectName}')}"

    def check_version(self, version: str | None) -> None:
        """Raise RefusalError if the route does not know *version*."""
        if version is None and self.without:
            return
        if version is None or not re.fullmatch(self.versions, version):
            raise refusals.api_version() if self.without else plain.no_route()


_DATED = r"\d{4}-\d{2}-\d{2}(-preview)?"
_LISTS_DEPLOYMENTS = r"2022-12-01|2023-03-15-preview"
_V1 = r"v1|preview|latest"
_IN_V1 = (
    ("POST", "/chat/completions", models.CHAT),
    ("POST", "/embeddings", models.EMBEDDINGS),
    ("POST", "/responses", models.RESPONSES),
    ("GET", "/models", listings.get_models),
    ("GET", "/models/{model}", listings.get_model),
)
_PROJECT = "/api/projects/{project}"
_CLASSIC = "/openai/deployments/{deployment}"
_INFERENCE = (SERVICES_AI,)

SERVICES = (
    *(Service(method, f"/openai/v1{path}", handler, _V1, without=True) for method, path, handler in _IN_V1),
    *(
        Service(method, f"{_PROJECT}/openai/v1{path}", handler, _V1, without=True, hosts=_INFERENCE)
        for method, path, handler in _IN_V1
    ),
    Service("POST", f"{_CLASSIC}/chat/completions", models.CHAT, _DATED),
    Service("POST", f"{_CLASSIC}/embeddings", models.EMBEDDINGS, _DATED),
    Service("GET", "/openai/deployments", listings.get_deployments, _LISTS_DEPLOYMENTS),
    Service("GET", "/openai/models", listings.get_models, _DATED),
    Service("POST", "/models/chat/completions", models.INFERENCE_CHAT, _DATED, hosts=_INFERENCE),
    Service("POST", "/models/embeddings", models.INFERENCE_EMBEDDINGS, _DATED, hosts=_INFERENCE),
    Service("GET", f"{_PROJECT}/deployments", listings.get_project_deployments, "v1", hosts=_INFERENCE),
    Service(
        "GET", f"{_PROJECT}/deployments/{{name}}", listings.get_project_deployment, "v1", hosts=_INFERENCE
    ),
)


@dataclass(frozen=True)
class Desk:
    """Lets requests in, and hands their answers out; a restart forgets the minutes."""

    azure: LocalAzure
    windows: dict[str, Window] = field(default_factory=dict)

    async def serve(self, service: Service, host: str, request: Request) -> Response:
        """Answer *request*; a refusal is an answer, too."""
        try:
            visit = let_in(self.azure, request, service.operation, self.windows)
            if host not in HOSTS_OF_KINDS[visit.account.body["kind"]]:
                raise plain.no_route()
            service.check_version(request.query_params.get("api-version"))
            response = await service.handler(visit)
        except RefusalError as refusal:
            response = JSONResponse(refusal.body, refusal.status, refusal.headers)
        response.headers.update(self._headers(request))
        return response

    async def refuse(self, request: Request) -> Response:
        """Answer where there is no route, whoever asks."""
        body = plain.no_route()
        return JSONResponse(body.body, body.status, self._headers(request))

    def _headers(self, request: Request) -> dict[str, str]:
        """Their names were seen in microsoft/copilot-camp#551; that the region is its display name is assumed."""
        told = {"apim-request-id": str(uuid.uuid4())}
        account = account_at(self.azure.store, request.path_params["subdomain"])
        if account is None:
            return told
        name = locations.canonical(str(account.body["location"]))
        region = next((each["displayName"] for each in locations.every() if each["name"] == name), name)
        return told | {"x-ms-region": region}


def routes(azure: LocalAzure) -> list[Route]:
    """Return the routes of all accounts' addresses; what is used in a minute is counted here."""
    desk = Desk(azure)
    served = [
        Route(
            f"/foundry/{{subdomain}}/{host}{service.path}",
            _endpoint(desk, service, host),
            methods=[service.method],
        )
        for host in HOSTS
        for service in SERVICES
        if host in service.hosts
    ]
    elsewhere = [Route("/foundry/{subdomain}/{rest:path}", desk.refuse, methods=_ANY_METHOD)]
    return [*served, *elsewhere]


def _endpoint(desk: Desk, service: Service, host: str) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        return await desk.serve(service, host, request)

    return answer
