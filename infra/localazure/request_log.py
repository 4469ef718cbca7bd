"""The log of requests in the state folder: a JSON object a line, for `modelstacks local logs`.

A request is kept by its path, without its query, headers and body; of a refusal, what the answer says.
"""

from __future__ import annotations

import json
import os
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from starlette.datastructures import Headers

from localazure.middleware import is_azure
from localazure.request_notes import Note, noting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 2_000_000
"""When a new file is begun; the one before it is kept, and no more."""
MOST_CHARACTERS = 2000
"""Of a refusal's message."""
MOST_BODY = 65_536
REFUSED = 400
UNKNOWN, ANONYMOUS = "unknown", "anonymous"
"""Who asks with a key or a token that is not good, and who shows none."""
RIGHTS_MISSING = frozenset({401, 403})


class RequestLog:
    """Keeps each request with its answer; the line is there before the answer's end is."""

    def __init__(self, app: ASGIApp, write: Callable[[str], None]) -> None:
        self.app = app
        self.write = write

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request, and log it."""
        if not is_azure(scope):
            await self.app(scope, receive, send)
            return
        with noting() as note:
            seen = _Seen(scope, note, self.write)

            async def hear(message: Message) -> None:
                seen.hear(message)
                await send(message)

            try:
                await self.app(scope, receive, hear)
            finally:
                seen.end()


@dataclass
class _Seen:
    scope: Scope
    note: Note
    write: Callable[[str], None]
    started: float = field(default_factory=time.monotonic)
    status: int = 0
    request_id: str | None = None
    body: bytes = b""
    ended: bool = False

    def hear(self, message: Message) -> None:
        """Take in a part of the answer."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.request_id = Headers(raw=message["headers"]).get("x-ms-request-id")
        elif message["type"] == "http.response.body":
            if self.status >= REFUSED and len(self.body) < MOST_BODY:
                self.body += message.get("body", b"")
            if not message.get("more_body", False):
                self.end()

    def end(self) -> None:
        """Write the line, once; *status* is 0 where nothing was answered."""
        if self.ended:
            return
        self.ended = True
        self.write(json.dumps(self._line()))

    def _line(self) -> dict[str, Any]:
        error, message = refusal(self.body) if self.body else (None, None)
        sent = Headers(scope=self.scope)
        who = dict(vars(self.note))
        who["principal"] = self.note.principal or (UNKNOWN if "authorization" in sent else ANONYMOUS)
        if self.status not in RIGHTS_MISSING:
            who["action"] = who["scope"] = None
        return {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "method": self.scope["method"],
            "path": self.scope["path"],
            "status": self.status,
            "seconds": round(time.monotonic() - self.started, 6),
            "request_id": self.request_id,
            "client_request_id": sent.get("x-ms-client-request-id"),
            "error": error,
            "message": message,
            **who,
        }


def refusal(body: bytes) -> tuple[str | None, str | None]:
    """Return code and message of a refusal: ARM's, Entra's (RFC 6749) or an endpoint's own shape."""
    try:
        said = json.loads(body)
    except ValueError:
        return None, None
    if not isinstance(said, dict):
        return None, None
    error = said.get("error", said)
    if isinstance(error, dict):
        return _text(error.get("code")), _text(error.get("message") or said.get("status"))
    return _text(error), _text(said.get("error_description"))


def _text(value: Any) -> str | None:
    return " ".join(str(value).split())[:MOST_CHARACTERS] if value else None


@contextmanager
def writing(file: Path) -> Iterator[Callable[[str], None]]:
    """Yield what appends a line to *file*, which nobody else may read and which never grows beyond twice MOST_BYTES.

    A disk that is full costs the line, not the request.
    """
    lines = _Lines(file)
    try:
        yield lines.write
    finally:
        lines.close()


class _Lines:
    """One write to the file for each line, as it comes: logging's own handlers take five times as long."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._open()

    def _open(self) -> None:
        self._descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._size = os.fstat(self._descriptor).st_size

    def close(self) -> None:
        os.close(self._descriptor)

    def write(self, line: str) -> None:
        encoded = f"{line}\n".encode()
        with suppress(OSError):
            if self._size + len(encoded) > MOST_BYTES:
                self._begin_anew()
            self._size += os.write(self._descriptor, encoded)

    def _begin_anew(self) -> None:
        """The old file stays open until the new one is, so what fails here is tried again with the next line."""
        old = self._descriptor
        with suppress(FileNotFoundError):
            self._file.replace(self._file.with_name(f"{self._file.name}.1"))
        self._open()
        os.close(old)
