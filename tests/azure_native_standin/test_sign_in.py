"""How the stand-in signs in: the first method that is configured, in azure-native's order, by its names and no others.

What is marked `azure_verified` is what the provider's source says: provider/pkg/provider/auth_azidentity.go and its test.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from answering import Reply, answering
from azure_native_standin.cloud import read_settings
from azure_native_standin.credentials import credential
from azure_native_standin.errors import PluginError
from azure_native_standin.sign_in import HOW_TO, Method
from plugin_client import PluginClient, RefusedError

if TYPE_CHECKING:
    from pathlib import Path

    from azure_fixtures import LocalAzureServer

WHO = {"ARM_CLIENT_ID": "app", "ARM_TENANT_ID": "tenant", "ARM_SUBSCRIPTION_ID": "sub"}
HOST = {"ARM_METADATA_HOSTNAME": "localhost:8443"}
ALL = {
    "ARM_USE_DEFAULT_AZURE_CREDENTIAL": "true",
    "ARM_CLIENT_CERTIFICATE_PATH": "/none.pfx",
    "ARM_CLIENT_SECRET": "hush",
    "ARM_USE_OIDC": "true",
    "ARM_OIDC_TOKEN": "hush",
}
ORDER = (Method.DEFAULT, Method.CERTIFICATE, Method.SECRET, Method.OIDC)
ACCOUNT = '{"id": "sub-of-az", "isDefault": true, "environmentName": "AzureCloud"}'


def signing_in(environment: dict[str, str]) -> Method:
    return read_settings({}, {**HOST, **environment}).sign_in.method


@pytest.fixture
def az(tmp_path: Path) -> dict[str, str]:
    """A PATH whose `az` is signed in."""
    script = tmp_path / "az"
    script.write_text(f"#!/bin/sh\necho \"$@\" > {tmp_path}/asked\nprintf '%s' '{ACCOUNT}'\n")
    script.chmod(0o755)
    return {"PATH": f"{tmp_path}:/bin:/usr/bin"}


@pytest.mark.azure_verified
@pytest.mark.parametrize("first", range(4))
def test_the_methods_are_tried_in_its_order(first: int) -> None:
    names = list(ALL)[first:]
    assert signing_in({**WHO, **{name: ALL[name] for name in names}}) is ORDER[first]


@pytest.mark.azure_verified
@pytest.mark.parametrize("prefix", ["AZURE", "ARM"])
def test_azure_variables_count_nowhere_but_in_the_default_chain(prefix: str, az: dict[str, str]) -> None:
    given = {"CLIENT_ID": "app", "TENANT_ID": "tenant", "SUBSCRIPTION_ID": "sub", "CLIENT_SECRET": "hush"}
    expected = {"AZURE": Method.CLI, "ARM": Method.SECRET}[prefix]
    assert signing_in({**az, **{f"{prefix}_{name}": value for name, value in given.items()}}) is expected


@pytest.mark.azure_verified
@pytest.mark.parametrize("token", ["ARM_OIDC_TOKEN", "ARM_OIDC_TOKEN_FILE_PATH"])
def test_a_token_alone_is_not_asked_for(token: str, az: dict[str, str]) -> None:
    assert signing_in({**WHO, **az, token: "x"}) is Method.CLI
    assert signing_in({**WHO, token: "x", "ARM_USE_OIDC": "true"}) is Method.OIDC


@pytest.mark.azure_verified
@pytest.mark.parametrize(
    ("given", "missing", "words"),
    [
        ("ARM_CLIENT_SECRET", "ARM_SUBSCRIPTION_ID", "A Subscription ID must be configured when authenticating as a Service Principal using a Client Secret."),
        ("ARM_CLIENT_SECRET", "ARM_TENANT_ID", "A Tenant ID must be configured when authenticating as a Service Principal using a Client Secret."),
        ("ARM_CLIENT_CERTIFICATE_PATH", "ARM_CLIENT_ID", "A Client ID must be configured when authenticating as a Service Principal using a Client Certificate."),
        ("ARM_USE_OIDC", "", "A OIDC token or request URL and token must be configured when authenticating with OIDC."),
        (
            "ARM_USE_DEFAULT_AZURE_CREDENTIAL",
            "ARM_SUBSCRIPTION_ID",
            "A Subscription ID must be configured when authenticating using the Default Azure Credential.",
        ),
    ],
)  # fmt: skip
def test_what_a_method_lacks_ends_it(given: str, missing: str, words: str) -> None:
    with pytest.raises(PluginError) as refused:
        signing_in({**WHO, given: ALL[given], missing: ""})
    assert str(refused.value) == f"{words} {HOW_TO}"


@pytest.mark.azure_verified
def test_a_setting_that_is_empty_in_the_config_wins_over_the_environment(az: dict[str, str]) -> None:
    environment = {**HOST, **WHO, **az, "ARM_CLIENT_SECRET": "hush"}
    assert read_settings({"clientSecret": ""}, environment).sign_in.method is Method.CLI


@pytest.mark.azure_verified
def test_the_azure_clis_account_says_the_subscription(az: dict[str, str], tmp_path: Path) -> None:
    assert read_settings({}, {**HOST, **az}).subscription_id == "sub-of-az"
    assert (tmp_path / "asked").read_text() == "account show -o json\n"
    read_settings({}, {**HOST, **az, "ARM_SUBSCRIPTION_ID": "mine"})
    assert (tmp_path / "asked").read_text() == "account show -o json --subscription mine\n"


def test_without_the_azure_cli_it_says_that_nothing_is_configured() -> None:
    with pytest.raises(PluginError) as refused:
        signing_in({**WHO, "PATH": "/nowhere"})
    assert str(refused.value) == (
        f"Azure CLI not found on path, and no other way to sign in is configured. {HOW_TO}"
    )


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("echo \"ERROR: Please run 'az login'.\" >&2; exit 1", "ERROR: Please run 'az login'."),
        ("exit 1", f"`az account show` names no account. {HOW_TO}"),
        ("echo no JSON", f"`az account show` names no account. {HOW_TO}"),
        ("echo '{}'", f"`az account show` names no account. {HOW_TO}"),
    ],
)
def test_an_azure_cli_that_names_no_account_is_told_in_its_words(
    az: dict[str, str], tmp_path: Path, script: str, words: str
) -> None:
    (tmp_path / "az").write_text(f"#!/bin/sh\n{script}\n")
    with pytest.raises(PluginError) as refused:
        signing_in(az)
    assert str(refused.value) == words


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "[Errno 2] No such file or directory: '{path}'"),
        ("none", "Failed to deserialize certificate in PEM or PKCS12 format"),
    ],
)
def test_a_certificate_that_is_none_is_told(tmp_path: Path, content: str | None, why: str) -> None:
    path = tmp_path / "c.pfx"
    if content:
        path.write_text(content)
    sign_in = read_settings({}, {**HOST, **WHO, "ARM_CLIENT_CERTIFICATE_PATH": str(path)}).sign_in
    with pytest.raises(PluginError) as refused:
        credential(sign_in, {})
    assert str(refused.value) == (
        "the Client Certificate Path is not a valid pfx file: "
        f"failed to read certificate from {path}: {why.format(path=path)}"
    )


def test_no_secret_shows() -> None:
    assert "hush" not in repr(read_settings({}, {**HOST, **WHO, **ALL}))


def federated(azure: LocalAzureServer) -> str:
    return str(azure.control("POST", "federated-token/owner")["token"])


def oidc(azure: LocalAzureServer, **source: str) -> dict[str, str]:
    """The owner's environment, without a secret."""
    return {**azure.env(), "ARM_CLIENT_SECRET": "", "ARM_USE_OIDC": "true", **source}


@pytest.mark.azure_verified
def test_a_token_file_is_read_again_for_each_of_entras_tokens(
    local_azure: LocalAzureServer, tmp_path: Path
) -> None:
    """PR #4526 of azure-native, in the version that is pinned; before it, the file was read once."""
    file = tmp_path / "token"
    with PluginClient(oidc(local_azure, ARM_OIDC_TOKEN_FILE_PATH=str(file))) as plugin:
        plugin.configure()
        with pytest.raises(RefusedError) as unread:
            plugin.invoke("authorization:getClientConfig")
        assert str(unread.value) == f"failed to read OIDC token from {file}: No such file or directory"
        file.write_text(federated(local_azure))
        assert plugin.invoke("authorization:getClientConfig")["objectId"]
        file.write_text("nonsense")
        with pytest.raises(RefusedError):
            plugin.invoke("authorization:getClientToken", endpoint="https://ml.azure.com")


@pytest.mark.azure_verified
def test_the_request_url_is_asked_for_each_of_entras_tokens(local_azure: LocalAzureServer) -> None:
    with answering() as github:
        github.say("/oidc", Reply({"value": federated(local_azure)}))
        environment = oidc(
            local_azure,
            ACTIONS_ID_TOKEN_REQUEST_URL=f"{github.url}/oidc?api-version=2.0",
            ACTIONS_ID_TOKEN_REQUEST_TOKEN="b3arer",
        )
        with PluginClient(environment) as plugin:
            plugin.configure()
            plugin.invoke("authorization:getClientToken")
            plugin.invoke("authorization:getClientToken", endpoint="https://ml.azure.com")
    asked = [(method, path, headers["Authorization"]) for method, path, headers in github.asked]
    path = "/oidc?api-version=2.0&audience=api%3A%2F%2FAzureADTokenExchange"
    assert asked == [("GET", path, "Bearer b3arer")] * 2


@pytest.mark.azure_verified
def test_the_default_chain_reads_the_azure_variables(local_azure: LocalAzureServer) -> None:
    owner = local_azure.env()
    environment = {**owner, "ARM_USE_DEFAULT_AZURE_CREDENTIAL": "true", "ARM_CLIENT_SECRET": "wrong"}
    with PluginClient(environment) as plugin:
        plugin.configure()
        assert plugin.invoke("authorization:getClientConfig")["clientId"] == owner["AZURE_CLIENT_ID"]


def test_a_managed_identity_is_refused(local_azure: LocalAzureServer) -> None:
    environment = {**local_azure.env(), "ARM_CLIENT_SECRET": "", "ARM_USE_MSI": "true"}
    with (
        PluginClient(environment) as plugin,
        pytest.raises(RefusedError, match="no tokens for managed identities"),
    ):
        plugin.configure()
