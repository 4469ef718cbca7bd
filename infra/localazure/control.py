"""The control API under `/_local/`: status, clock, faults, scenario. For the CLI and tests, on loopback, with a token.

It is no part of Azure. Its bearer token lies in the state folder; a request without it gets 401.
"""

from __future__ import annotations

import hmac
import os
import re
from functools import wraps
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError
from starlette.responses import JSONResponse
from starlette.routing import Route

from localazure.arm import operations
from localazure.durations import parse_duration
from localazure.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from localazure.running_azure import RunningAzure

    Handler = Callable[["_Control", Request], Awaitable[Response]]

LOOPBACK = {"127.0.0.1", "::1"}
_OBJECT = TypeAdapter(dict[str, Any])


def routes(azure: RunningAzure) -> list[Route]:
    """Return the routes of the control API."""
    return _Control(azure).routes()


def _guarded(handler: Handler) -> Handler:
    """Let only loopback with the control token in, and turn bad input into 400."""

    @wraps(handler)
    async def guarded(control: _Control, request: Request) -> Response:
        if not control.lets_in(request):
            return JSONResponse({"error": "the control token is missing or wrong"}, 401)
        try:
            return await handler(control, request)
        except ValidationError as err:
            mistakes = (f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in err.errors())
            return JSONResponse({"error": "; ".join(mistakes)}, 400)
        except re.error as err:
            message = f"path: {err.pattern!r} is not a regular expression ({err.msg})"
            return JSONResponse({"error": message}, 400)
        except ValueError as err:
            return JSONResponse({"error": str(err)}, 400)

    return guarded


class _Control:
    def __init__(self, azure: RunningAzure) -> None:
        self._azure = azure

    def lets_in(self, request: Request) -> bool:
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        good = hmac.compare_digest(given.encode(), self._azure.control_token.encode())
        return good and request.client is not None and request.client.host in LOOPBACK

    def routes(self) -> list[Route]:
        return [
            Route("/_local/status", self.status),
            Route("/_local/clock", self.clock),
            Route("/_local/clock/advance", self.advance, methods=["POST"]),
            Route("/_local/faults", self.faults, methods=["GET"]),
            Route("/_local/faults", self.add_fault, methods=["POST"]),
            Route("/_local/faults", self.clear_faults, methods=["DELETE"]),
            Route("/_local/faults/{id}", self.clear_faults, methods=["DELETE"]),
            Route("/_local/scenario", self.scenario),
            Route("/_local/federated-token/{principal}", self.federated_token, methods=["POST"]),
        ]

    @_guarded
    async def status(self, _request: Request) -> Response:
        azure = self._azure
        resources = sum(1 for _ in azure.store.below(""))
        return JSONResponse(
            {
                "url": azure.url,
                "pid": os.getpid(),
                "scenario": azure.scenario.name,
                "subscription": azure.scenario.subscriptions[0].id,
                "tenant": azure.scenario.tenant.id,
                "clock": azure.clock.now().isoformat(),
                "resources": resources,
                "faults": len(azure.faults.rules()),
            }
        )

    @_guarded
    async def clock(self, _request: Request) -> Response:
        return self._time()

    @_guarded
    async def advance(self, request: Request) -> Response:
        by = _OBJECT.validate_json(await request.body()).get("by")
        self._azure.clock.advance(parse_duration(str(by)))
        return self._time()

    def _time(self) -> Response:
        clock = self._azure.clock
        return JSONResponse({"now": clock.now().isoformat(), "offset_s": clock.offset.total_seconds()})

    @_guarded
    async def faults(self, _request: Request) -> Response:
        return JSONResponse([rule.model_dump() for rule in self._azure.faults.rules()])

    @_guarded
    async def add_fault(self, request: Request) -> Response:
        fault = Fault.model_validate_json(await request.body())
        self._azure.faults.add(fault)
        return JSONResponse(fault.model_dump(), 201)

    @_guarded
    async def clear_faults(self, request: Request) -> Response:
        cleared = self._azure.faults.clear(request.path_params.get("id"))
        if not any(rule.operation == "stuck" for rule in self._azure.faults.rules()):
            operations.resume(self._azure)
        return JSONResponse({"cleared": cleared})

    @_guarded
    async def scenario(self, _request: Request) -> Response:
        return JSONResponse(self._azure.scenario.model_dump())

    @_guarded
    async def federated_token(self, request: Request) -> Response:
        """What a CI system would put in AZURE_FEDERATED_TOKEN_FILE for that principal."""
        name = request.path_params["principal"]
        principal = self._azure.scenario.principal(name)
        if principal is None:
            raise ValueError(f"no principal named {name}")
        return JSONResponse({"token": self._azure.tokens.federated_token(principal)})
