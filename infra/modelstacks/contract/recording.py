"""Every exchange of an ARM client, kept by a policy, and which fields of the answers the code looked at."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from azure.core.exceptions import AzureError as CoreError
from azure.core.pipeline.policies import AsyncHTTPPolicy

from modelstacks.azure.arm import Arm, ClientOptions
from modelstacks.azure.cloud import ca_bundle, resolve_cloud
from modelstacks.azure.credentials import credential
from modelstacks.contract.exchange import Exchange, kind_of
from modelstacks.contract.shapes import child

if TYPE_CHECKING:
    from collections.abc import Mapping

    from azure.core.pipeline import PipelineRequest, PipelineResponse
    from azure.core.rest import AsyncHttpResponse, HttpRequest


class Recorder(AsyncHTTPPolicy["HttpRequest", "AsyncHttpResponse"]):
    """Keeps every exchange in *exchanges*, and in *reads*, by kind, the fields that were looked at.

    It stands before the retries: one exchange for each request, with the answer that counted.
    """

    def __init__(self) -> None:
        super().__init__()
        self.exchanges: list[Exchange] = []
        self.reads: defaultdict[str, set[str]] = defaultdict(set)

    async def send(
        self, request: PipelineRequest[HttpRequest]
    ) -> PipelineResponse[HttpRequest, AsyncHttpResponse]:
        """Send it on, and keep what came back."""
        http = request.http_request
        sent = _json(http.content)
        try:
            answer = await self.next.send(request)
        except CoreError as err:
            self.exchanges.append(Exchange(http.method, http.url, 0, sent=sent, failure=type(err).__name__))
            raise
        response = answer.http_response
        body = _json(response.content)
        self.exchanges.append(Exchange(http.method, http.url, response.status_code, body, sent))
        return answer


class NotedArm(Arm):
    """An ARM client that tells *recorder* what it exchanged and what was read of it.

    Of a list's further pages only the exchange is told: their items are as those of the first.
    """

    def __init__(self, environ: Mapping[str, str], recorder: Recorder) -> None:
        cloud = resolve_cloud(environ)
        options = ClientOptions(watchers=(recorder,))
        super().__init__(cloud, credential(cloud, environ), ca_bundle(environ), options)
        self._recorder = recorder

    async def get(
        self, path: str, api_version: str, query: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """Return the body of a GET."""
        filtered = "?$filter=" if "$filter" in (query or {}) else ""
        return self._noted("GET", path + filtered, await super().get(path, api_version, query))

    async def post(self, path: str, api_version: str, body: Any = None) -> dict[str, Any]:
        """Return the answer of an action."""
        return self._noted("POST", path, await super().post(path, api_version, body))

    def _noted(self, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return NotedDict(body, "", self._recorder.reads[kind_of(method, path)])


class NotedDict(dict[str, Any]):
    """A JSON object that notes the paths of the fields looked at by name, below it as well."""

    def __init__(self, body: Mapping[str, Any], path: str, seen: set[str]) -> None:
        super().__init__({name: _noted(value, child(path, name), seen) for name, value in body.items()})
        self._path, self._seen = path, seen

    def __getitem__(self, name: str) -> Any:
        self._seen.add(child(self._path, name))
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        """Return the field, or *default*."""
        self._seen.add(child(self._path, name))
        return super().get(name, default)


def _noted(value: Any, path: str, seen: set[str]) -> Any:
    if isinstance(value, dict):
        return NotedDict(value, path, seen)
    return [_noted(item, f"{path}[]", seen) for item in value] if isinstance(value, list) else value


def _json(content: str | bytes | None) -> Any:
    try:
        return json.loads(content) if content else None
    except ValueError:
        return None
