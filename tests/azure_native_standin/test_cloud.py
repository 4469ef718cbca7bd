"""Configuration as azure-native reads it, and nothing but loopback."""

from __future__ import annotations

import json

import pytest

from azure_native_standin.cloud import metadata_url, read_cloud, read_settings, require_loopback
from azure_native_standin.errors import PluginError

ARM = {
    "ARM_CLIENT_ID": "app",
    "ARM_CLIENT_SECRET": "secret",
    "ARM_TENANT_ID": "tenant",
    "ARM_SUBSCRIPTION_ID": "sub",
    "ARM_METADATA_HOSTNAME": "localhost:8443",
}
WHAT = (
    "This is the stand-in for the azure-native plugin that belongs to the "
    "local Azure; it talks to loopback only. For a real Azure subscription, leave the PULUMI_HOME of "
    "`modelstacks local env` (unset PULUMI_HOME) and run `pulumi plugin install resource azure-native`."
)
REFUSAL = f"The metadata host is management.azure.com. {WHAT}"


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
    with pytest.raises(PluginError) as refused:
        require_loopback("The host", address)

    assert str(refused.value) == f"The host is {address}. {WHAT}"


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

    assert (settings.sign_in["clientId"], settings.sign_in["tenantId"]) == ("other", "tenant")
    assert settings.location == "eastus"


def test_without_a_metadata_host_it_says_what_it_is() -> None:
    with pytest.raises(PluginError) as refused:
        read_settings({}, {**ARM, "ARM_METADATA_HOSTNAME": ""})

    assert str(refused.value) == (
        f"No metadata host: neither azure-native:metadataHost nor ARM_METADATA_HOSTNAME is set. {WHAT}"
    )


def test_secrets_do_not_show_in_the_settings() -> None:
    assert "secret" not in repr(read_settings({}, ARM))


@pytest.mark.parametrize("host", ["localhost:1", "https://localhost:1", "https://localhost:1/metadata"])
def test_the_metadata_host_may_be_written_as_a_url(host: str) -> None:
    assert metadata_url(host) == "https://localhost:1/metadata/endpoints?api-version=2022-09-01"


@pytest.mark.parametrize("text", ["<html>", "[]", "{}", '{"authentication": {}}', '{"authentication": 1}'])
def test_what_is_no_metadata_is_named_so(text: str) -> None:
    with pytest.raises(PluginError) as refused:
        read_cloud(text)

    assert str(refused.value) == (
        "The response of the metadata host is not cloud metadata. "
        "Run `modelstacks local start`, then set what `modelstacks local env` prints."
    )


def document(**changed: str) -> str:
    url = "https://localhost:8443/"
    return json.dumps(
        {
            "name": "LocalAzure",
            "resourceManager": changed.get("resourceManager", url),
            "authentication": {"loginEndpoint": changed.get("loginEndpoint", url), "audiences": [url]},
        }
    )
