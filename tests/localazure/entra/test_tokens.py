"""Tokens: got by the real azure-identity, forged by hand, and what ARM says to each."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx2
import jwt
import pytest
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import ClientSecretCredential

from localazure.arm.errors import ArmError
from localazure.clock import machine_now
from localazure.entra import bearer
from localazure.entra.tokens import SigningKey, TokenAuthority, new_signing_key

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer

TENANTS = "/tenants?api-version=2022-12-01"
ASKED = {"grant_type": "client_credentials", "scope": "https://management.azure.com/.default"}
NOBODY = "00000000-0000-0000-0000-000000000000"


def authority(azure: LocalAzureServer) -> TokenAuthority:
    """Return an issuer with the server's own key: what it signs differs from the real thing only as asked."""
    key = SigningKey((azure.state.path / "signing-key.pem").read_text())
    return TokenAuthority(azure.url, azure.scenario.tenant.id, key, machine_now)


def ask(azure: LocalAzureServer, authorization: str | None) -> httpx2.Response:
    headers = {} if authorization is None else {"Authorization": authorization}
    with httpx2.Client(base_url=azure.url, verify=azure_context(azure)) as client:
        return client.get(TENANTS, headers=headers)


def azure_context(azure: LocalAzureServer) -> Any:
    from localazure.tls import client_context

    return client_context(azure.state.tls / "ca.pem")


def signed_by(issuer: TokenAuthority, azure: LocalAzureServer, audience: str = "") -> str:
    owner = azure.scenario.principal("owner")
    assert owner is not None
    return "Bearer " + issuer.access_token(owner, audience or azure.url)


def refusal(answer: httpx2.Response) -> tuple[int, str]:
    assert answer.headers["www-authenticate"].startswith('Bearer authorization_uri="https://localhost:')
    return answer.status_code, answer.json()["error"]["code"]


def test_a_token_of_azure_identity_is_accepted(local_azure: LocalAzureServer) -> None:
    assert ask(local_azure, f"Bearer {local_azure.token()}").status_code == 200


@pytest.mark.parametrize(
    "audience",
    [
        "https://management.azure.com/",
        "https://management.azure.com",
        "https://management.core.windows.net/",
        "https://management.core.windows.net//",
        "https://ml.azure.com",
        "https://ml.azure.",
    ],
)
def test_arm_accepts_its_public_audiences_and_machine_learnings(
    local_azure: LocalAzureServer, audience: str
) -> None:
    assert ask(local_azure, signed_by(authority(local_azure), local_azure, audience)).status_code == 200


def test_a_token_can_be_verified_with_the_published_keys(local_azure: LocalAzureServer) -> None:
    document = f"{local_azure.url}/common/discovery/v2.0/keys"
    token = local_azure.token("reader")
    key = jwt.PyJWKClient(document, ssl_context=azure_context(local_azure)).get_signing_key_from_jwt(token)
    claims = jwt.decode(token, key, algorithms=["RS256"], audience=local_azure.url)
    reader = local_azure.scenario.principal("reader")
    assert reader is not None
    assert (claims["oid"], claims["appid"]) == (reader.object_id, reader.app_id)


def test_a_published_key_says_what_it_is_for(local_azure: LocalAzureServer) -> None:
    key = authority(local_azure).key
    answer = httpx2.get(f"{local_azure.url}/common/discovery/v2.0/keys", verify=azure_context(local_azure))
    (published,) = answer.json()["keys"]
    numbers = jwt.PyJWK(published).key.public_numbers()
    assert numbers == key.public.public_numbers()
    assert (published["kty"], published["use"], published["alg"]) == ("RSA", "sig", "RS256")
    assert published["kid"] == jwt.get_unverified_header(local_azure.token())["kid"]


def test_instance_discovery_names_the_local_entra(local_azure: LocalAzureServer) -> None:
    document = f"{local_azure.url}/common/discovery/instance?api-version=1.1&authorization_endpoint=x"
    found = httpx2.get(document, verify=azure_context(local_azure)).json()
    assert found["tenant_discovery_endpoint"].startswith(local_azure.url)


def test_no_header(local_azure: LocalAzureServer) -> None:
    answer = ask(local_azure, None)
    assert refusal(answer) == (401, "AuthenticationFailed")
    assert (
        answer.json()["error"]["message"] == "Authentication failed. The 'Authorization' header is missing."
    )


@pytest.mark.parametrize("header", ["Basic b3duZXI6eA==", "Bearer", "token"])
def test_a_header_that_is_no_bearer_token(local_azure: LocalAzureServer, header: str) -> None:
    assert refusal(ask(local_azure, header)) == (401, "AuthenticationFailedInvalidHeader")


def test_garbage_for_a_token(local_azure: LocalAzureServer) -> None:
    assert refusal(ask(local_azure, "Bearer not.a.token")) == (401, "InvalidAuthenticationToken")


def test_a_forged_signature(local_azure: LocalAzureServer) -> None:
    forger = replace(authority(local_azure), key=SigningKey(new_signing_key()))
    assert refusal(ask(local_azure, signed_by(forger, local_azure))) == (401, "InvalidAuthenticationToken")


def test_another_issuer_is_told_the_right_one(local_azure: LocalAzureServer) -> None:
    elsewhere = replace(authority(local_azure), url="https://login.microsoftonline.com")
    answer = ask(local_azure, signed_by(elsewhere, local_azure))
    assert refusal(answer) == (401, "InvalidAuthenticationTokenTenant")
    assert f"It must match the tenant '{authority(local_azure).issuer}'" in answer.json()["error"]["message"]


def test_an_expired_token(local_azure: LocalAzureServer) -> None:
    earlier = replace(authority(local_azure), now=lambda: machine_now() - timedelta(hours=1))
    answer = ask(local_azure, signed_by(earlier, local_azure))
    assert refusal(answer) == (401, "ExpiredAuthenticationToken")
    assert answer.json()["error"]["message"].startswith("The access token expiry UTC time '")


def test_a_token_that_was_let_in_before_expires_all_the_same(local_azure: LocalAzureServer) -> None:
    issuer, scenario = authority(local_azure), local_azure.scenario
    header = signed_by(issuer, local_azure)
    assert bearer.caller(issuer, scenario, header, [local_azure.url]).name == "owner"
    later = replace(issuer, now=lambda: machine_now() + timedelta(hours=1))
    with pytest.raises(ArmError, match="The access token expiry UTC time"):
        bearer.caller(later, scenario, header, [local_azure.url])


def test_a_token_that_was_let_in_before_is_none_for_another_key(local_azure: LocalAzureServer) -> None:
    issuer, scenario = authority(local_azure), local_azure.scenario
    header = signed_by(issuer, local_azure)
    assert bearer.caller(issuer, scenario, header, [local_azure.url]).name == "owner"
    other = replace(issuer, key=SigningKey(new_signing_key()))
    with pytest.raises(ArmError, match="The access token is invalid"):
        bearer.caller(other, scenario, header, [local_azure.url])


def test_a_token_for_somebody_else(local_azure: LocalAzureServer) -> None:
    answer = ask(local_azure, signed_by(authority(local_azure), local_azure, "https://vault.azure.net"))
    assert refusal(answer) == (401, "InvalidAuthenticationTokenAudience")
    assert "wrong audience or resource 'https://vault.azure.net'" in answer.json()["error"]["message"]


def test_advancing_the_clock_leaves_cached_tokens_good(fresh_local_azure: LocalAzureServer) -> None:
    token = fresh_local_azure.token()
    fresh_local_azure.control("POST", "clock/advance", {"by": "PT168H"})
    assert ask(fresh_local_azure, f"Bearer {token}").status_code == 200


def credential(azure: LocalAzureServer, **changed: str) -> ClientSecretCredential:
    owner = azure.scenario.principal("owner")
    assert owner is not None
    given = {
        "tenant_id": azure.scenario.tenant.id,
        "client_id": owner.app_id,
        "client_secret": "wrong",
        **changed,
    }
    return ClientSecretCredential(
        **given, authority=azure.url, disable_instance_discovery=True, connection_verify=azure.ca
    )


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, "AADSTS7000215: Invalid client secret provided."),
        ({"client_id": "00000000-0000-0000-0000-000000000000"}, "AADSTS700016: Application with identifier"),
    ],
)
def test_entra_refuses_in_its_own_words(
    local_azure: LocalAzureServer, changed: dict[str, str], code: str
) -> None:
    with credential(local_azure, **changed) as wrong, pytest.raises(ClientAuthenticationError, match=code):
        wrong.get_token(f"{local_azure.url}/.default")


def test_an_unknown_tenant_is_refused(local_azure: LocalAzureServer) -> None:
    unknown = f"{local_azure.url}/nosuch.example/v2.0/.well-known/openid-configuration"
    answer = httpx2.get(unknown, verify=azure_context(local_azure))
    assert (answer.status_code, answer.json()["error_codes"]) == (400, [90002])


@pytest.mark.parametrize("tenant", ["organizations", "common", "localazure.onmicrosoft.com"])
def test_discovery_leads_to_a_token_endpoint(local_azure: LocalAzureServer, tenant: str) -> None:
    document = f"{local_azure.url}/{tenant}/v2.0/.well-known/openid-configuration"
    found = httpx2.get(document, verify=azure_context(local_azure)).json()
    assert found["token_endpoint"] == f"{local_azure.url}/{tenant}/oauth2/v2.0/token"
    assert found["issuer"] == f"{local_azure.url}/{local_azure.scenario.tenant.id}/v2.0"


def test_adfs_discovery_is_where_go_clients_look(local_azure: LocalAzureServer) -> None:
    document = f"{local_azure.url}/adfs/.well-known/openid-configuration"
    found = httpx2.get(document, verify=azure_context(local_azure)).json()
    assert found["token_endpoint"] == f"{local_azure.url}/adfs/oauth2/token"


def token_request(
    azure: LocalAzureServer, form: dict[str, str], path: str = "oauth2/v2.0/token", auth: Any = None
) -> Any:
    url = f"{azure.url}/{azure.scenario.tenant.id}/{path}"
    return httpx2.post(url, data=form, auth=auth, verify=azure_context(azure)).json()


def test_the_v1_endpoint_takes_resource_and_basic(local_azure: LocalAzureServer) -> None:
    env = local_azure.env("reader")
    form = {"grant_type": "client_credentials", "resource": "https://management.azure.com/"}
    client = (env["AZURE_CLIENT_ID"], env["AZURE_CLIENT_SECRET"])
    answer = token_request(local_azure, form, "oauth2/token", client)
    assert ask(local_azure, f"Bearer {answer['access_token']}").status_code == 200
    assert answer["expires_in"] == "3600"


def test_a_refresh_token_gives_a_new_token(local_azure: LocalAzureServer) -> None:
    env = local_azure.env()
    client = {"client_id": env["AZURE_CLIENT_ID"], "client_secret": env["AZURE_CLIENT_SECRET"]}
    scope = f"{local_azure.url}/.default offline_access"
    first = token_request(local_azure, {"grant_type": "client_credentials", "scope": scope, **client})
    form = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"], "scope": scope}
    second = token_request(local_azure, form)
    assert ask(local_azure, f"Bearer {second['access_token']}").status_code == 200


@pytest.mark.parametrize(
    ("form", "status", "error", "code"),
    [
        ({}, 400, "invalid_request", 900144),
        ({"grant_type": "password"}, 400, "unsupported_grant_type", 70003),
        ({"grant_type": "client_credentials"}, 400, "invalid_request", 900144),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, 400, "invalid_grant", 9002313),
        ({**ASKED, "client_id": NOBODY, "client_secret": "x"}, 400, "unauthorized_client", 700016),
        ({**ASKED, "client_id": "OWNER", "client_secret": "x"}, 401, "invalid_client", 7000215),
        ({**ASKED, "client_id": "OWNER"}, 401, "invalid_client", 7000218),
    ],
)
def test_a_refused_token_request_has_oauths_word_and_entras_number(
    local_azure: LocalAzureServer, form: dict[str, str], status: int, error: str, code: int
) -> None:
    owner = local_azure.scenario.principal("owner")
    assert owner
    sent = {key: owner.app_id if value == "OWNER" else value for key, value in form.items()}
    url = f"{local_azure.url}/{local_azure.scenario.tenant.id}/oauth2/v2.0/token"
    answer = httpx2.post(url, data=sent, verify=azure_context(local_azure))
    said = answer.json()
    assert (answer.status_code, said["error"], said["error_codes"]) == (status, error, [code])
    assert said["error_description"].startswith(f"AADSTS{code}: ")
    assert said["error_uri"].endswith(f"/error?code={code}")
