"""ARM as one starlette route: the request in, `dispatch`, the answer out."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from multidict import CIMultiDict
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from localazure.arm.answer import NULL, ArmRequest
from localazure.arm.dispatch import dispatch

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request

    from localazure.arm.answer import Answer
    from localazure.arm.resource_type import LocalAzure

METHODS = ["GET", "HEAD", "PUT", "PATCH", "DELETE", "POST"]


def routes(azure: LocalAzure, dump: Path | None, path: str) -> list[Route]:
    """Return ARM as a route that takes *path*, starlette's. *dump*: the file that gets each resource body answered."""

    async def arm(request: Request) -> Response:
        caller = azure.authenticate(request.headers.get("authorization"))
        named = "/" + "/".join(segment for segment in request.scope["path"].split("/") if segment)
        arm_request = ArmRequest(
            azure=azure,
            method=request.method,
            path=named,
            query=CIMultiDict(
                parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
            ),
            headers=request.headers,
            content=await request.body(),
            caller=caller,
        )
        answer = dispatch(arm_request)
        if dump is not None and answer.resource_type is not None:
            _dump(dump, arm_request, answer)
        return response(answer)

    return [Route(path, arm, methods=METHODS)]


def response(answer: Answer) -> Response:
    """Return *answer* as HTTP has it; no body, no content type."""
    if answer.body is None:
        return Response(status_code=answer.status, headers=answer.headers)
    return JSONResponse(None if answer.body is NULL else answer.body, answer.status, answer.headers)


def _dump(file: Path, arm_request: ArmRequest, answer: Answer) -> None:
    """Append the body as a line for the conformance check; nobody else may read it.

    Without its nulls: Azure says so that a field is not set, and the published types know no null.
    """
    line = {
        "type": answer.resource_type,
        "apiVersion": arm_request.api_version,
        "body": _without_nulls(answer.body),
    }
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "a") as dump:
        dump.write(json.dumps(line) + "\n")


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(each) for name, each in value.items() if each is not None}
    return [_without_nulls(each) for each in value] if isinstance(value, list) else value
