"""What the local Azure never answers, asked as the plugin asks: through its client, over TLS."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from answering import Answering, Reply, answering
from azure_native_standin.arm import Arm, connect
from azure_native_standin.cloud import read_settings
from azure_native_standin.errors import PluginError, RefusedError
from plugin_client import PluginClient
from plugin_client import RefusedError as Answered

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from azure_fixtures import LocalAzureServer

VERSION = "2025-01-01"
TOKEN = {"access_token": "t", "expires_in": 3600, "token_type": "Bearer"}
NO_PROXY = {"HTTPS_PROXY": "http://localhost:9", "ALL_PROXY": "http://localhost:9", "NO_PROXY": ""}


@pytest.fixture
def azure(tmp_path: Path) -> Iterator[Answering]:
    """Metadata, Entra and ARM at one address."""
    with answering(tmp_path) as server:
        login = {"loginEndpoint": server.url, "audiences": [server.url]}
        document = {"name": "told", "resourceManager": server.url, "authentication": login}
        server.say("/metadata/endpoints", Reply(document))
        server.say("/tenant/oauth2/v2.0/token", Reply(TOKEN, headers={"Content-Type": "application/json"}))
        yield server


@pytest.fixture
def environment(azure: Answering, tmp_path: Path) -> dict[str, str]:
    """As `modelstacks local env` prints it."""
    return {
        "ARM_METADATA_HOSTNAME": azure.url,
        "ARM_CLIENT_ID": "app",
        "ARM_CLIENT_SECRET": "hush",
        "ARM_TENANT_ID": "tenant",
        "ARM_SUBSCRIPTION_ID": "sub",
        "SSL_CERT_FILE": str(tmp_path / "ca.pem"),
    }


def ask(environment: dict[str, str], question: Callable[[Arm], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        arm = await connect(read_settings({}, environment), 1, environment)
        try:
            return await question(arm)
        finally:
            await arm.close()

    return asyncio.run(run())


def test_what_is_not_there_is_deleted_though_the_answer_is_empty(
    azure: Answering, environment: dict[str, str]
) -> None:
    azure.say("/gone", Reply(status=404))

    ask(environment, lambda arm: arm.delete("/gone", VERSION))


@pytest.mark.parametrize("status", [200, 204])
def test_what_is_there_is_deleted_by_one_request(
    azure: Answering, environment: dict[str, str], status: int
) -> None:
    azure.say("/there", Reply(status=status))

    ask(environment, lambda arm: arm.delete("/there", VERSION))

    sent = [(method, path) for method, path, _ in azure.asked if path.startswith("/there")]
    assert sent == [("DELETE", f"/there?api-version={VERSION}")]


@pytest.mark.parametrize("status", [403, 409])
def test_a_refused_delete_is_told(azure: Answering, environment: dict[str, str], status: int) -> None:
    azure.say("/there", Reply({"error": {"code": "No", "message": "no"}}, status))

    with pytest.raises(RefusedError) as refused:
        ask(environment, lambda arm: arm.delete("/there", VERSION))

    assert (refused.value.status, refused.value.code) == (status, "No")


def test_a_refusal_without_a_body_is_azures_not_a_silence(
    azure: Answering, environment: dict[str, str]
) -> None:
    azure.say("/x", Reply(status=409, headers={"x-ms-request-id": "r-1"}))

    with pytest.raises(RefusedError, match=r'^Status=409 Message="" RequestId="r-1"$') as refused:
        ask(environment, lambda arm: arm.begin_put("/x", VERSION, {}))

    assert (refused.value.status, refused.value.code) == (409, "")


def test_an_action_that_began_an_operation_is_refused_with_its_request_id(
    azure: Answering, environment: dict[str, str]
) -> None:
    azure.say("/x/act", Reply({"a": 1}, 202, {"x-ms-request-id": "r-1"}))

    with pytest.raises(RefusedError, match=r'^Status=202 Message="\{"a": 1\}" RequestId="r-1"$'):
        ask(environment, lambda arm: arm.post("/x/act", VERSION, {}, {}))


@pytest.mark.parametrize("status", [200, 201])
def test_an_action_that_is_done_is_answered_by_its_body(
    azure: Answering, environment: dict[str, str], status: int
) -> None:
    azure.say("/x/act", Reply({"a": 1}, status))

    assert ask(environment, lambda arm: arm.post("/x/act", VERSION, {}, {})) == {"a": 1}


def test_metadata_tokens_and_arm_trust_the_environment_given_and_go_by_no_proxy(
    azure: Answering, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in NO_PROXY.items():
        monkeypatch.setenv(name, value)
    azure.say("/x", Reply({"id": "/x"}))

    assert ask(environment, lambda arm: arm.get("/x", VERSION)) == {"id": "/x"}
    assert [path.partition("?")[0] for _, path, _ in azure.asked if "/.well-known/" not in path] == [
        "/metadata/endpoints",
        "/tenant/oauth2/v2.0/token",
        "/x",
    ]


def test_who_can_not_sign_in_is_told_so_in_the_credentials_words(
    azure: Answering, environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    az = tmp_path / "az"
    az.write_text(f'#!/bin/sh\n[ "$2" = show ] && echo \'{{"id": "sub"}}\' && exit\n{SIGNED_OUT}')
    az.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    signed_out = {**environment, "ARM_CLIENT_SECRET": "", "PATH": f"{tmp_path}:/bin:/usr/bin"}

    with pytest.raises(PluginError) as refused:
        ask(signed_out, lambda arm: arm.token(azure.url))

    assert str(refused.value) == (
        "Please run 'az login' to set up an account\nSet what `modelstacks local env` prints."
    )


SIGNED_OUT = "echo \"ERROR: Please run 'az login' to setup account.\" >&2\nexit 1\n"


def test_a_ca_file_that_is_not_there_is_no_bug_of_ours(local_azure: LocalAzureServer, tmp_path: Path) -> None:
    environment = {**local_azure.env(), "SSL_CERT_FILE": str(tmp_path / "none.pem")}

    with PluginClient(environment) as plugin, pytest.raises(Answered) as refused:
        plugin.configure()

    assert str(refused.value).startswith(f"The CA file {tmp_path / 'none.pem'}, named by SSL_CERT_FILE or ")


def test_a_plugin_that_is_only_started_imports_nothing_that_speaks_to_azure() -> None:
    """The engine starts one on every `up`, also to check its configuration alone."""
    heavy = "{'aiohttp', 'azure.core', 'azure.identity', 'httpx2', 'pulumi_azure_native'}"
    program = f"import sys, azure_native_standin.__main__; print({heavy} & sys.modules.keys())"
    imported = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert imported.stdout == "set()\n"


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply({}), "'value'"),
        (Reply("no JSON"), "Expecting value: line 1 column 1 (char 0)"),
        (Reply({"value": "t"}, 403), "Client error '403 Forbidden' for url '{url}'\n{more}/403"),
    ],
)
def test_a_request_url_that_gives_no_token_is_told(
    azure: Answering, environment: dict[str, str], reply: Reply, why: str
) -> None:
    with answering() as github:
        url = github.say("/oidc", reply)
        asking = {
            "ARM_CLIENT_SECRET": "",
            "ARM_USE_OIDC": "true",
            "ACTIONS_ID_TOKEN_REQUEST_URL": url,
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "b3arer",
        }
        with pytest.raises(PluginError) as refused:
            ask(environment | asking, lambda arm: arm.token(azure.url))

    more = "For more information check: https://developer.mozilla.org/en-US/docs/Web/HTTP/Status"
    asked = f"{url}?audience=api%3A%2F%2FAzureADTokenExchange"
    assert str(refused.value) == f"GitHub OIDC: couldn't request token: {why.format(url=asked, more=more)}"


def test_an_oidc_token_that_is_given_is_what_entra_is_shown(
    azure: Answering, environment: dict[str, str]
) -> None:
    given = {"ARM_CLIENT_SECRET": "", "ARM_USE_OIDC": "true", "ARM_OIDC_TOKEN": "g1ven"}

    assert ask(environment | given, lambda arm: arm.token(azure.url)) == "t"
