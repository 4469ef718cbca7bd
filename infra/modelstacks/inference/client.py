"""The client of a model's own routes. Retries and waiting are the caller's: a refusal may be the expected answer."""

from __future__ import annotations

import asyncio
import json
import os
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from urllib.parse import urlsplit

import httpx2

from modelstacks.azure.api_versions import INFERENCE
from modelstacks.azure.cloud import tls_context
from modelstacks.azure.error_body import error_in
from modelstacks.logs import LoggedRequest, log_request

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractAsyncContextManager

API_VERSION = {"api-version": INFERENCE}
"""What the Model Inference API asks for in every request."""
REQUEST_TIMEOUT_S = 30.0
"""How long a request may wait for its answer's next byte; the whole answer may take WHOLE_ANSWER times that."""
WHOLE_ANSWER = 2
AT_ONCE = 100
"""Requests under way at the same time; each takes a connection."""
SHOWN_CHARACTERS = 300
REFUSED = 400
REQUEST_IDS = ("x-ms-request-id", "x-request-id", "apim-request-id")
"""Headers in which what stands before a model says how it calls a request: Azure, an online endpoint, a gateway."""
_DATA = "data:"
_DONE = "[DONE]"

Auth: TypeAlias = Literal["key", "entra"]


@dataclass(frozen=True)
class Endpoint:
    """Where a model answers. *key* never shows in a repr; where *auth* is `entra` it is a token of Entra.

    *deployment* routes past the endpoint's traffic rules to one online deployment
    (header `azureml-model-deployment`).
    """

    name: str
    uri: str
    key: str = field(repr=False)
    deployment: str | None = None
    auth: Auth = "key"

    def url(self, request: Request) -> str:
        """Return the address of *request*."""
        return self.uri.rstrip("/").removesuffix(request.instead_of) + request.route

    def headers(self) -> dict[str, str]:
        """Return the headers that every request to this endpoint carries."""
        route = {"azureml-model-deployment": self.deployment} if self.deployment else {}
        return {"Authorization": f"Bearer {self.key}", **route}


@dataclass(frozen=True)
class Request:
    """What to ask at an endpoint; *headers* go over the endpoint's own.

    *route* lies below the endpoint's URI, or where it takes the place of what the URI ends with, *instead_of* that.
    """

    method: str
    route: str
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    instead_of: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.route}"


@dataclass(frozen=True)
class Answer:
    """What a route answered: *status* 0 where nothing answered; *body* is None unless it is a JSON object.

    *events* are the JSON objects of a stream, *done* says whether it ended as streams do (`[DONE]`). *seconds*
    is the time until the whole answer was there, *first_s* until the first event of a stream. *sent* is False
    where the connection failed before the request was out.
    """

    status: int
    body: dict[str, Any] | None
    text: str
    headers: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    events: tuple[dict[str, Any], ...] = ()
    done: bool = False
    seconds: float = field(default=0.0, compare=False)
    first_s: float | None = field(default=None, compare=False)
    sent: bool = field(default=True, compare=False)

    def shown(self) -> str:
        """Return the answer in one line, cut to a length that fits a message."""
        text = " ".join(self.text.split())
        cut = f"{text[:SHOWN_CHARACTERS]}…" if len(text) > SHOWN_CHARACTERS else text
        return f"HTTP {self.status}: {cut}" if self.status else cut


class ModelClient(httpx2.AsyncClient):
    """Keeps its connections, and sends AT_ONCE requests at the same time at most.

    The others wait for their *turn* before their time runs: what waits for a connection would else be taken for an
    endpoint that does not answer.
    """

    def __init__(self, timeout_s: float) -> None:
        limits = httpx2.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
        timeout = httpx2.Timeout(timeout_s, pool=None)
        super().__init__(timeout=timeout, verify=tls_context(os.environ), limits=limits)
        self.turn = asyncio.Semaphore(AT_ONCE)
        self.whole_answer_s = WHOLE_ANSWER * timeout_s


def open_client(timeout_s: float = REQUEST_TIMEOUT_S) -> AbstractAsyncContextManager[ModelClient]:
    """Return the HTTP client to share between requests; it trusts what SSL_CERT_FILE trusts."""
    return ModelClient(timeout_s)


async def get_info(client: ModelClient, endpoint: Endpoint) -> Answer:
    """Ask `GET {uri}/info`; a connection that fails is an Answer with status 0."""
    return await ask(client, endpoint, Request("GET", "/info", query=API_VERSION))


async def ask(client: ModelClient, endpoint: Endpoint, request: Request) -> Answer:
    """Send one request, once. A connection that fails, or an answer that never ends, is an Answer with status 0."""
    async with client.turn:
        answer = await _ask(client, endpoint, request)
    log_request("inference", _logged(endpoint, request, answer))
    return answer


def _logged(endpoint: Endpoint, request: Request, answer: Answer) -> LoggedRequest:
    address = urlsplit(endpoint.url(request))
    ids = (answer.headers.get(name) for name in REQUEST_IDS)
    return LoggedRequest(
        method=request.method,
        host=address.netloc,
        path=address.path,
        status=answer.status,
        seconds=answer.seconds,
        request_id=next(filter(None, ids), None),
        error=_problem(answer),
        scheme=address.scheme,
    )


def _problem(answer: Answer) -> str | None:
    """Return the code of a refusal, or why nothing answered."""
    if not answer.status:
        return answer.text
    code = error_in(answer.text).get("code") if answer.status >= REFUSED else None
    return code if isinstance(code, str) else None


async def _ask(client: ModelClient, endpoint: Endpoint, request: Request) -> Answer:
    headers = {**endpoint.headers(), **request.headers}
    timeout_s = client.whole_answer_s
    started = time.monotonic()
    try:
        async with (
            asyncio.timeout(timeout_s),
            client.stream(
                request.method,
                endpoint.url(request),
                params=request.query,
                json=request.body,
                headers=headers,
            ) as response,
        ):
            return await _read(response, started)
    except httpx2.HTTPError as err:
        sent = not isinstance(err, (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout))
        reason = f"no answer ({type(err).__name__}: {err})"
    except TimeoutError:
        sent, reason = True, f"no answer (not complete after {timeout_s:g} s)"
    return Answer(0, None, reason, seconds=time.monotonic() - started, sent=sent)


async def _read(response: httpx2.Response, started: float) -> Answer:
    if response.headers.get("content-type", "").startswith("text/event-stream"):
        return await _read_stream(response, started)
    await response.aread()
    return Answer(
        response.status_code,
        _object(response.text),
        response.text,
        headers=response.headers,
        seconds=time.monotonic() - started,
    )


async def _read_stream(response: httpx2.Response, started: float) -> Answer:
    events: list[dict[str, Any]] = []
    lines: list[str] = []
    first_s: float | None = None
    async for line in response.aiter_lines():
        lines.append(line)
        event = _object(line.removeprefix(_DATA)) if line.startswith(_DATA) else None
        if event is not None:
            events.append(event)
            first_s = first_s if first_s is not None else time.monotonic() - started
    return Answer(
        response.status_code,
        None,
        "\n".join(lines),
        headers=response.headers,
        events=tuple(events),
        done=any(line.removeprefix(_DATA).strip() == _DONE for line in lines),
        seconds=time.monotonic() - started,
        first_s=first_s,
    )


def _object(text: str) -> dict[str, Any] | None:
    try:
        body = json.loads(text)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None
