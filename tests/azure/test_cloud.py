"""Which cloud the environment names, and what is said where its metadata can't be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from answering import Reply
from modelstacks.azure.cloud import CHINA, PUBLIC, US_GOVERNMENT, Cloud, ca_bundle, resolve_cloud, tls_context
from modelstacks.errors import AzureError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from answering import Answering
    from azure_fixtures import LocalAzureServer


@pytest.mark.parametrize(
    ("environ", "cloud"),
    [
        ({}, PUBLIC),
        ({"ARM_ENVIRONMENT": "AzureUSGovernment"}, US_GOVERNMENT),
        ({"AZURE_ENVIRONMENT": "china"}, CHINA),
        ({"ARM_ENVIRONMENT": "public", "AZURE_ENVIRONMENT": "china"}, PUBLIC),
    ],
)
def test_azures_own_clouds_go_by_name(environ: dict[str, str], cloud: Cloud) -> None:
    assert resolve_cloud(environ) == cloud
    assert not cloud.custom


def test_an_unknown_name_is_wrong_usage() -> None:
    with pytest.raises(UsageError) as refusal:
        resolve_cloud({"ARM_ENVIRONMENT": "moon"})
    assert str(refusal.value) == (
        "There is no Azure cloud named 'moon' (ARM_ENVIRONMENT or AZURE_ENVIRONMENT).\n"
        "Use public, usgovernment or china, or set ARM_CLOUD_METADATA_URL for another cloud."
    )


@pytest.mark.parametrize("named_by", ["ARM_CLOUD_METADATA_URL", "ARM_METADATA_HOSTNAME", "ARM_METADATA_HOST"])
def test_any_other_cloud_tells_its_endpoints_itself(local_azure: LocalAzureServer, named_by: str) -> None:
    given = local_azure.env()
    cloud = resolve_cloud({named_by: given[named_by], "SSL_CERT_FILE": given["SSL_CERT_FILE"]})
    url = local_azure.url
    assert (cloud.resource_manager, cloud.authority, cloud.audience, cloud.custom) == (url, url, url, True)
    assert cloud.scope == f"{url}/.default"


def test_the_metadata_url_wins_over_a_cloud_by_name(local_azure: LocalAzureServer) -> None:
    assert resolve_cloud({**local_azure.env(), "ARM_ENVIRONMENT": "moon"}).custom


def test_the_older_document_is_a_list(stranger: Answering, tmp_path: Path) -> None:
    login = {"loginEndpoint": "https://login/", "audiences": ["https://arm/"]}
    entry = {"name": "Own", "resourceManager": "https://arm/", "authentication": login}
    stranger.say("/metadata/endpoints", Reply([entry]))
    assert resolve_cloud(environ_for(stranger, tmp_path)) == Cloud(
        "Own", "https://arm", "https://login", "https://arm", custom=True
    )


def environ_for(stranger: Answering, tmp_path: Path) -> dict[str, str]:
    host = stranger.url.removeprefix("https://")
    return {"ARM_METADATA_HOSTNAME": host, "REQUESTS_CA_BUNDLE": str(tmp_path / "ca.pem")}


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (
            Reply("gone", 410),
            (
                "Client error '410 Gone' for url '{url}'\nFor more information check: "
                "https://developer.mozilla.org/en-US/docs/Web/HTTP/Status/410"
            ),
        ),
        (Reply("<html>"), "Expecting value: line 1 column 1 (char 0)"),
    ],
)
def test_a_document_that_cannot_be_read_says_what_to_check(
    stranger: Answering, tmp_path: Path, reply: Reply, why: str
) -> None:
    url = stranger.say("/metadata/endpoints", reply) + "?api-version=2022-09-01"
    with pytest.raises(AzureError) as refusal:
        resolve_cloud(environ_for(stranger, tmp_path))
    assert str(refusal.value) == (
        f"CloudMetadataUnreachable: The cloud's metadata document at {url} could not be read: "
        f"{why.format(url=url)}.\nIs that cloud up? For the local Azure: `modelstacks local start`, then "
        '`eval "$(modelstacks local env)"` in this shell.'
    )
    assert refusal.value.status == 0


def test_a_certificate_that_nobody_trusts_is_not_taken(stranger: Answering) -> None:
    with pytest.raises(AzureError, match="CERTIFICATE_VERIFY_FAILED"):
        resolve_cloud({"ARM_CLOUD_METADATA_URL": stranger.url})


@pytest.mark.parametrize(
    ("document", "lacks"),
    [
        ({"name": "Own"}, "lacks 'authentication'"),
        ({"authentication": {"audiences": []}, "name": "Own"}, "lacks 'resourceManager'"),
        ([], "has a different structure"),
        (
            {
                "name": "Own",
                "resourceManager": "https://arm",
                "authentication": {"audiences": [], "loginEndpoint": ""},
            },
            "has a different structure",
        ),
    ],
)
def test_a_document_of_something_else_is_no_cloud(
    stranger: Answering, tmp_path: Path, document: Any, lacks: str
) -> None:
    url = stranger.say("/metadata/endpoints", Reply(document)) + "?api-version=2022-09-01"
    with pytest.raises(AzureError) as refusal:
        resolve_cloud(environ_for(stranger, tmp_path))
    assert str(refusal.value) == (
        f"CloudMetadataInvalid: The metadata document at {url} is not that of an Azure cloud: it {lacks}.\n"
        "Correct ARM_CLOUD_METADATA_URL (or ARM_METADATA_HOSTNAME), or unset it for Azure's public cloud."
    )


@pytest.mark.parametrize(
    ("environ", "bundle"),
    [
        ({}, None),
        ({"SSL_CERT_FILE": "", "REQUESTS_CA_BUNDLE": "r"}, "r"),
        ({"SSL_CERT_FILE": "s", "REQUESTS_CA_BUNDLE": "r"}, "s"),
    ],
)
def test_one_bundle_is_trusted_by_all_clients(environ: dict[str, str], bundle: str | None) -> None:
    assert ca_bundle(environ) == bundle


def test_without_a_bundle_the_system_is_trusted() -> None:
    assert tls_context({}).check_hostname
