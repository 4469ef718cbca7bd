"""Entra's error answers: AADSTS codes in the words of learn.microsoft.com/entra/identity-platform/reference-error-codes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from datetime import datetime


class EntraError(Exception):
    """A refusal of the token endpoint; *error* is OAuth's word, *code* the number after AADSTS."""

    def __init__(self, status: int, error: str, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.error = error
        self.code = code
        self.message = message

    def response(self, now: datetime, url: str) -> JSONResponse:
        """Return the answer in Entra's shape."""
        trace, correlation, stamp = str(uuid4()), str(uuid4()), f"{now:%Y-%m-%d %H:%M:%SZ}"
        ids = f"Trace ID: {trace} Correlation ID: {correlation} Timestamp: {stamp}"
        body = {
            "error": self.error,
            "error_description": f"AADSTS{self.code}: {self.message} {ids}",
            "error_codes": [self.code],
            "timestamp": stamp,
            "trace_id": trace,
            "correlation_id": correlation,
            "error_uri": f"{url}/error?code={self.code}",
        }
        return JSONResponse(body, self.status)


def tenant_not_found(tenant: str) -> EntraError:
    """AADSTS90002."""
    return EntraError(
        400,
        "invalid_request",
        90002,
        f"Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the "
        "correct cloud. Check with your subscription administrator, this may happen if there are no active "
        "subscriptions for the tenant.",
    )


def application_not_found(client_id: str, directory: str) -> EntraError:
    """AADSTS700016."""
    return EntraError(
        400,
        "unauthorized_client",
        700016,
        f"Application with identifier '{client_id}' was not found in the directory '{directory}'. This can happen if "
        "the application has not been installed by the administrator of the tenant or consented to by any user in "
        "the tenant. You may have sent your authentication request to the wrong tenant.",
    )


def resource_not_found(resource: str, directory: str) -> EntraError:
    """AADSTS500011. Status and text: Azure/azure-cli#14948."""
    return EntraError(
        400,
        "invalid_resource",
        500011,
        f"The resource principal named {resource} was not found in the tenant named {directory}. This can happen if "
        "the application has not been installed by the administrator of the tenant or consented to by any user in "
        "the tenant. You might have sent your authentication request to the wrong tenant.",
    )


def wrong_secret(app_id: str) -> EntraError:
    """AADSTS7000215."""
    return EntraError(
        401,
        "invalid_client",
        7000215,
        "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not "
        f"the client secret ID, for a secret added to app '{app_id}'.",
    )


def no_credential() -> EntraError:
    """AADSTS7000218."""
    return EntraError(
        401,
        "invalid_client",
        7000218,
        "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    )


def no_federation(subject: str) -> EntraError:
    """AADSTS700213; the wording of newer services, which name the subject."""
    return EntraError(
        401,
        "invalid_client",
        700213,
        f"No matching federated identity record found for presented assertion subject '{subject}'. Check your "
        "federated identity credential Subject, Audience and Issuer against the presented assertion.",
    )


def certificate_not_registered(app_id: str, thumbprint: str) -> EntraError:
    """AADSTS700027. Text: AzureAD/microsoft-authentication-library-for-js#8339."""
    return EntraError(
        401,
        "invalid_client",
        700027,
        "The certificate with identifier used to sign the client assertion is not registered on application. "
        f"[Reason - The key was not found., Thumbprint of key used by client: '{thumbprint}', Please visit the Azure "
        f"Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id '{app_id}'.",
    )


def missing_parameter(name: str) -> EntraError:
    """AADSTS900144."""
    return EntraError(
        400, "invalid_request", 900144, f"The request body must contain the following parameter: '{name}'."
    )


def unsupported_grant(grant: str) -> EntraError:
    """AADSTS70003."""
    return EntraError(
        400, "unsupported_grant_type", 70003, f"The app requested an unsupported grant type '{grant}'."
    )


def bad_refresh_token() -> EntraError:
    """AADSTS9002313: what a refresh token gets that is malformed, expired or not ours."""
    return EntraError(400, "invalid_grant", 9002313, "Invalid request. Request is malformed or invalid.")
