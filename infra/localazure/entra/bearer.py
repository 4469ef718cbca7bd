"""Who sent a request: the bearer token, checked as ARM checks it, refused in ARM's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import jwt

from localazure.arm.errors import ArmError
from localazure.arm.resource_type import Caller
from localazure.entra.tokens import expiry_of, unverified
from localazure.request_notes import note_caller

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from localazure.entra.tokens import Claims, TokenAuthority
    from localazure.scenarios import Scenario

# azure-ai-ml makes the second one of a portal on localhost (facts: clients.md)
ML_AUDIENCES = ("https://ml.azure.com", "https://ml.azure.")


def caller(
    tokens: TokenAuthority, scenario: Scenario, authorization: str | None, audiences: Sequence[str]
) -> Caller:
    """Return who the header's token speaks for.

    Raises ArmError 401: AuthenticationFailed without a header, and InvalidAuthenticationToken,
    InvalidAuthenticationTokenTenant, ExpiredAuthenticationToken, InvalidAuthenticationTokenAudience.
    """
    token = _token(tokens, authorization)
    claims = _verified(tokens, token)
    principal = scenario.principal_by_id(str(claims.get("oid")))
    if principal is not None:
        note_caller(principal.name, principal.app_id)
    _check_expiry(tokens, claims)
    _check_audience(tokens, claims, audiences)
    if principal is None:
        _refuse(
            tokens,
            "InvalidAuthenticationToken",
            "The received access token is not valid: at least one of the claims 'puid' or 'altsecid' or 'oid' "
            "should be present. If you are accessing as an application please make sure service principal is "
            "properly created in the tenant.",
        )
    return Caller(principal.object_id, principal.app_id, tokens.tenant_id, principal.name)


def _token(tokens: TokenAuthority, authorization: str | None) -> str:
    if not authorization:
        _refuse(
            tokens, "AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing."
        )
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        _refuse(
            tokens,
            "AuthenticationFailedInvalidHeader",
            "Authentication failed. The 'Authorization' header is provided in an invalid format.",
        )
    return token.strip()


def _verified(tokens: TokenAuthority, token: str) -> Claims:
    """The issuer is looked at first: a token of another tenant is told so, as ARM does, whoever signed it."""
    try:
        issuer = str(unverified(token).get("iss", ""))
        if issuer not in {tokens.issuer, f"{tokens.issuer}v2.0"}:
            _refuse(tokens, "InvalidAuthenticationTokenTenant", _wrong_issuer(tokens, issuer))
        claims = tokens.verify(token)
    except jwt.InvalidTokenError:
        _refuse(tokens, "InvalidAuthenticationToken", "The access token is invalid.")  # assumed wording
    if claims.get("tid") != tokens.tenant_id:
        _refuse(tokens, "InvalidAuthenticationTokenTenant", _wrong_issuer(tokens, issuer))
    return claims


def _wrong_issuer(tokens: TokenAuthority, issuer: str) -> str:
    return (
        f"The access token is from the wrong issuer '{issuer}'. It must match the tenant '{tokens.issuer}' associated "
        f"with this subscription. Please use the authority (URL) '{tokens.issuer.rstrip('/')}' to get the token. Note, "
        "if the subscription is transferred to another tenant there is no impact to the services, but information "
        "about new tenant could take time to propagate (up to an hour). If you just transferred your subscription and "
        "see this error message, please try back later."
    )


def _check_expiry(tokens: TokenAuthority, claims: Claims) -> None:
    if tokens.expired(claims):
        expiry, now = (_us_time(time) for time in (expiry_of(claims), tokens.now()))
        _refuse(
            tokens,
            "ExpiredAuthenticationToken",
            f"The access token expiry UTC time '{expiry}' is earlier than current UTC time '{now}'.",
        )


def _us_time(time: datetime) -> str:
    """Write a time as .NET does in en-US: `3/19/2023 8:55:46 AM`."""
    return f"{time.month}/{time.day}/{time.year} {time.hour % 12 or 12}:{time:%M:%S %p}"


def _check_audience(tokens: TokenAuthority, claims: Claims, audiences: Sequence[str]) -> None:
    stated = str(claims.get("aud", ""))
    if stated.rstrip("/") in {audience.rstrip("/") for audience in audiences}:
        return
    both = (form for name in audiences for form in (f"{name.rstrip('/')}/", name.rstrip("/")))
    allowed = ",".join(f"'{form}'" for form in both)
    _refuse(
        tokens,
        "InvalidAuthenticationTokenAudience",
        f"The access token has been obtained for wrong audience or resource '{stated}'. It should exactly match with "
        f"one of the allowed audiences {allowed}.",
    )


def _refuse(tokens: TokenAuthority, code: str, message: str) -> NoReturn:
    challenge = (
        f'Bearer authorization_uri="{tokens.issuer.rstrip("/")}", error="invalid_token", '
        f'error_description="{message.split(". ")[0].replace(chr(34), chr(39))}"'
    )
    raise ArmError(
        401, code, message, headers={"WWW-Authenticate": challenge, "X-Ms-Failure-Cause": "gateway"}
    )
