"""Configuration as azure-native reads it, and nothing but loopback."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from azure_native_standin.cloud import metadata_url, read_cloud, read_settings, require_loopback
from azure_native_standin.errors import PluginError

if TYPE_CHECKING:
    from pathlib import Path

ARM = {
    "ARM_CLIENT_ID": "app",
    "ARM_CLIENT_SECRET": "secret",
    "ARM_TENANT_ID": "tenant",
    "ARM_SUBSCRIPTION_ID": "sub",
    "ARM_METADATA_HOSTNAME": "localhost:8443",
}
REFUSAL = (
    "The metadata host is management.azure.com. This is the stand-in for the azure-native plugin that belongs to the "
    "local Azure; it talks to loopback only. For a real Azure subscription leave the PULUMI_HOME of "
    "`modelstacks local env` (unset PULUMI_HOME) and run `pulumi plugin install resource azure-native`."
)


@pytest.mark.parametrize(
    "address",
    ["localhost", "localhost:8443", "127.0.0.1:1", "127.8.8.8", "[::1]:8443", "https://a.localhost:8443/x"],
)
def test_loopback_addresses_pass(address: str) -> None:
    require_loopback("The host", address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "management.azure.com",
        "10.0.0.1",
        "localhost.example.com",
        "https://localhost@example.com",
        "0.0.0.0",
    ],
)
def test_any_other_address_is_refused(address: str) -> None:
    with pytest.raises(PluginError, match="loopback only"):
        require_loopback("The host", address)


def test_the_refusal_says_what_this_is_and_how_to_use_the_real_one() -> None:
    with pytest.raises(PluginError) as refused:
        read_settings({"metadataHost": "management.azure.com"}, ARM)

    assert str(refused.value) == REFUSAL


@pytest.mark.parametrize("endpoint", ["resourceManager", "loginEndpoint"])
def test_every_endpoint_of_the_metadata_must_be_loopback(endpoint: str) -> None:
    with pytest.raises(PluginError, match=r"is https://example\.com"):
        read_cloud(document(**{endpoint: "https://example.com"}))


def test_the_metadata_gives_the_endpoints() -> None:
    cloud = read_cloud(document())

    assert cloud.resource_manager == cloud.authority == cloud.audience == "https://localhost:8443"


def test_configuration_wins_over_the_environment() -> None:
    settings = read_settings({"clientId": "other", "location": "eastus"}, ARM)

    assert (settings.client_id, settings.tenant_id, settings.location) == ("other", "tenant", "eastus")


def test_the_azure_variables_do_too() -> None:
    twins = {name.replace("ARM_", "AZURE_"): value for name, value in ARM.items()}
    settings = read_settings({}, {**twins, "ARM_METADATA_HOSTNAME": "localhost"})

    assert (settings.client_id, settings.client_secret) == ("app", "secret")


def test_an_oidc_token_can_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("jwt\n")
    environment = {**ARM, "ARM_CLIENT_SECRET": "", "ARM_OIDC_TOKEN_FILE_PATH": str(tmp_path / "token")}

    assert read_settings({}, environment).oidc_token == "jwt"


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("ARM_CLIENT_ID", "clientId is not set: neither azure-native:clientId nor ARM_CLIENT_ID."),
        ("ARM_SUBSCRIPTION_ID", "subscriptionId is not set"),
        ("ARM_CLIENT_SECRET", "No credential: neither ARM_CLIENT_SECRET nor ARM_OIDC_TOKEN is set."),
        ("ARM_METADATA_HOSTNAME", "No metadata host"),
    ],
)
def test_what_is_missing_is_named(missing: str, words: str) -> None:
    with pytest.raises(PluginError) as refused:
        read_settings({}, {**ARM, missing: ""})

    assert str(refused.value).startswith(words)


def test_secrets_do_not_show_in_the_settings() -> None:
    assert "secret" not in repr(read_settings({}, ARM))


@pytest.mark.parametrize("host", ["localhost:1", "https://localhost:1", "https://localhost:1/metadata"])
def test_the_metadata_host_may_be_written_as_a_url(host: str) -> None:
    assert metadata_url(host) == "https://localhost:1/metadata/endpoints?api-version=2022-09-01"


@pytest.mark.parametrize("text", ["<html>", "[]", "{}", '{"authentication": {}}', '{"authentication": 1}'])
def test_what_is_no_metadata_is_named_so(text: str) -> None:
    with pytest.raises(PluginError, match="is no cloud metadata"):
        read_cloud(text)


def test_a_missing_token_file_is_named(tmp_path: Path) -> None:
    environment = {**ARM, "ARM_OIDC_TOKEN_FILE_PATH": str(tmp_path / "none")}

    with pytest.raises(PluginError, match=r"none can't be read: No such file or directory\."):
        read_settings({}, environment)


def document(**changed: str) -> str:
    url = "https://localhost:8443/"
    return json.dumps(
        {
            "resourceManager": changed.get("resourceManager", url),
            "authentication": {"loginEndpoint": changed.get("loginEndpoint", url), "audiences": [url]},
        }
    )
