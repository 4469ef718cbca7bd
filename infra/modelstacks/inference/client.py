"""The client of a model's own routes. Retries and waiting are the caller's: a refusal may be the answer wanted."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx2

from modelstacks.azure.cloud import tls_context

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

REQUEST_TIMEOUT_S = 30.0
SHOWN_CHARACTERS = 300


@dataclass(frozen=True)
class Endpoint:
    """Where a model answers. *key* never shows in a repr.

    *deployment* routes past the endpoint's traffic rules to one online deployment
    (header `azureml-model-deployment`).
    """

    name: str
    uri: str
    key: str = field(repr=False)
    deployment: str | None = None

    def headers(self) -> dict[str, str]:
        """Return the headers that every request to this endpoint carries."""
        route = {"azureml-model-deployment": self.deployment} if self.deployment else {}
        return {"Authorization": f"Bearer {self.key}", **route}


@dataclass(frozen=True)
class Answer:
    """What a route said: *status* 0 where nothing answered; *body* is None unless it is a JSON object."""

    status: int
    body: dict[str, Any] | None
    text: str

    def shown(self) -> str:
        """Return the answer in one line, cut to a length that fits a message."""
        said = " ".join(self.text.split())
        cut = f"{said[:SHOWN_CHARACTERS]}…" if len(said) > SHOWN_CHARACTERS else said
        return f"HTTP {self.status}: {cut}" if self.status else cut


def open_client() -> AbstractAsyncContextManager[httpx2.AsyncClient]:
    """Return the HTTP client to share between requests; it trusts what SSL_CERT_FILE trusts."""
    return httpx2.AsyncClient(timeout=REQUEST_TIMEOUT_S, verify=tls_context(os.environ))


async def get_info(client: httpx2.AsyncClient, endpoint: Endpoint) -> Answer:
    """Ask `GET {uri}/info`; a connection that fails is an Answer with status 0."""
    return await _ask(client, endpoint, "GET", "/info")


async def _ask(client: httpx2.AsyncClient, endpoint: Endpoint, method: str, route: str) -> Answer:
    try:
        response = await client.request(method, endpoint.uri.rstrip("/") + route, headers=endpoint.headers())
    except httpx2.HTTPError as err:
        return Answer(0, None, f"no answer ({type(err).__name__}: {err})")
    return Answer(response.status_code, _object(response), response.text)


def _object(response: httpx2.Response) -> dict[str, Any] | None:
    try:
        body = response.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) else None
