"""All that Entra's documents, answers and tokens hold: clients read most of it, each its own part."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx2
import jwt
import pytest

from localazure.entra.tokens import SigningKey, TokenAuthority
from localazure.tls import client_context

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
UNVERIFIED: Any = {"verify_signature": False}


def read(azure: LocalAzureServer, path: str) -> Any:
    return httpx2.get(azure.url + path, verify=client_context(azure.state.tls / "ca.pem")).json()


def asked(azure: LocalAzureServer, path: str, **form: str) -> dict[str, Any]:
    """Ask for a token of the owner's with a secret."""
    env = azure.env()
    client = {"client_id": env["AZURE_CLIENT_ID"], "client_secret": env["AZURE_CLIENT_SECRET"]}
    url = f"{azure.url}/{azure.scenario.tenant.id}/{path}"
    context = client_context(azure.state.tls / "ca.pem")
    answer = httpx2.post(url, data={"grant_type": "client_credentials", **client, **form}, verify=context)
    assert answer.headers["Cache-Control"] == "no-store"
    body: dict[str, Any] = answer.json()
    return body


@pytest.mark.parametrize(("tenant", "segment"), [("common", "v2.0/"), ("common", ""), ("adfs", "")])
def test_all_that_discovery_says(local_azure: LocalAzureServer, tenant: str, segment: str) -> None:
    at, own = f"{local_azure.url}/{tenant}", local_azure.scenario.tenant.id

    assert read(local_azure, f"/{tenant}/{segment}.well-known/openid-configuration") == {
        "issuer": f"{local_azure.url}/{'adfs' if tenant == 'adfs' else own}/{segment.rstrip('/')}",
        "authorization_endpoint": f"{at}/oauth2/{segment}authorize",
        "token_endpoint": f"{at}/oauth2/{segment}token",
        "device_authorization_endpoint": f"{at}/oauth2/{segment}devicecode",
        "jwks_uri": f"{at}/discovery/{segment}keys",
        "token_endpoint_auth_methods_supported": [
            "client_secret_post",
            "client_secret_basic",
            "private_key_jwt",
        ],
        "response_types_supported": ["code", "id_token", "token"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "offline_access"],
        "cloud_instance_name": local_azure.url.removeprefix("https://"),
        "tenant_region_scope": None,
    }


def test_all_that_instance_discovery_says(local_azure: LocalAzureServer) -> None:
    host = local_azure.url.removeprefix("https://")
    found = read(local_azure, "/common/discovery/instance?api-version=1.1&authorization_endpoint=x")

    assert found["api-version"] == "1.1"
    assert found["metadata"] == [{"preferred_network": host, "preferred_cache": host, "aliases": [host]}]
    assert found["tenant_discovery_endpoint"].endswith("/v2.0/.well-known/openid-configuration")


def test_all_that_comes_with_a_token(local_azure: LocalAzureServer) -> None:
    scope = f"{local_azure.url}/.default"
    newer = asked(local_azure, "oauth2/v2.0/token", scope=scope)
    lasting = asked(local_azure, "oauth2/v2.0/token", scope=f"{scope} offline_access")
    older = asked(local_azure, "oauth2/token", resource=local_azure.url)
    expires = jwt.decode(older["access_token"], options=UNVERIFIED)["exp"]

    common = {"token_type", "expires_in", "ext_expires_in", "access_token"}
    assert newer.keys() == common
    assert lasting.keys() == common | {"refresh_token"}
    assert older.keys() == common | {"resource", "expires_on"}
    assert (newer["token_type"], newer["expires_in"], newer["ext_expires_in"]) == ("Bearer", 3600, 3600)
    assert (older["expires_in"], older["resource"]) == ("3600", local_azure.url)
    assert abs(int(older["expires_on"]) - expires) <= 1


@pytest.mark.parametrize(
    ("kind", "lifetime", "changed"),
    [
        ("access", 3600, {"aud": "https://management.azure.com"}),
        ("refresh", 86400, {"aud": "urn:modelstacks:refresh"}),
        ("federated", 3600, {"aud": "api://AzureADTokenExchange", "sub": "app"}),
    ],
)
def test_all_that_a_token_claims(
    local_azure: LocalAzureServer, kind: str, lifetime: int, changed: dict[str, str]
) -> None:
    owner = local_azure.scenario.principal("owner")
    assert owner
    key = SigningKey((local_azure.state.path / "signing-key.pem").read_text())
    issuer = TokenAuthority("https://localhost:1", "tenant", key, lambda: NOW)
    token = {
        "access": lambda: issuer.access_token(owner, changed["aud"]),
        "refresh": lambda: issuer.refresh_token(owner),
        "federated": lambda: issuer.federated_token(owner),
    }[kind]()

    claims = jwt.decode(token, options=UNVERIFIED)

    now = int(NOW.timestamp())
    assert len(claims.pop("uti")) == 32
    assert claims == {
        "aud": changed["aud"],
        "iss": "https://localhost:1/tenant/",
        "iat": now,
        "nbf": now,
        "exp": now + lifetime,
        "appid": owner.app_id,
        "appidacr": "1",
        "idp": "https://localhost:1/tenant/",
        "idtyp": "app",
        "oid": owner.object_id,
        "sub": owner.app_id if changed.get("sub") else owner.object_id,
        "tid": "tenant",
        "ver": "1.0",
    }
