"""azure-core's exceptions as ours."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from azure.core.exceptions import ClientAuthenticationError, HttpResponseError

from modelstacks.azure.error_body import error_in, inner_codes
from modelstacks.errors import AzureError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from azure.core.exceptions import AzureError as CoreError

SIGN_IN = (
    "`modelstacks doctor` shows who you are signed in as. Run `az login`, or correct AZURE_TENANT_ID, AZURE_CLIENT_ID "
    "and AZURE_CLIENT_SECRET."
)
NOT_REQUIRED = "MarketplacePlanNotRequiredForModel"
"""Azure's refusal to sell what needs no plan. Seen in a public walkthrough of a model that Azure sells itself."""


def arm_error(err: CoreError) -> AzureError:
    """Turn azure-core's exception into ours: the innermost code Azure gives, its message and request id."""
    refused = "AuthenticationFailed" if isinstance(err, ClientAuthenticationError) else None
    message = f"{err.message}\n{SIGN_IN}" if refused else err.message
    if not isinstance(err, HttpResponseError) or err.response is None:
        return AzureError(message, code=refused or "Unreachable")
    text, status = _text(err.response), err.status_code or 0
    envelope = {} if refused else error_in(text)
    return AzureError(
        _message(envelope) or message,
        status=status,
        code=_code(envelope) or refused or f"Http{status}",
        request_id=getattr(err.response, "headers", {}).get("x-ms-request-id"),
        answer=text,
    )


def _text(response: Any) -> str:
    try:
        return str(response.text())
    except ValueError:
        return ""


def _code(envelope: Mapping[str, Any]) -> str | None:
    """Return the most telling code: the innermost, or of a bad request that of its details."""
    code: str | None = [envelope.get("code"), *inner_codes(envelope)][-1]
    if not code or code == "BadRequest":
        details = envelope.get("details") or [{}]
        code = details[0].get("code") or code
    return code


def _message(envelope: Mapping[str, Any]) -> str | None:
    """Return Azure's message; where it only says that the request is invalid, the details' own words."""
    messages = [envelope.get("message"), *(detail.get("message") for detail in envelope.get("details") or [])]
    telling = [text for text in dict.fromkeys(messages) if text and text != "The request is invalid."]
    return "\n".join(_problem(text) for text in telling) or None


def _problem(text: str) -> str:
    """Unfold a stringified ProblemDetails (`{"errors": {"VmSize": ["…"]}}`) into its sentences."""
    try:
        problem = json.loads(text.replace("{{", "{").replace("}}", "}") if text.startswith("{{") else text)
        sentences = [sentence for messages in problem.get("errors", {}).values() for sentence in messages]
        return "\n".join(sentences) or problem["title"]
    except (ValueError, KeyError, TypeError, AttributeError):
        return text
