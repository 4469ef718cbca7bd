"""Entra over HTTP: discovery, keys, instance discovery and the token endpoint, v1 and v2.

`{tenant}` may be the tenant's id, its domain, or `organizations`, `common`, `consumers`, `adfs` (some Go clients can
switch instance discovery off only by that last one).
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote

import jwt
from starlette.responses import JSONResponse
from starlette.routing import Route

from localazure.entra import errors
from localazure.entra.tokens import FEDERATION_AUDIENCE, LIFETIME, REFRESH_AUDIENCE
from localazure.request_notes import note_caller

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from localazure.entra.tokens import TokenAuthority
    from localazure.scenarios import Principal, Scenario

PLACEHOLDER_TENANTS = {"organizations", "common", "consumers", "adfs"}
RESOURCE = re.compile(r"[a-z][a-z0-9+.-]*:|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", re.IGNORECASE)
"""What an application can be named by: a URI, or its id. Which ones a tenant holds is not kept here."""
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass(frozen=True)
class Entra:
    """Entra at *url*, for the scenario's tenant and principals; *secrets* are client secrets by principal."""

    url: str
    scenario: Scenario
    tokens: TokenAuthority
    secrets: Mapping[str, str] = field(repr=False)

    def routes(self) -> list[Route]:
        """Return Entra's routes; they come before ARM's catch-all."""
        return [
            Route("/common/discovery/instance", self._instance),
            Route("/{tenant}/v2.0/.well-known/openid-configuration", self._configuration),
            Route("/{tenant}/.well-known/openid-configuration", self._configuration),
            Route("/{tenant}/discovery/v2.0/keys", self._keys),
            Route("/{tenant}/discovery/keys", self._keys),
            Route("/{tenant}/oauth2/v2.0/token", self._token, methods=["POST"]),
            Route("/{tenant}/oauth2/token", self._token, methods=["POST"]),
        ]

    async def _instance(self, _request: Request) -> Response:
        url, tenant = self.url, self.scenario.tenant.id
        host = url.removeprefix("https://")
        return JSONResponse(
            {
                "tenant_discovery_endpoint": f"{url}/{tenant}/v2.0/.well-known/openid-configuration",
                "api-version": "1.1",
                "metadata": [{"preferred_network": host, "preferred_cache": host, "aliases": [host]}],
            }
        )

    async def _configuration(self, request: Request) -> Response:
        tenant = request.path_params["tenant"]
        if not self._is_ours(tenant):
            return self._refused(errors.tenant_not_found(tenant))
        version = "v2.0" if "/v2.0/" in request.url.path else ""
        return JSONResponse(openid_configuration(self.url, tenant, self.scenario.tenant.id, version))

    async def _keys(self, request: Request) -> Response:
        tenant = request.path_params["tenant"]
        if not self._is_ours(tenant):
            return self._refused(errors.tenant_not_found(tenant))
        return JSONResponse({"keys": [self.tokens.key.jwk]})

    async def _token(self, request: Request) -> Response:
        fields = dict(parse_qsl((await request.body()).decode()))
        try:
            if not self._is_ours(tenant := request.path_params["tenant"]):
                raise errors.tenant_not_found(tenant)
            return JSONResponse(self._grant(fields, request.headers), headers={"Cache-Control": "no-store"})
        except errors.EntraError as refusal:
            return self._refused(refusal)

    def _is_ours(self, tenant: str) -> bool:
        known = self.scenario.tenant
        return tenant.lower() in {known.id.lower(), known.domain.lower(), *PLACEHOLDER_TENANTS}

    def _refused(self, refusal: errors.EntraError) -> Response:
        return refusal.response(self.tokens.now(), self.url)

    def _grant(self, fields: Mapping[str, str], headers: Mapping[str, str]) -> dict[str, object]:
        grant = fields.get("grant_type")
        if not grant:
            raise errors.missing_parameter("grant_type")
        if grant == "client_credentials":
            principal = self._authenticated(fields, headers)
        elif grant == "refresh_token":
            principal = self._refreshed(fields.get("refresh_token", ""))
        else:
            raise errors.unsupported_grant(grant)
        return self._tokens(principal, fields)

    def _tokens(self, principal: Principal, fields: Mapping[str, str]) -> dict[str, object]:
        if not RESOURCE.match(audience := audience_of(fields)):
            raise errors.resource_not_found(audience, self.scenario.tenant.id)
        lifetime = int(LIFETIME.total_seconds())
        answer: dict[str, object] = {
            "token_type": "Bearer",
            "expires_in": lifetime,
            "ext_expires_in": lifetime,
            "access_token": self.tokens.access_token(principal, audience),
        }
        if "resource" in fields:  # the v1 endpoint's answer has these, as strings
            expires_on = int(self.tokens.now().timestamp()) + lifetime
            answer |= {
                "resource": fields["resource"],
                "expires_on": str(expires_on),
                "expires_in": str(lifetime),
            }
        if "offline_access" in fields.get("scope", "").split() or fields["grant_type"] == "refresh_token":
            answer["refresh_token"] = self.tokens.refresh_token(principal)
        return answer

    def _authenticated(self, fields: Mapping[str, str], headers: Mapping[str, str]) -> Principal:
        client_id, secret = _client(fields, headers.get("authorization", ""))
        if not client_id:
            raise errors.missing_parameter("client_id")
        principal = self.scenario.principal_by_id(client_id)
        if principal is None or principal.app_id.lower() != client_id.lower():
            raise errors.application_not_found(client_id, self.scenario.tenant.name)
        note_caller(principal.name, principal.app_id)
        if fields.get("client_assertion_type") == ASSERTION_TYPE:
            self._check_assertion(fields.get("client_assertion", ""), principal)
        elif not secret:
            raise errors.no_credential()
        elif not hmac.compare_digest(secret.encode(), self.secrets.get(principal.name, "").encode()):
            raise errors.wrong_secret(principal.app_id)
        return principal

    def _check_assertion(self, assertion: str, principal: Principal) -> None:
        """Accept only assertions of the local issuer: those of real ones can't be verified without a network."""
        tokens = self.tokens
        try:
            claims = tokens.verify(assertion)
        except jwt.InvalidTokenError as err:
            raise _unknown_signature(assertion, principal) from err
        good = claims.get("aud") == FEDERATION_AUDIENCE and claims.get("iss") == tokens.issuer
        if not good or tokens.expired(claims) or claims.get("sub") != principal.app_id:
            raise errors.no_federation(str(claims.get("sub", "")))

    def _refreshed(self, token: str) -> Principal:
        tokens = self.tokens
        try:
            claims = tokens.verify(token)
        except jwt.InvalidTokenError as err:
            raise errors.bad_refresh_token() from err
        principal = self.scenario.principal_by_id(str(claims.get("oid")))
        if claims.get("aud") != REFRESH_AUDIENCE or tokens.expired(claims) or principal is None:
            raise errors.bad_refresh_token()
        note_caller(principal.name, principal.app_id)
        return principal


def _unknown_signature(assertion: str, principal: Principal) -> errors.EntraError:
    """An app that signs with its certificate names itself as the issuer; no certificate is registered here."""
    try:
        header = jwt.get_unverified_header(assertion)
        claims = jwt.decode(assertion, options={"verify_signature": False})
    except jwt.InvalidTokenError:
        return errors.no_federation("")
    if claims.get("iss") != principal.app_id:
        return errors.no_federation(str(claims.get("sub", "")))
    return errors.certificate_not_registered(
        principal.app_id, str(header.get("x5t") or header.get("x5t#S256"))
    )


def _client(fields: Mapping[str, str], authorization: str) -> tuple[str, str]:
    """Return client id and secret from the form, or from HTTP Basic (both parts form-encoded, RFC 6749 2.3.1)."""
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() == "basic":
        try:
            client_id, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError) as err:
            raise errors.missing_parameter("client_id") from err
        return unquote(client_id), unquote(secret)
    return fields.get("client_id", ""), fields.get("client_secret", "")


def audience_of(fields: Mapping[str, str]) -> str:
    """Return the audience a token request asks for: `resource`, or the one scope that ends in `/.default`.

    Raises EntraError if it asks for none.
    """
    if resource := fields.get("resource"):
        return resource
    if "scope" not in fields:
        raise errors.missing_parameter("scope")
    for scope in fields["scope"].split():
        if scope.endswith("/.default"):
            return scope.removesuffix("/.default")
    raise errors.EntraError(
        400,
        "invalid_scope",
        1002012,
        f"The provided value for scope {fields['scope']} is not valid. Client credential flows must have a scope "
        "value with /.default suffixed to the resource identifier (application ID URI).",
    )


def openid_configuration(url: str, tenant: str, tenant_id: str, version: str) -> dict[str, object]:
    """Return the discovery document; *tenant* as it was asked for, *version* "v2.0" or ""."""
    segment = f"{version}/" if version else ""
    known_id = tenant if tenant == "adfs" else tenant_id
    return {
        "issuer": f"{url}/{known_id}/{version}",
        "authorization_endpoint": f"{url}/{tenant}/oauth2/{segment}authorize",
        "token_endpoint": f"{url}/{tenant}/oauth2/{segment}token",
        "device_authorization_endpoint": f"{url}/{tenant}/oauth2/{segment}devicecode",
        "jwks_uri": f"{url}/{tenant}/discovery/{segment}keys",
        "token_endpoint_auth_methods_supported": [
            "client_secret_post",
            "client_secret_basic",
            "private_key_jwt",
        ],
        "response_types_supported": ["code", "id_token", "token"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "offline_access"],
        "cloud_instance_name": url.removeprefix("https://"),
        "tenant_region_scope": None,
    }
