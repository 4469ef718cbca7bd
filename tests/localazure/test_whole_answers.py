"""An answer's head and body reach the client together."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from localazure import tls
from localazure.whole_answers import Gathering

if TYPE_CHECKING:
    from collections.abc import Callable

    from azure_fixtures import LocalAzureServer

RECORD = 16_384
"""The most that a TLS record holds; a socket gives one record at a time."""


def asked(azure: LocalAzureServer, *headers: str) -> tuple[bytes, bytes]:
    """Ask for something that needs a token, without one; return the answer's first record, and all that follows it."""
    request = "\r\n".join(
        ["GET /tenants?api-version=2022-12-01 HTTP/1.1", "Host: localhost", *headers, "", ""]
    )
    context = tls.client_context(Path(azure.ca))
    with (
        socket.create_connection(("127.0.0.1", azure.server.port), timeout=30) as plain,
        context.wrap_socket(plain, server_hostname="localhost") as connection,
    ):
        connection.sendall(request.encode())
        first = connection.recv(RECORD)
        rest = b"".join(iter(lambda: connection.recv(RECORD), b"")) if headers else b""
    return first, rest


def test_head_and_body_are_one_record(local_azure: LocalAzureServer) -> None:
    answer, _ = asked(local_azure)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 401")
    assert f"content-length: {len(body)}".encode() in head
    assert body


def test_a_connection_that_closes_is_given_the_whole_answer(local_azure: LocalAzureServer) -> None:
    answer, rest = asked(local_azure, "Connection: close")
    assert (answer.endswith(b"}"), rest) == (True, b"")


class Written:
    """A transport that keeps what is done to it."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def write(self, data: bytes) -> None:
        self.done.append(bytes(data).decode())

    def close(self) -> None:
        self.done.append("close")

    def abort(self) -> None:
        self.done.append("abort")


@pytest.mark.parametrize(
    ("end", "done"),
    [
        (lambda _: None, ["head, body"]),
        (lambda transport: transport.close(), ["head, body", "close"]),
        (lambda transport: transport.abort(), ["abort"]),
    ],
)
def test_what_a_turn_brings_is_written_at_its_end(end: Callable[[Gathering], None], done: list[str]) -> None:
    written = Written()

    async def turn() -> None:
        transport = Gathering(cast("asyncio.Transport", written))
        for part in (b"head, ", b"", b"body"):
            transport.write(part)
        assert not written.done
        end(transport)
        await asyncio.sleep(0)

    asyncio.run(turn())
    assert written.done == done
