"""The data plane's routes: the same ones below a serverless and an online endpoint's address."""

from __future__ import annotations

import re
import uuid
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from starlette.responses import JSONResponse
from starlette.routing import Route

from localazure import catalogue
from localazure.inference import refusals, targets
from localazure.inference.calls import Call
from localazure.inference.metering import Allowance, Meter, Places
from localazure.inference.openapi import get_openapi
from localazure.inference.services import SERVICES, Service
from localazure.inference.targets import Target, Visit

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import Receive, Scope, Send

    from localazure.arm.resource_type import LocalAzure

Finder: TypeAlias = "Callable[[LocalAzure, Visit], Target]"

ADDRESSES: dict[str, Finder] = {
    "/serverless/{region}/{endpoint}": targets.serverless,
    "/online/{region}/{endpoint}": targets.online,
}
_API_VERSION = re.compile(r"\d{4}-\d{2}-\d{2}(-preview)?")
_NOT_ECHOED = re.compile(r"[^\w-]", re.ASCII)


async def _nothing_here(_: Call) -> Response:
    raise refusals.no_route()


_DOCUMENTS = (
    Service("GET", "/openapi.json", get_openapi, ""),
    Service("GET", "/swagger.json", get_openapi, ""),
)
"""Microsoft says that the endpoint itself has the document, not where: openapi.json on serverless is assumed."""
_ELSEWHERE = Service("*", "/{rest:path}", _nothing_here, "")
_ANY_METHOD = ["GET", "POST", "PUT", "PATCH", "DELETE"]


@dataclass(frozen=True)
class Desk:
    """Lets requests in, and hands their answers out."""

    azure: LocalAzure
    meter: Meter
    places: Places

    async def serve(self, find: Finder, service: Service, request: Request) -> Response | Held:
        """Answer *request*; a refusal is an answer, too."""
        visit = Visit(request.path_params["region"], request.path_params["endpoint"], request.headers)
        try:
            target = find(self.azure, visit)
            if not service.is_offered(target):
                raise refusals.no_route()
            _check_api_version(service, request)
            return await self._let_in(service, request, target)
        except refusals.RefusalError as refusal:
            return JSONResponse(refusal.body, refusal.status, refusal.headers)

    async def _let_in(self, service: Service, request: Request, target: Target) -> Held:
        """Answer while a place is held, which is free again when the answer is out or nobody takes it any more."""
        with ExitStack() as reserved:
            if target.places is not None:
                reserved.enter_context(self.places.one(target.name, target.places))
            else:
                self.meter.admit(target.name, self.azure.clock.now())
            meter = self.meter if target.places is None else None
            response = await service.handler(Call(self.azure, request, target, meter))
            response.headers.update(self._headers(request, target))
            place = reserved.pop_all()
        return Held(response, place)

    def _headers(self, request: Request, target: Target) -> dict[str, str]:
        if target.deployment is None:
            return self.meter.headers(target.name, self.azure.clock.now())
        headers = {targets.DEPLOYMENT_HEADER: target.deployment, "x-request-id": str(uuid.uuid4())}
        client_id = _NOT_ECHOED.sub("", request.headers.get("x-ms-client-request-id", ""))[:40]
        return headers | ({"x-ms-client-request-id": client_id} if client_id else {})


@dataclass(frozen=True)
class Held:
    """An answer that keeps its place until it is sent, also if the client goes away."""

    response: Response
    place: ExitStack

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer."""
        with self.place:
            await self.response(scope, receive, send)


def _check_api_version(service: Service, request: Request) -> None:
    """A version may be missing: the openai package sends none (assumed; the reference calls it required)."""
    version = request.query_params.get("api-version")
    if service.is_inference_api and version is not None and not _API_VERSION.fullmatch(version):
        raise refusals.api_version()


def routes(azure: LocalAzure) -> list[Route]:
    """Return the routes of all endpoints' addresses; what is used in a minute is counted here."""
    limits = catalogue.load()
    allowance = Allowance(
        limits.limit_count("serverless", "requests_per_minute_per_deployment"),
        limits.limit_count("serverless", "tokens_per_minute_per_deployment"),
    )
    desk = Desk(azure, Meter(allowance), Places())
    return [
        Route(
            address + service.path,
            _endpoint(desk, find, service),
            methods=_ANY_METHOD if service is _ELSEWHERE else [service.method],
        )
        for address, find in ADDRESSES.items()
        for service in (*SERVICES, *_DOCUMENTS, _ELSEWHERE)
    ]


def _endpoint(desk: Desk, find: Finder, service: Service) -> Callable[[Request], Awaitable[Response | Held]]:
    async def answer(request: Request) -> Response | Held:
        return await desk.serve(find, service, request)

    return answer
