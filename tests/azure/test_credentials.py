"""As whom: each way of signing in, against the local Azure's Entra; secrets never show."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import trustme
from azure.core.exceptions import ClientAuthenticationError
from azure.identity.aio import DefaultAzureCredential, ManagedIdentityCredential

from answering import Reply
from modelstacks.azure.cloud import PUBLIC, resolve_cloud
from modelstacks.azure.credentials import (
    Identity,
    credential,
    read_identity,
    subscription_of,
    sync_credential,
)
from modelstacks.azure.session import open_arm
from modelstacks.errors import AzureError, UsageError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from answering import Answering
    from azure_fixtures import LocalAzureServer

    SignIn = Callable[[dict[str, str]], Awaitable[str]]

pytestmark = [pytest.mark.slow, pytest.mark.anyio]

WHO = {"AZURE_TENANT_ID": "t", "AZURE_CLIENT_ID": "c", "AZURE_SUBSCRIPTION_ID": "s"}
GITHUB = {"ACTIONS_ID_TOKEN_REQUEST_URL": "https://x", "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "b"}


def without_secret(azure: LocalAzureServer, principal: str = "deployer") -> dict[str, str]:
    return {name: value for name, value in azure.env(principal).items() if "SECRET" not in name}


def federated_token(azure: LocalAzureServer, principal: str = "deployer") -> str:
    return str(azure.control("POST", f"federated-token/{principal}")["token"])


async def signed_in_as(environ: dict[str, str]) -> str:
    """Return the object id that the token is for."""
    cloud = resolve_cloud(environ)
    async with credential(cloud, environ) as signed_in:
        return _object_id((await signed_in.get_token_info(cloud.scope)).token)


async def signed_in_with_msal_as(environ: dict[str, str]) -> str:
    """Return it for azure-ai-ml's way in: azure-identity's blocking credentials, which leave Entra to MSAL."""
    cloud = resolve_cloud(environ)
    credential: Any = sync_credential(cloud, environ)
    with credential as signed_in:
        return _object_id(signed_in.get_token(cloud.scope).token)


BOTH_WAYS = pytest.mark.parametrize("sign_in", [signed_in_as, signed_in_with_msal_as])


def _object_id(token: str) -> str:
    payload = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return str(claims["oid"])


def object_id(azure: LocalAzureServer, principal: str) -> str:
    who = azure.scenario.principal(principal)
    assert who is not None
    return who.object_id


@BOTH_WAYS
@pytest.mark.parametrize("prefix", ["AZURE", "ARM"])
async def test_a_service_principal_signs_in_with_either_family_of_variables(
    local_azure: LocalAzureServer, prefix: str, sign_in: SignIn
) -> None:
    others = {"AZURE": "ARM", "ARM": "AZURE"}[prefix]
    names = ("TENANT_ID", "CLIENT_ID", "CLIENT_SECRET", "SUBSCRIPTION_ID")
    environ = local_azure.env("reader")
    for name in names:
        del environ[f"{others}_{name}"]
    assert await sign_in(environ) == object_id(local_azure, "reader")


async def test_the_azure_variables_win(local_azure: LocalAzureServer) -> None:
    owner = {name: value for name, value in local_azure.env("owner").items() if name.startswith("AZURE_")}
    assert await signed_in_as({**local_azure.env("reader"), **owner}) == object_id(local_azure, "owner")


@BOTH_WAYS
@pytest.mark.parametrize("variable", ["AZURE_FEDERATED_TOKEN_FILE", "ARM_OIDC_TOKEN_FILE_PATH"])
async def test_ci_signs_in_with_a_token_file(
    local_azure: LocalAzureServer, tmp_path: Path, variable: str, sign_in: SignIn
) -> None:
    file = tmp_path / "token"
    file.write_text(federated_token(local_azure) + "\n", encoding="utf-8")
    environ = without_secret(local_azure) | {variable: str(file)}
    assert await sign_in(environ) == object_id(local_azure, "deployer")


async def test_ci_signs_in_with_a_token_in_a_variable(local_azure: LocalAzureServer) -> None:
    environ = without_secret(local_azure) | {"ARM_OIDC_TOKEN": federated_token(local_azure)}
    assert await signed_in_as(environ) == object_id(local_azure, "deployer")


async def test_github_actions_is_asked_for_a_token(
    local_azure: LocalAzureServer, stranger: Answering, tmp_path: Path
) -> None:
    stranger.say("/oidc", Reply({"value": federated_token(local_azure)}))
    environ = github(local_azure, stranger, tmp_path)
    assert await signed_in_as(environ) == object_id(local_azure, "deployer")
    ((method, path, headers),) = stranger.asked
    assert (method, path) == ("GET", "/oidc?api-version=2.0&audience=api%3A%2F%2FAzureADTokenExchange")
    assert headers["Authorization"] == "Bearer b3arer"


def github(azure: LocalAzureServer, stranger: Answering, tmp_path: Path) -> dict[str, str]:
    """An environment that trusts both servers."""
    environ = without_secret(azure)
    both = tmp_path / "both.pem"
    both.write_bytes((tmp_path / "ca.pem").read_bytes() + Path(environ["SSL_CERT_FILE"]).read_bytes())
    return environ | {
        "SSL_CERT_FILE": str(both),
        "ACTIONS_ID_TOKEN_REQUEST_URL": f"{stranger.url}/oidc?api-version=2.0",
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "b3arer",
    }


async def test_github_refusing_a_token_says_which_permission_it_takes(
    local_azure: LocalAzureServer, stranger: Answering, tmp_path: Path
) -> None:
    stranger.say("/oidc", Reply({"no": "value"}))
    environ = github(local_azure, stranger, tmp_path)
    async with open_arm(environ) as arm:
        with pytest.raises(AzureError) as refusal:
            await arm.get("/subscriptions", "2022-12-01")
    assert str(refusal.value) == (
        "AuthenticationFailed: GitHub Actions gave no OIDC token: 'value'.\n"
        "Give the workflow `permissions: id-token: write`, or sign in another way."
    )


async def test_a_token_file_that_is_not_there_is_wrong_usage(
    local_azure: LocalAzureServer, tmp_path: Path
) -> None:
    environ = without_secret(local_azure) | {"AZURE_FEDERATED_TOKEN_FILE": str(tmp_path / "none")}
    with pytest.raises(UsageError) as refusal:
        await signed_in_as(environ)
    assert str(refusal.value) == (
        f"The OIDC token that AZURE_FEDERATED_TOKEN_FILE names can't be read: {tmp_path / 'none'}: "
        "No such file or directory.\nHave the CI job write it there, or unset the variable."
    )


@pytest.fixture
def certificate(tmp_path: Path) -> str:
    """A PEM file with a certificate and its private key."""
    issued = trustme.CA(key_type=trustme.KeyType.RSA).issue_cert("deployer", key_type=trustme.KeyType.RSA)
    file = tmp_path / "certificate.pem"
    issued.private_key_and_cert_chain_pem.write_to_path(str(file))
    return str(file)


@BOTH_WAYS
@pytest.mark.parametrize("family", ["AZURE", "ARM"])
async def test_a_certificate_is_shown_to_the_cloud_that_is_named(
    local_azure: LocalAzureServer, certificate: str, family: str, sign_in: SignIn
) -> None:
    """The local Entra knows no certificate: that it is the one that refuses shows that nobody else was asked."""
    environ = without_secret(local_azure) | {f"{family}_CLIENT_CERTIFICATE_PATH": certificate}
    with pytest.raises(ClientAuthenticationError, match="AADSTS700027: The certificate with identifier"):
        await sign_in(environ)


@BOTH_WAYS
async def test_the_default_chain_asks_the_cloud_that_is_named(
    local_azure: LocalAzureServer, certificate: str, monkeypatch: pytest.MonkeyPatch, sign_in: SignIn
) -> None:
    environ = without_secret(local_azure)
    for name, value in (environ | {"AZURE_CLIENT_CERTIFICATE_PATH": certificate}).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ClientAuthenticationError, match="AADSTS700027: The certificate with identifier"):
        await sign_in(environ)


async def test_a_certificate_that_cannot_be_used_is_wrong_usage(tmp_path: Path) -> None:
    file = tmp_path / "certificate.pem"
    file.write_text("no certificate")
    environ = {**WHO, "AZURE_CLIENT_CERTIFICATE_PATH": str(file)}
    with pytest.raises(UsageError) as refusal:
        credential(PUBLIC, environ)
    assert str(refusal.value) == (
        f"The certificate that AZURE_CLIENT_CERTIFICATE_PATH names can't be used: {file}: "
        "Failed to deserialize certificate in PEM or PKCS12 format.\n"
        "It must be a PEM or PKCS12 file with its RSA private key; AZURE_CLIENT_CERTIFICATE_PASSWORD opens it."
    )


@pytest.mark.azure_verified
@pytest.mark.parametrize(
    ("environ", "kind"),
    [
        ({"ARM_USE_DEFAULT_AZURE_CREDENTIAL": "true", "AZURE_CLIENT_SECRET": "x"}, "azure-identity's default chain"),
        ({"AZURE_CLIENT_CERTIFICATE_PATH": "x", "AZURE_CLIENT_SECRET": "x"}, "service principal (certificate)"),
        ({"AZURE_CLIENT_SECRET": "x", "ARM_USE_OIDC": "true", "ARM_OIDC_TOKEN": "x"}, "service principal"),
        ({"ARM_USE_OIDC": "true", "ARM_OIDC_TOKEN": "x", "ARM_USE_MSI": "true"}, "workload identity"),
        ({"ARM_OIDC_TOKEN": "x", "ARM_USE_MSI": "true"}, "managed identity"),
        ({"ARM_USE_MSI": "false"}, "azure-identity's default chain"),
    ],
)  # fmt: skip
def test_the_methods_are_tried_in_the_providers_order(environ: dict[str, str], kind: str) -> None:
    """azure-native, provider/pkg/provider/auth_azidentity.go."""
    assert read_identity(WHO | environ).kind == kind


async def test_a_managed_identity_is_asked_for_by_name() -> None:
    async with credential(PUBLIC, {"ARM_USE_MSI": "true", "ARM_CLIENT_ID": "c"}) as signed_in:
        assert isinstance(signed_in, ManagedIdentityCredential)


async def test_without_any_of_them_azure_identity_looks_itself() -> None:
    async with credential(PUBLIC, {}) as chain:
        assert isinstance(chain, DefaultAzureCredential)


@pytest.mark.parametrize(
    ("environ", "shown"),
    [
        (WHO | {"AZURE_CLIENT_SECRET": "hush"}, "service principal c in tenant t"),
        (
            WHO | {"AZURE_CLIENT_CERTIFICATE_PATH": "c.pem", "AZURE_CLIENT_CERTIFICATE_PASSWORD": "hush"},
            "service principal (certificate) c in tenant t",
        ),
        (WHO | {"ARM_OIDC_TOKEN": "hush"}, "workload identity c in tenant t"),
        (WHO | GITHUB, "workload identity c in tenant t"),
        (
            {"ARM_OIDC_TOKEN": "hush"},
            "azure-identity's default chain: the signed-in account in tenant (default)",
        ),
        (WHO, "azure-identity's default chain: c in tenant t"),
        (WHO | {"ACTIONS_ID_TOKEN_REQUEST_URL": "u"}, "azure-identity's default chain: c in tenant t"),
    ],
)
def test_the_caller_is_shown_in_a_line_without_secrets(environ: dict[str, str], shown: str) -> None:
    identity = read_identity(environ)
    assert identity.describe() == shown
    assert "hush" not in repr(identity) + str(identity)


def test_who_one_is_comes_from_either_family() -> None:
    environ = {"ARM_TENANT_ID": "t", "AZURE_CLIENT_ID": "c", "ARM_CLIENT_ID": "x", "ARM_SUBSCRIPTION_ID": "s"}
    assert read_identity(environ) == Identity("t", "c", "s", "azure-identity's default chain")


async def test_no_secret_shows_in_a_credential(local_azure: LocalAzureServer) -> None:
    environ = local_azure.env()
    cloud = resolve_cloud(environ)
    for given in (environ, without_secret(local_azure) | {"ARM_OIDC_TOKEN": "hush"}):
        async with credential(cloud, given) as signed_in:
            shown = f"{signed_in!r} {signed_in!s}"
        assert "hush" not in shown
        assert environ["AZURE_CLIENT_SECRET"] not in shown


def test_a_subscription_is_named_by_the_environment() -> None:
    assert subscription_of({"ARM_SUBSCRIPTION_ID": "s"}) == "s"


def test_without_a_subscription_it_says_how_to_name_one() -> None:
    with pytest.raises(UsageError) as refusal:
        subscription_of({})
    assert str(refusal.value) == (
        "No Azure subscription is named.\n"
        "Set AZURE_SUBSCRIPTION_ID (your own Azure), or run "
        '`modelstacks local start` and `eval "$(modelstacks local env)"` (the local Azure).'
    )
