"""What Entra refuses a token request with: status, code and words, whole."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Any

import httpx2
import jwt
import pytest

from localazure.clock import machine_now
from localazure.entra.routes import ASSERTION_TYPE
from localazure.entra.tokens import SigningKey, TokenAuthority
from localazure.tls import client_context

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer

SCOPE = "https://management.azure.com/.default"
NOBODY = "00000000-0000-0000-0000-000000000000"
MISSING = "The request body must contain the following parameter: "
MALFORMED = "Invalid request. Request is malformed or invalid."
SECRET = (
    "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the "
    "client secret ID, for a secret added to app 'APP'."
)
UNKNOWN = (
    "Application with identifier 'WHO' was not found in the directory 'Local Azure'. This can happen if the "
    "application has not been installed by the administrator of the tenant or consented to by any user in the tenant. "
    "You may have sent your authentication request to the wrong tenant."
)
NO_DEFAULT = (
    "The provided value for scope read write is not valid. Client credential flows must have a scope value with "
    "/.default suffixed to the resource identifier (application ID URI)."
)
NO_RESOURCE = (
    "The resource principal named None was not found in the tenant named TENANT. This can happen if the application "
    "has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might "
    "have sent your authentication request to the wrong tenant."
)
UNMATCHED = (
    "No matching federated identity record found for presented assertion subject 'WHO'. Check your federated identity "
    "credential Subject, Audience and Issuer against the presented assertion."
)
LOST = (
    "Tenant 'nowhere' not found. Check to make sure you have the correct tenant ID and are signing into the correct "
    "cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the "
    "tenant."
)


@pytest.fixture(scope="module")
def http(local_azure: LocalAzureServer) -> Iterator[httpx2.Client]:
    """Connections to the shared server."""
    verify = client_context(local_azure.state.tls / "ca.pem")
    with httpx2.Client(base_url=local_azure.url, verify=verify) as client:
        yield client


def issuer_of(azure: LocalAzureServer) -> TokenAuthority:
    key = SigningKey((azure.state.path / "signing-key.pem").read_text())
    return TokenAuthority(azure.url, azure.scenario.tenant.id, key, machine_now)


def signed(issuer: TokenAuthority, **claims: Any) -> str:
    return jwt.encode(claims, issuer.key.private, algorithm="RS256", headers={"kid": issuer.key.id})


def post(azure: LocalAzureServer, http: httpx2.Client, form: dict[str, str], **more: Any) -> httpx2.Response:
    return http.post(f"/{azure.scenario.tenant.id}/oauth2/v2.0/token", data=form, **more)


def words(answer: httpx2.Response) -> tuple[int, str, int, str]:
    said = answer.json()
    (code,) = said["error_codes"]
    text, _, ids = said["error_description"].partition(" Trace ID: ")
    assert text.startswith(f"AADSTS{code}: ")
    assert ids == (
        f"{said['trace_id']} Correlation ID: {said['correlation_id']} Timestamp: {said['timestamp']}"
    )
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ", said["timestamp"])
    assert said["error_uri"] == f"{answer.url.scheme}://{answer.url.netloc.decode()}/error?code={code}"
    return answer.status_code, said["error"], code, text.removeprefix(f"AADSTS{code}: ")


ASKED = {"grant_type": "client_credentials", "scope": SCOPE, "client_id": "APP"}


@pytest.mark.parametrize(
    ("form", "status", "error", "code", "text"),
    [
        ({}, 400, "invalid_request", 900144, f"{MISSING}'grant_type'."),
        (
            ASKED | {"grant_type": "password"},
            400,
            "unsupported_grant_type",
            70003,
            "The app requested an unsupported grant type 'password'.",
        ),
        (ASKED | {"client_id": ""}, 400, "invalid_request", 900144, f"{MISSING}'client_id'."),
        (
            ASKED | {"client_id": NOBODY},
            400,
            "unauthorized_client",
            700016,
            UNKNOWN.replace("WHO", NOBODY),
        ),
        (
            ASKED | {"client_id": "OBJECT"},
            400,
            "unauthorized_client",
            700016,
            UNKNOWN.replace("WHO", "OBJECT"),
        ),
        (ASKED, 401, "invalid_client", 7000218, f"{MISSING}'client_assertion' or 'client_secret'."),
        (ASKED | {"client_secret": "wrong"}, 401, "invalid_client", 7000215, SECRET),
        (
            {"grant_type": "client_credentials", "client_id": "APP", "client_secret": "SECRET"},
            400,
            "invalid_request",
            900144,
            f"{MISSING}'scope'.",
        ),
        (
            ASKED | {"client_secret": "SECRET", "scope": "read write"},
            400,
            "invalid_scope",
            1002012,
            NO_DEFAULT,
        ),
        (
            ASKED | {"client_secret": "SECRET", "scope": "None/.default"},
            400,
            "invalid_resource",
            500011,
            NO_RESOURCE,
        ),
        ({"grant_type": "refresh_token", "scope": SCOPE}, 400, "invalid_grant", 9002313, MALFORMED),
        (
            ASKED | {"client_assertion_type": ASSERTION_TYPE},
            401,
            "invalid_client",
            700213,
            UNMATCHED.replace("WHO", ""),
        ),
    ],
)
def test_a_token_request_that_is_refused(
    local_azure: LocalAzureServer,
    http: httpx2.Client,
    form: dict[str, str],
    status: int,
    error: str,
    code: int,
    text: str,
) -> None:
    env, owner = local_azure.env(), local_azure.scenario.principal("owner")
    assert owner
    known = {"APP": owner.app_id, "OBJECT": owner.object_id, "SECRET": env["AZURE_CLIENT_SECRET"]}

    answer = post(local_azure, http, {key: known.get(value, value) for key, value in form.items()})

    for word in ("APP", "OBJECT"):
        text = text.replace(f"'{word}'", f"'{known[word]}'")
    text = text.replace("TENANT", local_azure.scenario.tenant.id)
    assert words(answer) == (status, error, code, text)


@pytest.mark.parametrize("path", ["v2.0/.well-known/openid-configuration", "discovery/v2.0/keys"])
def test_a_tenant_that_is_not_there(http: httpx2.Client, path: str) -> None:
    for answer in (http.get(f"/nowhere/{path}"), http.post("/nowhere/oauth2/token", data=ASKED)):
        assert words(answer) == (400, "invalid_request", 90002, LOST)


@pytest.mark.parametrize(
    "tenant", ["common", "organizations", "consumers", "adfs", "LOCALAZURE.onmicrosoft.com"]
)
def test_a_tenants_other_names_give_its_keys(http: httpx2.Client, tenant: str) -> None:
    for path in ("discovery/v2.0/keys", "discovery/keys"):
        (key,) = http.get(f"/{tenant}/{path}").json()["keys"]
        assert (key["kty"], key["use"], key["alg"]) == ("RSA", "sig", "RS256")


@pytest.mark.parametrize("header", ["%%%", base64.b64encode(b"\xff\xfe:x").decode()])
def test_a_basic_header_that_is_none(local_azure: LocalAzureServer, http: httpx2.Client, header: str) -> None:
    answer = post(local_azure, http, ASKED, headers={"Authorization": f"Basic {header}"})

    assert words(answer) == (400, "invalid_request", 900144, f"{MISSING}'client_id'.")


def test_a_basic_headers_parts_are_form_encoded(local_azure: LocalAzureServer, http: httpx2.Client) -> None:
    env = local_azure.env()
    client = f"{env['AZURE_CLIENT_ID'].replace('-', '%2D')}:{env['AZURE_CLIENT_SECRET'].replace('-', '%2D')}"
    form = {"grant_type": "client_credentials", "scope": f"openid {SCOPE} offline_access"}

    answer = post(
        local_azure,
        http,
        form,
        headers={"Authorization": f"BASIC {base64.b64encode(client.encode()).decode()}"},
    ).json()

    claims = jwt.decode(answer["access_token"], options={"verify_signature": False})
    assert claims["aud"] == "https://management.azure.com"
    assert "refresh_token" in answer


@pytest.mark.parametrize("spoiled", ["aud", "iss", "exp", "sub"])
def test_an_assertion_must_fit_in_all(
    local_azure: LocalAzureServer, http: httpx2.Client, spoiled: str
) -> None:
    issuer, owner = issuer_of(local_azure), local_azure.scenario.principal("owner")
    assert owner
    good = dict(issuer.verify(issuer.federated_token(owner)))
    bad = good | {"exp": good["iat"] - 1} if spoiled == "exp" else good | {spoiled: "other"}
    form = ASKED | {"client_id": owner.app_id, "client_assertion_type": ASSERTION_TYPE}

    taken = post(local_azure, http, form | {"client_assertion": signed(issuer, **good)})
    refused = post(local_azure, http, form | {"client_assertion": signed(issuer, **bad)})

    assert taken.status_code == 200
    who = "other" if spoiled == "sub" else owner.app_id
    assert words(refused) == (401, "invalid_client", 700213, UNMATCHED.replace("WHO", who))


@pytest.mark.parametrize(("spoiled", "value"), [("aud", "other"), ("exp", 1), ("oid", NOBODY)])
def test_a_refresh_token_must_fit_in_all(
    local_azure: LocalAzureServer, http: httpx2.Client, spoiled: str, value: object
) -> None:
    issuer, owner = issuer_of(local_azure), local_azure.scenario.principal("owner")
    assert owner
    good = dict(issuer.verify(issuer.refresh_token(owner)))
    form = {"grant_type": "refresh_token", "scope": SCOPE}

    taken = post(local_azure, http, form | {"refresh_token": signed(issuer, **good)})
    refused = post(local_azure, http, form | {"refresh_token": signed(issuer, **good | {spoiled: value})})

    assert (taken.status_code, "refresh_token" in taken.json()) == (200, True)
    assert words(refused) == (400, "invalid_grant", 9002313, MALFORMED)
