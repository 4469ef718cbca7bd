"""One async ARM client, on azure-mgmt-core's pipeline: retries, throttling and polling are azure-core's."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Self

from azure.core.exceptions import AzureError as CoreError
from azure.core.exceptions import HttpResponseError
from azure.core.pipeline.policies import (
    AsyncRetryPolicy,
    ContentDecodePolicy,
    CustomHookPolicy,
    HeadersPolicy,
    RequestIdPolicy,
    UserAgentPolicy,
)
from azure.core.polling import AsyncLROPoller
from azure.core.rest import HttpRequest
from azure.mgmt.core import AsyncARMPipelineClient
from azure.mgmt.core.exceptions import ARMErrorFormat
from azure.mgmt.core.policies import (
    ARMHttpLoggingPolicy,
    AsyncARMAutoResourceProviderRegistrationPolicy,
    AsyncARMChallengeAuthenticationPolicy,
)
from azure.mgmt.core.polling.async_arm_polling import AsyncARMPolling

from modelstacks.azure.arm_errors import arm_error
from modelstacks.azure.cloud import trusting
from modelstacks.azure.request_log import RequestLogPolicy
from modelstacks.azure.sign_in import SignIn
from modelstacks.azure.transport import OneContextTransport
from modelstacks.errors import AzureError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from types import TracebackType

    from azure.core.credentials_async import AsyncSupportsTokenInfo
    from azure.core.pipeline import PipelineResponse
    from azure.core.pipeline.policies import AsyncHTTPPolicy
    from azure.core.rest import AsyncHttpResponse

    from modelstacks.azure.cloud import Cloud

POLL_S = 5.0
"""How often an operation is asked where Azure names no interval."""
SHOWN_CHARACTERS = 200


@dataclass(frozen=True)
class ClientOptions:
    """How a client behaves. *retries*: azure-core's `retry_*`; *repeated*: methods sent again after a lost connection.

    *proxies*: whether those of the environment are used. *registers*: whether a resource provider that is not registered
    is, before the request is sent again. *watchers*: policies that see each request once, with its last answer.
    """

    user_agent: str = "modelstacks"
    retries: Mapping[str, Any] = field(default_factory=dict)
    repeated: frozenset[str] | None = None
    proxies: bool = True
    registers: bool = False
    watchers: tuple[AsyncHTTPPolicy[HttpRequest, AsyncHttpResponse], ...] = ()


@dataclass(frozen=True)
class Started:
    """A request that ARM took on, to be waited for with `Arm.finish`."""

    answer: PipelineResponse[HttpRequest, AsyncHttpResponse]

    @property
    def status(self) -> int:
        """The HTTP status."""
        return int(self.answer.http_response.status_code)

    @property
    def request_id(self) -> str | None:
        """What Azure's support asks for."""
        request_id: str | None = self.answer.http_response.headers.get("x-ms-request-id")
        return request_id

    @property
    def body(self) -> dict[str, Any]:
        """What was answered at once. Raises AzureError where that is not ARM's."""
        return _resource(self.answer)


class Arm:
    """ARM by path; an async context manager. Paths begin with a slash, bodies are ARM's own JSON.

    Every method raises AzureError with Azure's code, status and request id where Azure refuses, and with the code
    `Unreachable` where it does not answer within azure-core's retries.

    *answered_at*: Azure's own time when it last answered (this machine's before); what expires does so by that clock.
    """

    def __init__(
        self,
        cloud: Cloud,
        credential: AsyncSupportsTokenInfo,
        ca_bundle: str | None = None,
        options: ClientOptions = ClientOptions(),
    ) -> None:
        self.answered_at = datetime.now(UTC)
        self._credential, self._scope = SignIn(credential), cloud.scope
        self._repeated = {"retry_on_methods": options.repeated} if options.repeated else {}
        policies = [
            *options.watchers,
            RequestIdPolicy(),
            HeadersPolicy({"Accept": "application/json"}),
            UserAgentPolicy(base_user_agent=options.user_agent),
            *([AsyncARMAutoResourceProviderRegistrationPolicy()] if options.registers else []),
            AsyncRetryPolicy(**options.retries),
            AsyncARMChallengeAuthenticationPolicy(self._credential, cloud.scope),
            ContentDecodePolicy(),
            CustomHookPolicy(),
            ARMHttpLoggingPolicy(),
            RequestLogPolicy(),
        ]
        self._client: AsyncARMPipelineClient[HttpRequest, AsyncHttpResponse] = AsyncARMPipelineClient(
            base_url=cloud.resource_manager,
            policies=policies,
            transport=OneContextTransport(trusting(ca_bundle), proxies=options.proxies),
        )

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.__aexit__(kind, error, trace)
        await self._credential.close()

    async def sign_in(self) -> str:
        """Return the token that every request carries: got first, a refused sign-in is reported once."""
        return await self.token(self._scope)

    async def get(
        self, path: str, api_version: str, query: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """Return the body of a GET."""
        return await self._send("GET", path, api_version, query=query)

    async def find(self, path: str, api_version: str) -> dict[str, Any] | None:
        """Return the resource, or None where Azure answers 404."""
        try:
            return await self.get(path, api_version)
        except AzureError as err:
            if err.status == 404:
                return None
            raise

    async def list(
        self, path: str, api_version: str, query: Mapping[str, str] | None = None
    ) -> AsyncIterator[dict[str, Any]]:
        """Yield the items of a collection over all its pages."""
        page = await self.get(path, api_version, query)
        while True:
            for item in page.get("value", []):
                yield item
            if not (link := page.get("nextLink")):
                return
            page = await self._send("GET", link, None)

    async def post(self, path: str, api_version: str, body: Any = None) -> dict[str, Any]:
        """Return the answer of an action."""
        return await self._send("POST", path, api_version, body=body)

    async def token(self, scope: str) -> str:
        """Return the caller's token for something else than ARM."""
        try:
            return (await self._credential.get_token_info(scope)).token
        except CoreError as err:
            raise arm_error(err) from err

    async def put(self, path: str, api_version: str, body: Any) -> dict[str, Any]:
        """Create or update and wait for the operation's end; return the resource as it is then."""
        return await self._begin("PUT", path, api_version, body)

    async def patch(self, path: str, api_version: str, body: Any) -> dict[str, Any]:
        """Merge *body* into what is there and wait for the operation's end; return the resource as it is then."""
        return await self._begin("PATCH", path, api_version, body)

    async def delete(self, path: str, api_version: str, query: Mapping[str, str] | None = None) -> None:
        """Delete and wait until it is gone; what is not there is fine."""
        await self._begin("DELETE", path, api_version, None, query)

    async def act(self, path: str, api_version: str) -> None:
        """POST an action that takes its time, and wait for its end."""
        await self._begin("POST", path, api_version, None)

    async def _send(
        self,
        method: str,
        path: str,
        api_version: str | None,
        *,
        query: Mapping[str, str] | None = None,
        body: Any = None,
    ) -> dict[str, Any]:
        params = {**(query or {}), **({"api-version": api_version} if api_version else {})}
        return _resource(await self._run(HttpRequest(method, path, params=params, json=body)))

    async def _begin(
        self,
        method: str,
        path: str,
        api_version: str,
        body: Any,
        query: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        return await self.finish(await self.begin(method, path, api_version, body, query))

    async def begin(
        self,
        method: str,
        path: str,
        api_version: str,
        body: Any = None,
        query: Mapping[str, str] | None = None,
    ) -> Started:
        """Send a request that may take its time; once this returns ARM has taken it on."""
        params = {**(query or {}), "api-version": api_version}
        return Started(await self._run(HttpRequest(method, path, params=params, json=body)))

    async def finish(self, started: Started) -> dict[str, Any]:
        """Wait for the operation's end; return the resource as it is then. Raises AzureError where it failed."""
        polling = _Pace(POLL_S, path_format_arguments={})
        poller: AsyncLROPoller[Any] = AsyncLROPoller(self._client, started.answer, _resource, polling)
        try:
            return await poller.result() or {}
        except CoreError as err:
            raise arm_error(err) from err

    async def _run(self, request: HttpRequest) -> PipelineResponse[HttpRequest, AsyncHttpResponse]:
        request.url = self._client.format_url(request.url)
        try:
            answer: PipelineResponse[HttpRequest, AsyncHttpResponse]
            answer = await self._client._pipeline.run(request, **self._repeated)  # noqa: SLF001  as generated SDKs call it
            self._note_time(answer.http_response)
            if answer.http_response.status_code >= 400:
                raise HttpResponseError(response=answer.http_response, error_format=ARMErrorFormat)
        except CoreError as err:
            raise arm_error(err) from err
        return answer

    def _note_time(self, response: AsyncHttpResponse) -> None:
        if date := response.headers.get("Date"):
            self.answered_at = parsedate_to_datetime(date)


class _Pace(AsyncARMPolling):
    """Polls as soon as Azure says it may: `retry-after-ms`, where that stands beside the whole seconds."""

    def _extract_delay(self) -> float:
        pause_ms = self._pipeline_response.http_response.headers.get("retry-after-ms")
        return float(pause_ms) / 1000 if pause_ms else float(super()._extract_delay())


def _resource(response: PipelineResponse[HttpRequest, AsyncHttpResponse]) -> dict[str, Any]:
    http = response.http_response
    try:
        body = json.loads(http.text()) if http.content else {}
    except ValueError:
        body = None
    if not isinstance(body, dict):
        shown = " ".join(http.text().split())[:SHOWN_CHARACTERS]
        raise AzureError(
            f"{http.request.url} did not answer as ARM would, but with: {shown}\nIs there a proxy or a login page in between?",
            status=http.status_code,
            code="NotArm",
        )
    return body
