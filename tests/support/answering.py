"""A small real server that gives answers as told, for what the local Azure never says: HTML, nonsense, silence."""

from __future__ import annotations

import json
import ssl
import threading
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import trustme

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True)
class Reply:
    """One answer; *body* is sent as JSON unless it is text."""

    body: Any = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def content(self) -> bytes:
        """The bytes to send."""
        return (self.body if isinstance(self.body, str) else json.dumps(self.body)).encode()


@dataclass
class Answering:
    """Where it listens, what it says at each path (the last reply again and again), and what it was asked."""

    url: str = ""
    replies: dict[str, list[Reply]] = field(default_factory=lambda: defaultdict(list))
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)

    def say(self, path: str, *replies: Reply) -> str:
        """Give these replies at *path*, one after the other; return its URL."""
        self.replies[path] += replies
        return self.url + path

    def reply_to(self, path: str) -> Reply:
        """The next reply; 404 where nothing was told."""
        waiting = self.replies.get(path.partition("?")[0], [])
        return waiting.pop(0) if len(waiting) > 1 else waiting[0] if waiting else Reply("nothing here", 404)


@contextmanager
def answering(tls_folder: Path | None = None) -> Iterator[Answering]:
    """Listen on loopback; with *tls_folder* over TLS, and the CA is that folder's `ca.pem`."""
    answers = Answering()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            answers.asked.append((self.command, self.path, dict(self.headers)))
            reply = answers.reply_to(self.path)
            self.send_response(reply.status)
            self.send_header("Content-Length", str(len(reply.content)))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(reply.content)

        do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = answer  # noqa: N815  the names http.server calls

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls_folder:
        server.socket = _tls(tls_folder).wrap_socket(server.socket, server_side=True)
    answers.url = f"http{'s' if tls_folder else ''}://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield answers
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _tls(folder: Path) -> ssl.SSLContext:
    ca = trustme.CA()
    ca.cert_pem.write_to_path(folder / "ca.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("localhost").configure_cert(context)
    return context
