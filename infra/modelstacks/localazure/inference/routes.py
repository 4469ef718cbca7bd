"""The data plane's routes: the same ones below a serverless and an online endpoint's address."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from modelstacks.localazure.inference import refusals, targets
from modelstacks.localazure.inference.chat import post_chat
from modelstacks.localazure.inference.completions import post_completions
from modelstacks.localazure.inference.embeddings import post_embeddings
from modelstacks.localazure.inference.info import get_info
from modelstacks.localazure.inference.targets import Target, Visit

if TYPE_CHECKING:
    from modelstacks.localazure.azure import LocalAzure

ASSUMED_CAPABILITIES = ("chat-completion",)
"""What a model can whose catalogue row does not say (assumed, as its `/info` is)."""

Handler: TypeAlias = Callable[[Request, Target], Awaitable[Response]]
Finder: TypeAlias = "Callable[[LocalAzure, Visit], Target]"


@dataclass(frozen=True)
class Service:
    """One thing an endpoint answers; a model without *capability* does not have it ("": every model does)."""

    method: str
    paths: tuple[str, ...]
    handler: Handler
    capability: str = ""


async def _nothing_here(_: Request, __: Target) -> Response:
    raise refusals.no_route()


SERVICES = (
    Service("GET", ("/info",), get_info),
    Service("POST", ("/chat/completions", "/v1/chat/completions"), post_chat, "chat-completion"),
    Service("POST", ("/completions", "/v1/completions"), post_completions, "completions"),
    Service("POST", ("/embeddings", "/v1/embeddings"), post_embeddings, "embeddings"),
)
ADDRESSES: dict[str, Finder] = {
    "/serverless/{region}/{endpoint}": targets.serverless,
    "/online/{region}/{endpoint}": targets.online,
}


def _endpoint(find: Finder, service: Service) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            target = find(request.app.state.azure, _visit(request))
            if not _offers(target, service):
                raise refusals.no_route()
            response = await service.handler(request, target)
        except refusals.RefusalError as refusal:
            return JSONResponse(refusal.body, refusal.status)
        if target.deployment:
            response.headers[targets.DEPLOYMENT_HEADER] = target.deployment
        return response

    return answer


def _offers(target: Target, service: Service) -> bool:
    return not service.capability or service.capability in (target.model.capabilities or ASSUMED_CAPABILITIES)


def _visit(request: Request) -> Visit:
    return Visit(request.path_params["region"], request.path_params["endpoint"], request.headers)


_ELSEWHERE = Service("*", ("/{rest:path}",), _nothing_here)
_ANY_METHOD = ["GET", "POST", "PUT", "PATCH", "DELETE"]

ROUTES = [
    Route(
        address + path,
        _endpoint(find, service),
        methods=_ANY_METHOD if service is _ELSEWHERE else [service.method],
    )
    for address, find in ADDRESSES.items()
    for service in (*SERVICES, _ELSEWHERE)
    for path in service.paths
]
