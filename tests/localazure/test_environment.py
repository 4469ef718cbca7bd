"""What `local env` prints, and that real HTTP clients work with it."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
import certifi
import httpx2
import pytest
import requests

from localazure import environment, tls
from localazure.errors import UsageError

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer

pytestmark = pytest.mark.slow

METADATA = "/metadata/endpoints?api-version=2022-09-01"
NASTY = {"A": "plain", "B": 'it\'s "quoted" $HOME \\ `id`', "C": ""}


def test_every_promised_variable_is_there(local_azure: LocalAzureServer) -> None:
    promised = (
        "MODELSTACKS_LOCAL_URL ARM_CLOUD_METADATA_URL ARM_METADATA_HOSTNAME AZURE_AUTHORITY_HOST AZURE_TENANT_ID "
        "AZURE_CLIENT_ID AZURE_CLIENT_SECRET AZURE_SUBSCRIPTION_ID REGISTRY_DISCOVERY_ENDPOINT_URL ARM_TENANT_ID "
        "ARM_CLIENT_ID ARM_CLIENT_SECRET ARM_SUBSCRIPTION_ID REQUESTS_CA_BUNDLE SSL_CERT_FILE NODE_EXTRA_CA_CERTS "
        "PATH PULUMI_HOME PULUMI_BACKEND_URL PULUMI_CONFIG_PASSPHRASE PULUMI_SKIP_UPDATE_CHECK PULUMI_PYTHON_CMD"
    )
    assert set(promised.split()) <= set(local_azure.env())


def test_the_azure_cli_gets_a_list_of_clouds_and_a_folder_of_its_own(local_azure: LocalAzureServer) -> None:
    env = local_azure.env()
    clouds = requests.get(env["ARM_CLOUD_METADATA_URL"], timeout=10, verify=env["REQUESTS_CA_BUNDLE"]).json()
    assert [cloud["name"] for cloud in clouds] == ["LocalAzure"]
    assert Path(env["AZURE_CONFIG_DIR"]).stat().st_mode & 0o777 == 0o700
    assert env["AZURE_CORE_INSTANCE_DISCOVERY"] == "false"


def test_each_principal_has_its_own_id_and_secret(local_azure: LocalAzureServer) -> None:
    seen = {
        (local_azure.env(name)["AZURE_CLIENT_ID"], local_azure.env(name)["AZURE_CLIENT_SECRET"])
        for name in ("owner", "deployer", "reader", "none")
    }
    assert len(seen) == 4


def test_an_unknown_principal_names_the_known_ones(local_azure: LocalAzureServer) -> None:
    with pytest.raises(
        UsageError, match=r"no principal bob to sign in as.\nIt has: owner, deployer, reader, none"
    ):
        local_azure.env("bob")


def test_shell_format_survives_a_shell() -> None:
    script = environment.as_shell(NASTY) + "\nenv -0"
    printed = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True).stdout
    read = dict(line.split("=", 1) for line in printed.split("\0") if "=" in line)
    assert {name: read[name] for name in NASTY} == NASTY


def test_dotenv_format_quotes_what_is_special() -> None:
    assert environment.as_dotenv({"A": 'a"b$c\\d'}) == 'A="a\\"b\\$c\\\\d"'


def test_json_format_is_one_object() -> None:
    assert json.loads(environment.as_json(NASTY)) == NASTY


def test_run_in_a_shell_that_has_it_nothing_grows(local_azure: LocalAzureServer) -> None:
    once = local_azure.env()
    bundle = local_azure.state.ca_bundle.read_text()
    twice = environment.environment(local_azure.state, local_azure.server, "owner", {**os.environ, **once})
    assert twice == once
    assert local_azure.state.ca_bundle.read_text() == bundle


def test_the_plugin_launcher_runs_this_interpreter(local_azure: LocalAzureServer) -> None:
    (launcher,) = Path(local_azure.env()["PULUMI_HOME"]).glob(
        "plugins/resource-azure-native-v*/pulumi-resource-azure-native"
    )
    assert os.access(launcher, os.X_OK)
    assert '-m azure_native_standin "$@"' in launcher.read_text()


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        (("REQUESTS_CA_BUNDLE",), "OWN\nLOCAL\n"),
        (("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"), "OWN\nLOCAL\n"),
        (("CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"), "OWN\nLOCAL\n"),
    ],
)
def test_a_bundle_of_the_users_own_is_kept(tmp_path: Path, variables: tuple[str, ...], expected: str) -> None:
    own, local = tmp_path / "own.pem", tmp_path / "ca.pem"
    own.write_text("OWN\n")
    local.write_text("LOCAL\n")
    tls.write_bundle(tmp_path / "bundle.pem", local, dict.fromkeys(variables, str(own)))
    assert (tmp_path / "bundle.pem").read_text() == expected


def test_what_only_adds_comes_after_the_systems(tmp_path: Path) -> None:
    extra, local = tmp_path / "extra.pem", tmp_path / "ca.pem"
    extra.write_text("EXTRA\n")
    local.write_text("LOCAL\n")
    tls.write_bundle(tmp_path / "bundle.pem", local, {"NODE_EXTRA_CA_CERTS": str(extra)})
    written = (tmp_path / "bundle.pem").read_text()
    assert written.count("BEGIN CERTIFICATE") > 20
    assert written.endswith("EXTRA\nLOCAL\n")


@pytest.mark.parametrize("there", [True, False])
def test_where_openssl_has_no_file_of_its_own_certifis_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    system, local = tmp_path / "system.pem", tmp_path / "ca.pem"
    local.write_text("LOCAL\n")
    if there:
        system.write_text("SYSTEM\n")
    monkeypatch.setenv("SSL_CERT_FILE", str(system))  # OpenSSL's own name for its default

    tls.write_bundle(tmp_path / "bundle.pem", local, {})

    before = "SYSTEM" if there else Path(certifi.where()).read_text().strip()
    assert (tmp_path / "bundle.pem").read_text() == f"{before}\nLOCAL\n"


def test_the_bundle_still_trusts_public_authorities(local_azure: LocalAzureServer) -> None:
    context = ssl.create_default_context(cafile=local_azure.env()["SSL_CERT_FILE"])
    assert context.cert_store_stats()["x509_ca"] > 20


def test_requests_trusts_it(local_azure: LocalAzureServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", local_azure.env()["REQUESTS_CA_BUNDLE"])
    assert requests.get(local_azure.url + METADATA, timeout=10).json()["name"] == "LocalAzure"


def test_httpx2_trusts_it(local_azure: LocalAzureServer) -> None:
    context = ssl.create_default_context(cafile=local_azure.env()["SSL_CERT_FILE"])
    assert httpx2.get(local_azure.url + METADATA, verify=context).json()["name"] == "LocalAzure"


@pytest.mark.anyio
async def test_aiohttp_trusts_it(local_azure: LocalAzureServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", local_azure.env()["SSL_CERT_FILE"])
    connector = aiohttp.TCPConnector(ssl=ssl.create_default_context())
    async with (
        aiohttp.ClientSession(connector=connector) as session,
        session.get(local_azure.url + METADATA) as answer,
    ):
        assert (await answer.json())["name"] == "LocalAzure"
