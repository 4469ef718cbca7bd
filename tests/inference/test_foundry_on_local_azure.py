"""The smoke test of a deployment in an account of the local Azure: key and token, paused, and without the data action."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from foundry_accounts import AI_SCOPE, EMBED, Foundry
from foundry_builders import LLAMA, NEWEST
from modelstacks.catalog import load
from modelstacks.inference.client import Endpoint
from modelstacks.inference.smoke import SmokeResult, SmokeTarget, smoke_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer

pytestmark = [pytest.mark.slow, pytest.mark.anyio]

COGNITIVE_SERVICES_USER = "a97b65f3-24c7-4388-baec-2e87135dc908"


@pytest.fixture
def foundry(local_azure: LocalAzureServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Foundry]:
    """An account with a model that chats, and one that embeds."""
    monkeypatch.setenv("SSL_CERT_FILE", local_azure.ca)
    account = Foundry(local_azure)
    account.deploy("talk", LLAMA)
    account.deploy("embed", EMBED)
    yield account
    account.close()


async def smoked(foundry: Foundry, *, with_key: bool) -> list[SmokeResult]:
    key = foundry.key if with_key else foundry.azure.token("owner", AI_SCOPE)
    targets = [
        SmokeTarget(
            Endpoint(name, f"{foundry.address()}/openai/v1", key, auth="key" if with_key else "entra"),
            load().model(model["name"]),
            "foundry",
            sent_as=name,
            resource_id=foundry.estate.id(f"{foundry.path}/deployments/{name}"),
        )
        for name, model in (("talk", LLAMA), ("embed", EMBED))
    ]
    return await smoke_all(targets, 0, level="full")


@pytest.mark.parametrize("with_key", [True, False])
async def test_it_passes_with_a_key_and_with_a_token(foundry: Foundry, with_key: bool) -> None:
    foundry.assign("owner", COGNITIVE_SERVICES_USER)
    talk, embed = await smoked(foundry, with_key=with_key)

    assert (talk.problem, talk.warning, embed.problem, embed.warning) == (None,) * 4
    assert (talk.proved_by, embed.proved_by) == ("POST /chat/completions", "POST /embeddings")
    states = {one.id: one.state for one in talk.probes}
    assert states["rate-limits"] == states["wrong-key"] == states["unknown-deployment"] == "passed"
    assert states["entra-token"] == ("skipped" if with_key else "passed")


async def test_a_caller_without_the_data_action_is_told_what_to_assign_to_whom(foundry: Foundry) -> None:
    talk, _ = await smoked(foundry, with_key=False)

    owner = foundry.azure.scenario.principal("owner")
    assert owner is not None
    account = foundry.estate.id(foundry.path)
    command = f"--assignee {owner.object_id} --role {COGNITIVE_SERVICES_USER} --scope {account}"
    assert str(talk.problem).endswith(f"az role assignment create {command}")


async def test_one_that_is_paused_says_how_it_is_resumed(foundry: Foundry) -> None:
    path = f"{foundry.path}/deployments/talk"
    foundry.estate.post(f"{path}/pause", version=NEWEST)
    talk, embed = await smoked(foundry, with_key=True)

    url = f"{foundry.estate.id(path)}/resume?api-version=2025-12-01"
    assert str(talk.problem).endswith(
        f'The deployment is paused: resume it with az rest --method post --url "{url}"'
    )
    assert embed.problem is None
