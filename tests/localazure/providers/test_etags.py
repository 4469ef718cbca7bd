"""Which resources have an `etag` in their body and in the header, and that a write conditional on an old one is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from estate import Estate
from foundry_builders import ACCOUNTS, LLAMA, NEWEST, deploy, deployment, foundry_account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer

ACCOUNT = f"{ACCOUNTS}/ai-{{}}"


@pytest.fixture
def estate(local_azure: LocalAzureServer) -> Iterator[Estate]:
    """An account with a deployment, and a vault."""
    with Estate(local_azure) as made:
        deploy(made, foundry_account(made), "chat", deployment(LLAMA, capacity=1))
        made.key_vault()
        yield made


@pytest.mark.parametrize(
    ("path", "version", "tagged"),
    [
        (ACCOUNT, NEWEST, True),
        (f"{ACCOUNT}/deployments/chat", NEWEST, True),
        ("Microsoft.KeyVault/vaults/kv-{}", "2024-11-01", False),
    ],
    ids=["account", "deployment", "vault"],
)
def test_a_body_and_its_header_have_the_same_etag_or_none(
    estate: Estate, path: str, version: str, tagged: bool
) -> None:
    answer = estate.arm.raw("GET", estate.id(path.format(estate.tag)), version=version)
    body = answer.json()
    assert (("etag" in body), ("ETag" in answer.headers)) == (tagged, tagged)
    assert body.get("etag") == answer.headers.get("ETag")


def test_each_write_gives_a_deployment_another_etag(estate: Estate) -> None:
    path = f"{ACCOUNT.format(estate.tag)}/deployments/chat"
    before = estate.get(path, version=NEWEST)["etag"]
    assert estate.get(path, version=NEWEST)["etag"] == before
    deploy(estate, ACCOUNT.format(estate.tag), "chat", deployment(LLAMA, capacity=2))
    assert estate.get(path, version=NEWEST)["etag"] != before
