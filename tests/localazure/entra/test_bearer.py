"""What ARM refuses a header or a token with: status, code, words and challenge, whole."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import jwt
import pytest

from localazure.arm.errors import ArmError
from localazure.entra import bearer
from localazure.entra.tokens import SigningKey, TokenAuthority

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer

NOBODY = "00000000-0000-0000-0000-000000000000"
NOON = datetime(2026, 11, 20, 12, 0, 5, tzinfo=UTC)


def issuer_of(azure: LocalAzureServer) -> TokenAuthority:
    """The server's own key at noon: what it signs is good but for what a test changes."""
    key = SigningKey((azure.state.path / "signing-key.pem").read_text())
    return TokenAuthority(azure.url, azure.scenario.tenant.id, key, lambda: NOON)


def refusal(issuer: TokenAuthority, azure: LocalAzureServer, header: str | None) -> ArmError:
    with pytest.raises(ArmError) as refused:
        bearer.caller(issuer, azure.scenario, header, ["https://one/", "https://two"])
    return refused.value


@pytest.mark.parametrize(
    ("header", "code", "message"),
    [
        (None, "AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing."),
        ("", "AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing."),
        (
            "Basic x",
            "AuthenticationFailedInvalidHeader",
            "Authentication failed. The 'Authorization' header is provided in an invalid format.",
        ),
        (
            "Bearer ",
            "AuthenticationFailedInvalidHeader",
            "Authentication failed. The 'Authorization' header is provided in an invalid format.",
        ),
        ("Bearer x.y.z", "InvalidAuthenticationToken", "The access token is invalid."),
    ],
)
def test_a_header_without_a_token(
    local_azure: LocalAzureServer, header: str | None, code: str, message: str
) -> None:
    issuer = issuer_of(local_azure)

    said = refusal(issuer, local_azure, header)

    at = issuer.issuer.rstrip("/")
    first = message.partition(". ")[0]
    assert (said.status, said.code, said.message) == (401, code, message)
    assert said.headers == {
        "WWW-Authenticate": f'Bearer authorization_uri="{at}", error="invalid_token", error_description="{first}"',
        "X-Ms-Failure-Cause": "gateway",
    }


WRONG_ISSUER = (
    "The access token is from the wrong issuer 'WHO'. It must match the tenant 'ISSUER/' associated with this "
    "subscription. Please use the authority (URL) 'ISSUER' to get the token. Note, if the subscription is transferred "
    "to another tenant there is no impact to the services, but information about new tenant could take time to "
    "propagate (up to an hour). If you just transferred your subscription and see this error message, please try back "
    "later."
)


@pytest.mark.parametrize(
    ("changed", "code", "message"),
    [
        ({"iss": "ISSUER/v2.0"}, "", ""),
        ({"aud": "https://one"}, "", ""),
        ({"aud": "https://two//"}, "", ""),
        ({"iss": None}, "InvalidAuthenticationTokenTenant", WRONG_ISSUER.replace("WHO", "")),
        ({"iss": "other"}, "InvalidAuthenticationTokenTenant", WRONG_ISSUER.replace("WHO", "other")),
        ({"tid": "other"}, "InvalidAuthenticationTokenTenant", WRONG_ISSUER.replace("WHO", "ISSUER/")),
        (
            {"aud": "https://three/"},
            "InvalidAuthenticationTokenAudience",
            (
                "The access token has been obtained for wrong audience or resource 'https://three/'. It should exactly match "
                "with one of the allowed audiences 'https://one/','https://one','https://two/','https://two'."
            ),
        ),
        (
            {"oid": NOBODY},
            "InvalidAuthenticationToken",
            (
                "The received access token is not valid: at least one of the claims 'puid' or 'altsecid' or 'oid' should be "
                "present. If you are accessing as an application please make sure service principal is properly created in "
                "the tenant."
            ),
        ),
        (
            {"exp": int((NOON - timedelta(hours=12)).timestamp())},
            "ExpiredAuthenticationToken",
            (
                "The access token expiry UTC time '11/20/2026 12:00:05 AM' is earlier than current UTC time '11/20/2026 "
                "12:00:05 PM'."
            ),
        ),
        (
            {"exp": None},
            "ExpiredAuthenticationToken",
            (
                "The access token expiry UTC time '1/1/1970 12:00:00 AM' is earlier than current UTC time '11/20/2026 "
                "12:00:05 PM'."
            ),
        ),
    ],
)
def test_a_token_that_does_not_fit(
    local_azure: LocalAzureServer, changed: dict[str, Any], code: str, message: str
) -> None:
    issuer = issuer_of(local_azure)
    owner, at = local_azure.scenario.principal("owner"), issuer.issuer.rstrip("/")
    assert owner
    named = {
        key: value.replace("ISSUER", at) if isinstance(value, str) else value
        for key, value in changed.items()
    }
    claims = dict(jwt.decode(issuer.access_token(owner, "https://two/"), options={"verify_signature": False}))
    sent = {key: value for key, value in (claims | named).items() if value is not None}
    header = f"bearer {jwt.encode(sent, issuer.key.private, algorithm='RS256')}"

    if not code:
        who = bearer.caller(issuer, local_azure.scenario, header, ["https://one/", "https://two"])
        assert (who.object_id, who.app_id) == (owner.object_id, owner.app_id)
        assert (who.tenant_id, who.name) == (local_azure.scenario.tenant.id, "owner")
        return
    said = refusal(issuer, local_azure, header)
    assert (said.status, said.code, said.message) == (401, code, message.replace("ISSUER", at))
