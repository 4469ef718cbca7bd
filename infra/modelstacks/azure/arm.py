"""One async ARM client, on azure-mgmt-core's pipeline: retries, throttling and polling are azure-core's."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Self

from azure.core.exceptions import AzureError as CoreError
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError
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
from azure.mgmt.core.policies import ARMHttpLoggingPolicy, AsyncARMChallengeAuthenticationPolicy
from azure.mgmt.core.polling.async_arm_polling import AsyncARMPolling

from modelstacks.azure.cloud import trusting
from modelstacks.azure.transport import OneContextTransport
from modelstacks.errors import AzureError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from types import TracebackType

    from azure.core.credentials_async import AsyncTokenCredential
    from azure.core.pipeline import PipelineResponse
    from azure.core.rest import AsyncHttpResponse

    from modelstacks.azure.cloud import Cloud

POLL_S = 5.0
"""How often an operation is asked where Azure names no interval."""
SHOWN_CHARACTERS = 200
SIGN_IN = (
    "`modelstacks doctor` shows as whom you came. Run `az login`, or correct AZURE_TENANT_ID, AZURE_CLIENT_ID "
    "and AZURE_CLIENT_SECRET."
)


class Arm:
    """ARM by path; an async context manager. Paths begin with a slash, bodies are ARM's own JSON.

    Every method raises AzureError with Azure's code, status and request id where Azure refuses, and with the code
    `Unreachable` where it does not answer within azure-core's retries.

    *answered_at*: Azure's own time when it last answered (this machine's before); what expires does so by that clock.
    """

    def __init__(self, cloud: Cloud, credential: AsyncTokenCredential, ca_bundle: str | None = None) -> None:
        self.answered_at = datetime.now(UTC)
        self._credential, self._scope = credential, cloud.scope
        policies = [
            RequestIdPolicy(),
            HeadersPolicy(),
            UserAgentPolicy(base_user_agent="modelstacks"),
            AsyncRetryPolicy(),
            AsyncARMChallengeAuthenticationPolicy(credential, cloud.scope),
            ContentDecodePolicy(),
            CustomHookPolicy(),
            ARMHttpLoggingPolicy(),
        ]
        self._client: AsyncARMPipelineClient[HttpRequest, AsyncHttpResponse] = AsyncARMPipelineClient(
            base_url=cloud.resource_manager,
            policies=policies,
            transport=OneContextTransport(trusting(ca_bundle)),
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
        """Return the token that every request carries: got first, a refused sign-in is said once."""
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
            return (await self._credential.get_token(scope)).token
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
        params = {**(query or {}), "api-version": api_version}
        request = HttpRequest(method, path, params=params, json=body)
        started = await self._run(request)
        poller: AsyncLROPoller[Any] = AsyncLROPoller(
            self._client, started, _resource, AsyncARMPolling(POLL_S, path_format_arguments={})
        )
        try:
            return await poller.result() or {}
        except CoreError as err:
            raise arm_error(err) from err

    async def _run(self, request: HttpRequest) -> PipelineResponse[HttpRequest, AsyncHttpResponse]:
        request.url = self._client.format_url(request.url)
        try:
            answer: PipelineResponse[HttpRequest, AsyncHttpResponse]
            answer = await self._client._pipeline.run(request)  # noqa: SLF001  as generated SDKs call it
            self._note_time(answer.http_response)
            if answer.http_response.status_code >= 400:
                raise HttpResponseError(response=answer.http_response, error_format=ARMErrorFormat)
        except CoreError as err:
            raise arm_error(err) from err
        return answer

    def _note_time(self, response: AsyncHttpResponse) -> None:
        if date := response.headers.get("Date"):
            self.answered_at = parsedate_to_datetime(date)


def _resource(response: PipelineResponse[HttpRequest, AsyncHttpResponse]) -> dict[str, Any]:
    http = response.http_response
    try:
        body = json.loads(http.text()) if http.content else {}
    except ValueError:
        body = None
    if not isinstance(body, dict):
        shown = " ".join(http.text().split())[:SHOWN_CHARACTERS]
        raise AzureError(
            f"{http.request.url} did not answer as ARM does but with: {shown}\nIs a proxy or a login page in between?",
            status=http.status_code,
            code="NotArm",
        )
    return body


def arm_error(err: CoreError) -> AzureError:
    """Turn azure-core's exception into ours: the innermost code Azure gives, its message and request id."""
    refused = "AuthenticationFailed" if isinstance(err, ClientAuthenticationError) else None
    said = f"{err.message}\n{SIGN_IN}" if refused else err.message
    if not isinstance(err, HttpResponseError) or err.response is None:
        return AzureError(said, status=0, code=refused or "Unreachable")
    envelope, status = _envelope(err.response), err.status_code or 0
    return AzureError(
        _message(envelope) or said,
        status=status,
        code=_code(envelope) or refused or f"Http{status}",
        request_id=getattr(err.response, "headers", {}).get("x-ms-request-id"),
    )


def _envelope(response: Any) -> dict[str, Any]:
    try:
        body = json.loads(response.text())
    except ValueError:
        return {}
    error = body.get("error", body) if isinstance(body, dict) else {}
    return error if isinstance(error, dict) else {}


def _code(envelope: Mapping[str, Any]) -> str | None:
    """Return the most telling code: the machine-learning plane hides it in additionalInfo's InnerError."""
    inner = next(
        (
            info["info"]["value"]
            for info in envelope.get("additionalInfo") or []
            if info.get("type") == "InnerError"
        ),
        None,
    )
    code: str | None = envelope.get("code")
    while isinstance(inner, dict):
        code, inner = inner.get("code") or code, inner.get("innerError")
    if not code or code == "BadRequest":
        details = envelope.get("details") or [{}]
        code = details[0].get("code") or code
    return code


def _message(envelope: Mapping[str, Any]) -> str | None:
    """Return Azure's message; where it only says that the request is invalid, the details' own words."""
    said = [envelope.get("message"), *(detail.get("message") for detail in envelope.get("details") or [])]
    words = [text for text in dict.fromkeys(said) if text and text != "The request is invalid."]
    return "\n".join(_problem(text) for text in words) or None


def _problem(text: str) -> str:
    """Unfold a stringified ProblemDetails (`{"errors": {"VmSize": ["…"]}}`) into its sentences."""
    try:
        problem = json.loads(text.replace("{{", "{").replace("}}", "}") if text.startswith("{{") else text)
        sentences = [sentence for said in problem.get("errors", {}).values() for sentence in said]
        return "\n".join(sentences) or problem["title"]
    except (ValueError, KeyError, TypeError, AttributeError):
        return text
