"""Answers that leave in one piece.

Uvicorn writes an answer's head and its body apart: a TLS record, a system call and a wake-up of the client more for each.
"""

from __future__ import annotations

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.auto import AutoHTTPProtocol


class WholeAnswers(AutoHTTPProtocol):  # type: ignore[valid-type, misc]  # a variable, uvicorn's choice of two classes
    """Uvicorn's own protocol, on a transport that gathers."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin with the connection."""
        super().connection_made(Gathering(cast("asyncio.Transport", transport)))


class Gathering:
    """A transport that writes at the end of a turn of the event loop what the turn brought; in all else the one it is given."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._gathered = bytearray()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Keep *data* until the turn ends."""
        if data and not self._gathered:
            self._loop.call_soon(self._flush)
        self._gathered += data

    def close(self) -> None:
        """Close once all is written."""
        self._flush()
        self._transport.close()

    def abort(self) -> None:
        """Close at once: what is not written yet is lost."""
        self._gathered.clear()
        self._transport.abort()

    def _flush(self) -> None:
        if self._gathered:
            gathered, self._gathered = self._gathered, bytearray()
            self._transport.write(gathered)
