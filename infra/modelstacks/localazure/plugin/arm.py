"""ARM and Entra of the local Azure, on azure-core's pipeline: retries, throttling and polling are its own.

A lost connection is retried for *patience_s* seconds, so that a local Azure killed and started again in the middle
of an `up` costs a pause. A PUT whose answer was lost is sent again (it is idempotent, and aiohttp does so unasked). A
409 ends it, but for AnotherOperationInProgress: that is waited for, as azure-native does.
Proxies are not asked (`use_env_settings`): the local Azure is on loopback.
"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from azure.core import AsyncPipelineClient
from azure.core.exceptions import AzureError, HttpResponseError
from azure.core.pipeline.policies import AsyncRetryPolicy, HeadersPolicy, RequestIdPolicy, UserAgentPolicy
from azure.core.polling import AsyncLROPoller
from azure.core.rest import AsyncHttpResponse, HttpRequest
from azure.mgmt.core import AsyncARMPipelineClient
from azure.mgmt.core.policies import (
    AsyncARMAutoResourceProviderRegistrationPolicy,
    AsyncARMChallengeAuthenticationPolicy,
)
from azure.mgmt.core.polling.async_arm_polling import AsyncARMPolling

from modelstacks.localazure.plugin.cloud import Cloud, Settings, metadata_url, read_cloud
from modelstacks.localazure.plugin.credentials import credential
from modelstacks.localazure.plugin.errors import PluginError, RefusedError, refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from azure.core.credentials_async import AsyncTokenCredential
    from azure.core.pipeline import PipelineResponse

    Answer = PipelineResponse[HttpRequest, AsyncHttpResponse]

Json = dict[str, Any]

POLL_S = 1
"""Between two polls when the local Azure names no interval (it names one)."""

_BACKOFF_MAX_S = 1
_STATUS_RETRIES = 3
_READING = frozenset({"HEAD", "GET", "PUT", "DELETE", "POST"})
"""Methods to repeat after a lost connection; the POSTs of functions only read (listKeys)."""


@dataclass(frozen=True)
class Started:
    """A PUT that ARM accepted, to be waited for with `Arm.finish`."""

    answer: Answer


class Arm:
    """The local Azure's ARM as one principal. Close it with `close`."""

    def __init__(self, cloud: Cloud, credential: AsyncTokenCredential, patience_s: float) -> None:
        self.cloud = cloud
        self._credential, self._patience_s = credential, patience_s
        self._client: AsyncARMPipelineClient[HttpRequest, AsyncHttpResponse] = AsyncARMPipelineClient(
            base_url=cloud.resource_manager,
            use_env_settings=False,
            policies=[
                RequestIdPolicy(),
                HeadersPolicy({"Accept": "application/json"}),
                UserAgentPolicy(base_user_agent="modelstacks-localazure-plugin"),
                AsyncARMAutoResourceProviderRegistrationPolicy(),
                AsyncRetryPolicy(**_retries(patience_s)),
                AsyncARMChallengeAuthenticationPolicy(credential, f"{cloud.audience}/.default"),
            ],
        )

    async def get(self, path: str, api_version: str) -> Json:
        """Return the resource at *path*. Raises RefusedError, status 404 where it is not there."""
        document: Json = _document(await self._send("GET", path, api_version))
        return document

    async def find(self, path: str, api_version: str) -> Json | None:
        """Return the resource at *path*, or None where ARM answers 404 or an empty body."""
        try:
            return await self.get(path, api_version) or None
        except RefusedError as error:
            if error.status == 404:
                return None
            raise

    async def post(self, path: str, api_version: str, body: Json, query: Mapping[str, str]) -> Any:
        """Return the answer of a POST action. Raises RefusedError also for 202: functions wait for no operation."""
        answer = await self._send("POST", path, api_version, body=body, query=query)
        if answer.http_response.status_code not in (200, 201):
            raise _refused(answer.http_response)
        return _document(answer)

    async def begin_put(self, path: str, api_version: str, body: Json) -> Started:
        """Send the PUT; once this returns ARM has taken the resource on."""
        deadline = time.monotonic() + self._patience_s
        while True:
            answer = await self._run(HttpRequest("PUT", path, params={"api-version": api_version}, json=body))
            if not _is_busy(answer) or time.monotonic() > deadline:
                break
            await asyncio.sleep(_BACKOFF_MAX_S)
        _raise_refusal(answer)
        return Started(answer)

    async def finish(self, started: Started) -> None:
        """Wait for the operation of a PUT. Raises RefusedError with Azure's words when it fails."""
        await self._poll(started.answer)

    async def delete(self, path: str, api_version: str) -> None:
        """Delete and wait until it is done; what is not there is fine."""
        answer = await self._run(HttpRequest("DELETE", path, params={"api-version": api_version}))
        if answer.http_response.status_code == 404:
            return
        _raise_refusal(answer)
        await self._poll(answer)

    async def token(self, audience: str) -> str:
        """Return an access token for *audience*."""
        try:
            return (await self._credential.get_token(f"{audience}/.default")).token
        except AzureError as error:
            raise _unreachable(error, self.cloud.authority) from error

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()
        await self._credential.close()

    async def _send(
        self,
        method: str,
        path: str,
        api_version: str,
        *,
        body: Any = None,
        query: Mapping[str, str] | None = None,
    ) -> Answer:
        params = {"api-version": api_version, **(query or {})}
        answer = await self._run(HttpRequest(method, path, params=params, json=body))
        _raise_refusal(answer)
        return answer

    async def _run(self, request: HttpRequest) -> Answer:
        request.url = self._client.format_url(request.url)
        try:
            answer: Answer = await self._client.send_request(  # type: ignore[assignment]  # what the flag returns
                request, _return_pipeline_response=True, retry_on_methods=_READING
            )
        except AzureError as error:
            raise _unreachable(error, self.cloud.resource_manager) from error
        return answer

    async def _poll(self, answer: Answer) -> Any:
        polling = _Pace(POLL_S)
        try:
            return await AsyncLROPoller(self._client, answer, _document, polling).result()
        except HttpResponseError as error:
            if error.response is None:
                raise _unreachable(error, self.cloud.resource_manager) from error
            raise _refused(error.response) from error
        except AzureError as error:
            raise _unreachable(error, self.cloud.resource_manager) from error


class _Pace(AsyncARMPolling):
    """Polls as soon as the local Azure says it may: in milliseconds, where the seconds beside them are Azure's."""

    def _extract_delay(self) -> float:
        pause_ms = self._pipeline_response.http_response.headers.get("retry-after-ms")
        return float(pause_ms) / 1000 if pause_ms else float(super()._extract_delay())


async def connect(settings: Settings, patience_s: float) -> Arm:
    """Read the metadata document and return the client; raises PluginError when the local Azure does not answer."""
    url = metadata_url(settings.metadata_host)
    client: AsyncPipelineClient[HttpRequest, AsyncHttpResponse] = AsyncPipelineClient(
        base_url=url, use_env_settings=False, **_retries(patience_s)
    )
    async with client:
        try:
            response = await client.send_request(HttpRequest("GET", url))
            response.raise_for_status()
        except AzureError as error:
            raise _unreachable(error, url) from error
    cloud = read_cloud(response.text())
    return Arm(cloud, credential(settings.sign_in, _entra(cloud, patience_s)), patience_s)


def _entra(cloud: Cloud, patience_s: float) -> Json:
    return {
        "authority": cloud.authority,
        "disable_instance_discovery": True,
        "use_env_settings": False,
        **_retries(patience_s),
    }


def _is_busy(answer: Answer) -> bool:
    if answer.http_response.status_code != 409:
        return False
    return _refused(answer.http_response).code == "AnotherOperationInProgress"


def _retries(patience_s: float) -> Json:
    attempts = max(1, round(patience_s / _BACKOFF_MAX_S))
    return {
        "retry_total": attempts + _STATUS_RETRIES,
        "retry_connect": attempts,
        "retry_read": attempts,
        "retry_status": _STATUS_RETRIES,
        "retry_backoff_factor": 0.1,
        "retry_backoff_max": _BACKOFF_MAX_S,
    }


def _raise_refusal(answer: Answer) -> None:
    if answer.http_response.status_code >= 400:
        raise _refused(answer.http_response)


def _refused(response: Any) -> RefusedError:
    return refusal(response.status_code, response.text(), response.headers)


def _document(answer: Answer, *_: Any) -> Any:
    text = answer.http_response.text()
    return json.loads(text) if text else {}


def _unreachable(error: AzureError, address: str) -> PluginError:
    if isinstance(error, HttpResponseError) and error.response is not None:
        return _refused(error.response)
    return PluginError(
        f"{address} does not answer as the local Azure: {error.message} "
        "Run `modelstacks local status`, and `modelstacks local start` if it is stopped."
    )
