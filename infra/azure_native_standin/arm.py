"""ARM and Entra of the local Azure, as azure-native asks them: modelstacks' client, with this plugin's patience and words.

A lost connection is retried for *patience_s* seconds, so that a local Azure killed and started again in the middle
of an `up` costs a pause. A PUT whose answer was lost is sent again (it is idempotent, and aiohttp does so unasked). A
409 ends it, but for AnotherOperationInProgress: that is waited for, as azure-native does.
Proxies are not asked: the local Azure is on loopback.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from azure.core import AsyncPipelineClient
from azure.core.exceptions import AzureError as CoreError
from azure.core.rest import AsyncHttpResponse, HttpRequest

from azure_native_standin.cloud import metadata_url, read_cloud
from azure_native_standin.credentials import credential
from azure_native_standin.errors import PluginError, RefusedError, refusal
from azure_native_standin.sign_in import HOW_TO
from modelstacks.azure import arm as azure
from modelstacks.azure.arm_errors import SIGN_IN, arm_error
from modelstacks.azure.cloud import ca_bundle, tls_context
from modelstacks.azure.transport import OneContextTransport
from modelstacks.errors import AzureError
from modelstacks.retrying import attempts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from azure_native_standin.cloud import Settings
    from modelstacks.azure.arm import Started
    from modelstacks.azure.cloud import Cloud

Json = dict[str, Any]

_BACKOFF_MAX_S = 1
_STATUS_RETRIES = 3
_OTHER_OPERATION = (409, "AnotherOperationInProgress")
_READING = frozenset({"HEAD", "GET", "PUT", "DELETE", "POST"})
"""Methods to repeat after a lost connection; the POSTs of functions only read (listKeys)."""


class Arm:
    """The local Azure's ARM as one principal. Close it with `close`."""

    def __init__(self, cloud: Cloud, client: azure.Arm, patience_s: float) -> None:
        self.cloud = cloud
        self._client, self._patience_s = client, patience_s

    async def get(self, path: str, api_version: str) -> Json:
        """Return the resource at *path*. Raises RefusedError, status 404 where it is not there."""
        with self._in_its_words():
            return await self._client.get(path, api_version)

    async def find(self, path: str, api_version: str) -> Json | None:
        """Return the resource at *path*, or None where ARM answers 404 or an empty body."""
        with self._in_its_words():
            return await self._client.find(path, api_version) or None

    async def post(self, path: str, api_version: str, body: Json, query: Mapping[str, str]) -> Any:
        """Return the answer of a POST action. Raises RefusedError also for 202: functions wait for no operation."""
        with self._in_its_words():
            started = await self._client.begin("POST", path, api_version, body, query)
            if started.status not in (200, 201):
                raise refusal(started.status, json.dumps(started.body), started.request_id)
            return started.body

    async def begin_put(self, path: str, api_version: str, body: Json) -> Started:
        """Send the PUT; once this returns ARM has taken the resource on."""
        async for attempt in attempts(_is_busy, within_s=self._patience_s):
            with attempt, self._in_its_words():
                started = await self._client.begin("PUT", path, api_version, body)
        return started

    async def finish(self, started: Started) -> None:
        """Wait for the operation of a PUT. Raises RefusedError with Azure's words when it fails."""
        with self._in_its_words():
            await self._client.finish(started)

    async def delete(self, path: str, api_version: str) -> None:
        """Delete and wait until it is done; what is not there is fine."""
        try:
            with self._in_its_words():
                await self._client.delete(path, api_version)
        except RefusedError as error:
            if error.status != 404:
                raise

    async def token(self, audience: str) -> str:
        """Return an access token for *audience*."""
        with self._in_its_words():
            return await self._client.token(f"{audience}/.default")

    async def close(self) -> None:
        """Close the connections."""
        await self._client.__aexit__(None, None, None)

    @contextmanager
    def _in_its_words(self) -> Iterator[None]:
        try:
            yield
        except AzureError as error:
            raise _in_azure_natives_words(error, self.cloud.resource_manager) from error


async def connect(settings: Settings, patience_s: float, environment: Mapping[str, str]) -> Arm:
    """Read the metadata document and return the client; raises PluginError when the local Azure does not answer."""
    cloud = read_cloud(
        await _metadata(metadata_url(settings.metadata_host), _sending(patience_s, environment))
    )
    entra = {
        "authority": cloud.authority,
        "disable_instance_discovery": True,
        **_sending(patience_s, environment),
    }
    options = azure.ClientOptions(
        user_agent="modelstacks-azure-native-standin",
        retries=_retries(patience_s),
        repeated=_READING,
        proxies=False,
        registers=True,
    )
    client = azure.Arm(cloud, credential(settings.sign_in, entra), ca_bundle(environment), options)
    return Arm(cloud, client, patience_s)


async def _metadata(url: str, options: Mapping[str, Any]) -> str:
    client: AsyncPipelineClient[HttpRequest, AsyncHttpResponse] = AsyncPipelineClient(base_url=url, **options)
    async with client:
        try:
            response = await client.send_request(HttpRequest("GET", url))
            response.raise_for_status()
        except CoreError as error:
            raise _in_azure_natives_words(arm_error(error), url) from error
    return response.text()


def _sending(patience_s: float, environment: Mapping[str, str]) -> Json:
    """How metadata and tokens are asked for: as ARM is."""
    transport = OneContextTransport(tls_context(environment), proxies=False)
    return {"transport": transport, **_retries(patience_s)}


def _is_busy(error: Exception) -> bool | float:
    """Say whether another operation is at work, and then how long to wait for it."""
    busy = isinstance(error, RefusedError) and (error.status, error.code) == _OTHER_OPERATION
    return float(_BACKOFF_MAX_S) if busy else False


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


def _in_azure_natives_words(error: AzureError, address: str) -> PluginError:
    if error.answer is not None:
        return refusal(error.status, error.answer, error.request_id)
    if error.code == "AuthenticationFailed":
        return PluginError(f"{error.args[0].removesuffix(SIGN_IN).strip()}\n{HOW_TO}")
    return PluginError(
        f"{address} does not respond as the local Azure does: {error.args[0]} "
        "Run `modelstacks local status`, and `modelstacks local start` if it is stopped."
    )
