"""Clients that do next to nothing: each sends the same bytes again as soon as the answer is there, on one connection."""

from __future__ import annotations

import asyncio
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, cast

from localazure import tls

if TYPE_CHECKING:
    from collections.abc import Iterator


LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
HEAD_END = b"\r\n\r\n"


class Client(asyncio.Protocol):
    """One connection; *requests* is shared by all of them, so the last answer of all ends the run."""

    def __init__(self, requests: Iterator[bytes], ended: asyncio.Future[None]) -> None:
        self._requests, self.ended = requests, ended
        self._received = bytearray()
        self._whole: int | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Be ready to send."""
        self._transport = cast("asyncio.Transport", transport)

    def next(self) -> None:
        """Send the next request, or end."""
        request = next(self._requests, None)
        if request is None:
            self.ended.set_result(None)
        else:
            self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Take in a part of the answer; once it is whole, go on."""
        self._received += data
        if self._whole is None:
            self._whole = whole_length(self._received)
        if self._whole is None or len(self._received) < self._whole:
            return
        answer, self._received, self._whole = self._received, bytearray(), None
        if answer.startswith((b"HTTP/1.1 200", b"HTTP/1.1 201")):
            self.next()
        else:
            self.ended.set_exception(RuntimeError(answer.decode()))

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail, unless all was answered."""
        if not self.ended.done():
            self.ended.set_exception(exc or ConnectionError("The server closed the connection."))


def whole_length(begun: bytearray) -> int | None:
    """Return how long an answer is, head and body; None while its head is not there. Raises ValueError without a length."""
    end = begun.find(HEAD_END)
    if end < 0:
        return None
    found = LENGTH.search(begun, 0, end)
    if found is None:
        raise ValueError(f"An answer without its length:\n{begun[:end].decode()}")
    return end + len(HEAD_END) + int(found[1])


def seconds_of(port: int, ca: Path | str, requests: list[bytes], clients: int = 1) -> float:
    """Return how long *clients* need together for all *requests*; connecting is not measured.

    Raises RuntimeError where one is refused, OSError where the connection breaks.
    """
    return asyncio.run(_seconds_of(port, str(ca), requests, clients))


async def _seconds_of(port: int, ca: str, requests: list[bytes], clients: int) -> float:
    loop, context, left = asyncio.get_running_loop(), tls.client_context(Path(ca)), iter(requests)
    opened = [
        await loop.create_connection(
            lambda: Client(left, loop.create_future()),
            "127.0.0.1",
            port,
            ssl=context,
            server_hostname="localhost",
        )
        for _ in range(clients)
    ]
    began = time.perf_counter()
    for _, client in opened:
        client.next()
    await asyncio.gather(*(client.ended for _, client in opened))
    took = time.perf_counter() - began
    for transport, _ in opened:
        transport.close()
    return took


def request(method: str, path: str, token: str = "", body: bytes = b"") -> bytes:
    """Return a request as it is sent."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost"]
    lines += [f"Authorization: Bearer {token}"] if token else []
    lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"] if body else []
    return "\r\n".join([*lines, "", ""]).encode() + body
