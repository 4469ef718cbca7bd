"""The local Azure as one starlette app: its routes, its middleware and its error map, each shown as one list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import JSONResponse

from localazure import control, given, metadata
from localazure.arm import endpoint
from localazure.arm.errors import ArmError
from localazure.entra.routes import Entra
from localazure.inference import routes as inference
from localazure.inference.foundry import routes as foundry
from localazure.middleware import Droppable, FaultInjection, Latency, RequestHeaders
from localazure.registry import routes as registry
from localazure.request_log import RequestLog
from localazure.throttling import Throttling

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp

    from localazure.running_azure import RunningAzure


def create_app(azure: RunningAzure, log: Callable[[str], None], dump: Path | None = None) -> ASGIApp:
    """Return the app that serves *azure*; *log* gets a line for each request, *dump* (a file, 0600) every resource
    body ARM answers."""
    app = Starlette(
        routes=[
            *endpoint.routes(azure, dump, "/subscriptions/{path:path}"),
            *metadata.routes(azure.url),
            *Entra(azure.url, azure.scenario, azure.tokens, azure.secrets).routes(),
            *control.routes(azure),
            *registry.ROUTES,
            *inference.routes(azure),
            *foundry.routes(azure),
            *endpoint.routes(azure, dump, "/{path:path}"),
        ],
        middleware=[
            Middleware(RequestHeaders, clock=azure.clock),
            Middleware(FaultInjection, faults=azure.faults),
            Middleware(Latency, latency_ms=azure.scenario.latency_ms),
            Middleware(Throttling, throttle=azure.scenario.throttle, clock=azure.clock),
        ],
        exception_handlers={
            ArmError: arm_error,
            HTTPException: http_error,
            Exception: our_bug,
        },
    )
    app.state.azure = azure
    return Droppable(RequestLog(app, log))


def put_in_place(azure: RunningAzure) -> None:
    """Let each provider put in place what it has from the start, then make what the scenario says is there.

    Raises LocalAzureError where ARM refuses that.
    """
    with azure.store.transaction():
        for provider in azure.providers.all:
            if provider.start is not None:
                provider.start(azure)
        given.give(azure)


async def arm_error(_request: Request, error: Exception) -> Response:
    """Render an ArmError in ARM's envelope."""
    assert isinstance(error, ArmError)
    return JSONResponse({"error": error.body()} | error.envelope, error.status, error.headers)


async def http_error(_request: Request, error: Exception) -> Response:
    """Render what starlette refuses (a method no route has) in the same envelope."""
    assert isinstance(error, HTTPException)
    body = {"error": {"code": "".join(error.detail.split()), "message": f"{error.detail}."}}
    return JSONResponse(body, error.status_code, error.headers)


async def our_bug(_request: Request, _error: Exception) -> Response:
    """Answer 500 as Azure would; uvicorn logs what went wrong."""
    message = "The local Azure has a bug: its log (server.log in the state folder) shows where."
    return JSONResponse({"error": {"code": "InternalServerError", "message": message}}, 500)
