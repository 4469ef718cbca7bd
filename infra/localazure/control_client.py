"""The CLI's side of the control API, on the standard library alone: `local status` must start fast."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from localazure.errors import LocalAzureError, UsageError
from localazure.tls import client_context

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class ControlClient:
    """Talks to one running local Azure; *ca* is its CA file, *timeout_s* bounds each call."""

    url: str
    ca: Path
    token: str = field(repr=False)
    timeout_s: float = 30

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Return the decoded answer of `/_local/{path}`.

        Raises UsageError if what was sent is wrong, LocalAzureError if the token is, OSError or
        http.client.HTTPException if the server can't be reached.
        """
        port = urlsplit(self.url).port
        # 127.0.0.1, not localhost: the server listens there only, and ::1 may be someone else's
        connection = http.client.HTTPSConnection(
            "127.0.0.1", port, timeout=self.timeout_s, context=client_context(self.ca)
        )
        try:
            headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
            payload = None if body is None else json.dumps(body)
            connection.request(method, f"/_local/{path}", payload, headers)
            response = connection.getresponse()
            answer = json.loads(response.read())
        finally:
            connection.close()
        if response.status >= http.client.BAD_REQUEST:
            refused = UsageError if response.status == http.client.BAD_REQUEST else LocalAzureError
            raise refused(f"The local Azure at {self.url} refused: {answer['error']}.")
        return answer
