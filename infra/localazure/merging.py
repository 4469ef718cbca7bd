"""Answers that a fault changes: a JSON merge patch over what Azure would say (RFC 7396)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Message, Send


class Merging:
    """An ASGI `send` that holds the answer back until it is whole, and sends it with *patch* merged into it.

    What is no JSON goes as it is.
    """

    def __init__(self, send: Send, patch: Mapping[str, Any]) -> None:
        self._send, self._patch = send, patch
        self._start: Message | None = None
        self._content = b""

    async def __call__(self, message: Message) -> None:
        """Take a message of the answer."""
        if message["type"] == "http.response.start":
            self._start = message
            return
        self._content += message.get("body", b"")
        if message.get("more_body") or self._start is None:
            return
        content = self._merged()
        MutableHeaders(scope=self._start)["content-length"] = str(len(content))
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": content})

    def _merged(self) -> bytes:
        try:
            return json.dumps(merged(json.loads(self._content), self._patch)).encode()
        except ValueError:
            return self._content


def merged(target: Any, patch: Any) -> Any:
    """Return *target* with *patch* merged into it; null takes a field away."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result
