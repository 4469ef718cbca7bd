"""Logs each request that goes through an azure-core pipeline, ours or a client's of azure-ai-ml: `modelstacks -v`."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from azure.core.pipeline.policies import SansIOHTTPPolicy

from modelstacks.azure.error_body import entra_error, error_in
from modelstacks.logs import NO_ANSWER, LoggedRequest, log_request

if TYPE_CHECKING:
    from azure.core.pipeline import PipelineRequest, PipelineResponse

STARTED, SENT = "modelstacks_started", "modelstacks_sent"
CLIENT_ID, SERVICE_ID = "x-ms-client-request-id", "x-ms-request-id"
REFUSED = 400


class RequestLogPolicy(SansIOHTTPPolicy[Any, Any]):
    """Stands behind the retries: each try is a request of its own."""

    def on_request(self, request: PipelineRequest[Any]) -> None:
        """Note when it went out, and how often it did."""
        request.context[STARTED] = time.monotonic()
        request.context[SENT] = request.context.get(SENT, 0) + 1

    def on_response(self, request: PipelineRequest[Any], response: PipelineResponse[Any, Any]) -> None:
        """Log it with its answer."""
        answer = response.http_response
        request_id = answer.headers.get(SERVICE_ID)
        error = _code(answer) if answer.status_code >= REFUSED else None
        log_request("arm", _logged(request, answer.status_code, request_id, error))

    def on_exception(self, request: PipelineRequest[Any]) -> None:
        """Log that nothing answered, and what went wrong instead."""
        log_request("arm", _logged(request, NO_ANSWER, None, f"no answer ({type(sys.exception()).__name__})"))


def _logged(
    request: PipelineRequest[Any], status: int, request_id: str | None, error: str | None
) -> LoggedRequest:
    sent = request.http_request
    address = urlsplit(sent.url)
    return LoggedRequest(
        method=sent.method,
        host=address.netloc,
        path=address.path,
        status=status,
        seconds=time.monotonic() - request.context[STARTED],
        request_id=request_id,
        client_request_id=sent.headers.get(CLIENT_ID),
        error=error,
        scheme=address.scheme,
        sent=request.context[SENT],
    )


def _code(answer: Any) -> str | None:
    """Return Azure's own code of a refusal, None where its body is not read yet or says none."""
    try:
        text = answer.text()
    except Exception:  # noqa: BLE001  a log must not fail what it tells of, and each transport raises its own
        return None
    code = (error_in(text) or entra_error(text)).get("code")
    return code if isinstance(code, str) else None
