"""Bare starlette routes over TLS, served as the local Azure is: the floor under it.

`python bare_server.py FD CERTIFICATE DATABASE` serves on a bound socket. A resource is read from the local Azure's own file as
that one reads it, by its key, or a page of them; there are no tokens, rights, api-versions or headers of Azure's.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sqlite3
import sys
import threading
from typing import TYPE_CHECKING, Any

import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

COLUMNS = "id, body, private, created, changed, etag"
DELAY_S = 0.05
PAGE = 1000


def routes(database: str) -> list[Route]:
    """Return the routes; *database* is a local Azure's file."""
    connection = sqlite3.connect(database, isolation_level=None)

    async def ready(_request: Request) -> Response:
        return JSONResponse({})

    async def late(_request: Request) -> Response:
        await asyncio.sleep(DELAY_S)
        return JSONResponse({})

    async def resource(request: Request) -> Response:
        key = f"/{request.path_params['key']}".lower()
        row = connection.execute(f"SELECT {COLUMNS} FROM resources WHERE key = ?", (key,)).fetchone()  # noqa: S608
        return JSONResponse(shown(row))

    async def listed(request: Request) -> Response:
        scope = f"/{request.path_params['key']}/".lower()
        sql = f"SELECT {COLUMNS} FROM resources WHERE key > ? AND key < ? ORDER BY key LIMIT {PAGE}"  # noqa: S608
        rows = connection.execute(sql, (scope, f"{scope[:-1]}0")).fetchall()
        return JSONResponse({"value": [shown(row) for row in rows]})

    return [
        Route("/ready", ready),
        Route("/late", late),
        Route("/resource/{key:path}", resource),
        Route("/list/{key:path}", listed),
    ]


def shown(row: Any) -> Any:
    """Return the body of a row."""
    id_, body, *_ = row
    return {"id": id_, **json.loads(body)}


def serve(listening: socket.socket, certificate: str, database: str) -> None:
    """Serve until SIGTERM."""
    config = uvicorn.Config(
        Starlette(routes=routes(database)),
        log_config=None,
        log_level="critical",
        access_log=False,
        lifespan="off",
        ssl_certfile=certificate,
        ssl_keyfile=certificate,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=0,
        timeout_keep_alive=65,
    )
    uvicorn.Server(config).run(sockets=[listening])


def _end_with_stdin() -> None:
    """Whoever started this holds its other end: when that is gone, nobody is left to stop us."""
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    threading.Thread(target=_end_with_stdin, daemon=True).start()
    serve(socket.socket(fileno=int(sys.argv[1])), sys.argv[2], sys.argv[3])
