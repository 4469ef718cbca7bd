"""What a destroy must spare: others' endpoints in our workspaces, and offers that somebody still uses."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from estate import LLAMA, PHI, Estate, workspace
from foundry_builders import NEWEST, account_body
from modelstacks.azure.session import open_arm
from modelstacks.azure.soft_deletion import ACCOUNTS, VAULTS
from modelstacks.cli.destroy import GuestsError, _refuse_guests, _Run
from modelstacks.cli.output import Output
from modelstacks.lifecycle.leftovers import (
    MARKETPLACE_SUBSCRIPTION,
    WORKSPACE,
    StateResource,
    guests,
)
from modelstacks.lifecycle.purging import purge, purge_workspaces, still_kept
from modelstacks.lifecycle.teardown import delete_unused_subscriptions, endpoints_around

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer
    from modelstacks.azure.observed_endpoint import ObservedEndpoint

OURS = {"modelstacks-project": "modelstacks-models", "modelstacks-stack": "dev"}
STACK = "modelstacks-models/dev"


@pytest.fixture
def estate(local_azure: LocalAzureServer) -> Iterator[Estate]:
    """A resource group of the test's own, with a project `chat`."""
    with Estate(local_azure) as made:
        made.project()
        yield made


def held(type_: str, id_: str) -> StateResource:
    return StateResource("urn", type_, id_, {})


async def around(estate: Estate, *resources: StateResource) -> list[ObservedEndpoint]:
    async with open_arm(estate.azure.env()) as arm:
        return await endpoints_around(arm, resources)


def somebodys(estate: Estate, **tags: str) -> str:
    """Make an endpoint in the project, with these tags; return its id."""
    id_ = str(estate.serverless(workspace("chat"), PHI)["id"])
    if tags:
        estate.arm.send("PATCH", id_, {"tags": tags})
    return id_


@pytest.mark.anyio
async def test_endpoints_are_looked_for_where_the_stack_has_a_workspace_or_an_offer(estate: Estate) -> None:
    id_, project = somebodys(estate), estate.id(workspace("chat"))
    gone = project.replace(estate.group, f"{estate.group}-gone")
    offer = held(MARKETPLACE_SUBSCRIPTION, f"{project}/marketplaceSubscriptions/offer")
    for resources in ((held(WORKSPACE, project), held(WORKSPACE, project.upper())), (offer,)):
        assert [endpoint.id for endpoint in await around(estate, *resources)] == [id_]
    assert await around(estate, held(WORKSPACE, gone)) == []
    assert await around(estate, held(WORKSPACE, estate.id(workspace("hub")))) == []
    namesake = estate.put("Microsoft.CognitiveServices/accounts/chat", account_body(), version=NEWEST)["id"]
    assert await around(estate, held("account", namesake)) == []


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("tags", "held_too", "refused"),
    [
        ({}, False, True),
        (OURS | {"modelstacks-stack": "prod"}, False, True),
        (OURS, False, False),
        ({}, True, False),
    ],
    ids=["nobody's", "another stack's", "ours by its tags", "ours by the state"],
)
async def test_workspaces_with_guests_are_not_destroyed(
    estate: Estate, tags: dict[str, str], held_too: bool, refused: bool
) -> None:
    id_, project = somebodys(estate, **tags), held(WORKSPACE, estate.id(workspace("chat")))
    resources = [project, *([held("endpoint", id_.upper())] if held_too else [])]
    found = await around(estate, project)
    assert bool(guests(resources, found, STACK)) == refused
    assert guests([], found, STACK) == []
    choice: Any = SimpleNamespace(choice=SimpleNamespace(project="modelstacks-models", stack="dev"))
    run = _Run(choice, Output.TABLE, resources)
    if not refused:
        _refuse_guests(run, found)
        return
    with pytest.raises(GuestsError, match="Nothing was deleted") as stopped:
        _refuse_guests(run, found)
    name = id_.rpartition("/")[2]
    assert f"  {name} in chat (" in str(stopped.value)
    assert re.search(
        rf"modelstacks reap --any-quota (--include-untagged )?--name {name}$", str(stopped.value)
    )


@pytest.mark.anyio
async def test_an_offer_goes_once_nobody_uses_it(estate: Estate) -> None:
    estate.subscribe(workspace("chat"), LLAMA)
    endpoint = str(estate.serverless(workspace("chat"), LLAMA)["id"])
    offer = estate.id(f"{workspace('chat')}/marketplaceSubscriptions/offer")
    ids = [offer, f"{offer}-never-made"]
    async with open_arm(estate.azure.env()) as arm:
        (used,) = await delete_unused_subscriptions(arm, ids)
        estate.arm.send("DELETE", endpoint)
        async with open_arm(estate.azure.env("reader")) as reader:
            (forbidden,) = await delete_unused_subscriptions(reader, ids)
        (unused,) = await delete_unused_subscriptions(arm, ids)
        assert await delete_unused_subscriptions(arm, ids) == []
    assert (used.id, used.result) == (offer, "left")
    assert endpoint.rpartition("/")[2] in used.why
    assert (forbidden.result, unused.result) == ("failed", "deleted")
    assert "AuthorizationFailed" in forbidden.why


@pytest.mark.anyio
async def test_a_workspace_that_is_gone_is_called_so_and_a_forbidden_one_has_failed(
    estate: Estate,
) -> None:
    chat, nowhere = estate.id(workspace("chat")), estate.id(workspace("nowhere"))
    async with open_arm(estate.azure.env("reader")) as arm:
        (failed,) = await purge_workspaces(arm, [chat], [chat])
    async with open_arm(estate.azure.env()) as arm:
        purged = await purge_workspaces(arm, [chat, nowhere], [chat, nowhere])
    assert (failed.id, failed.result) == (chat, "failed")
    assert [(each.id, each.result) for each in purged] == [(chat, "purged"), (nowhere, "not there")]


@pytest.mark.anyio
async def test_a_purged_name_is_free_again(estate: Estate) -> None:
    chat = workspace("chat")
    body = {"kind": "Project", "properties": {"hubResourceId": estate.id(workspace("hub"))}}
    estate.delete(chat)
    estate.put_refused(chat, body)
    async with open_arm(estate.azure.env()) as arm:
        await purge_workspaces(arm, [estate.id(chat)], [])
    assert estate.put(chat, body)["id"] == estate.id(chat)


@pytest.mark.anyio
async def test_only_the_deleted_vaults_that_are_there_are_purged(estate: Estate) -> None:
    vault = estate.get(workspace("hub"))["properties"]["keyVault"]
    estate.arm.send("DELETE", vault)
    others = (vault, f"{vault}-nowhere", vault.replace(estate.group, f"{estate.group}-2"))
    there, nowhere, another = (VAULTS.of(id_, estate.region) for id_ in others)
    async with open_arm(estate.azure.env()) as arm:
        assert [each.why for each in await still_kept(arm, [nowhere, another, there])] == [
            "Azure keeps it for 90 days; its name stays taken, `modelstacks destroy --purge` ends it for good"
        ]
        purged = await purge(arm, [nowhere, another, there])
        (again,) = await purge(arm, [there])
    assert [each.result for each in (*purged, again)] == ["not there", "left", "purged", "not there"]
    assert purged[1].why == f"it is another's: it was {vault}"


@pytest.mark.anyio
async def test_what_azure_keeps_of_an_account_is_said_until_it_is_purged(estate: Estate) -> None:
    account = "Microsoft.CognitiveServices/accounts/kept"
    estate.put(account, {"kind": "ContentSafety", "sku": {"name": "S0"}, "properties": {}})
    deleted = ACCOUNTS.of(estate.id(account), estate.region)
    async with open_arm(estate.azure.env()) as arm:
        assert await still_kept(arm, [deleted]) == []
        estate.delete(account)
        (kept,) = await still_kept(arm, [deleted])
        async with open_arm(estate.azure.env("none")) as nobody:
            (unseen,) = await still_kept(nobody, [deleted])
            (forbidden,) = await purge(nobody, [deleted])
        (purged,) = await purge(arm, [deleted])
        assert await still_kept(arm, [deleted]) == []
    ways = "`modelstacks up` restores it, `modelstacks destroy --purge` ends it for good"
    assert (kept.id, kept.result, kept.why) == (
        deleted.id,
        "kept",
        f"Azure keeps it for 48 hours; {ways}",
    )
    assert unseen.why == f"Azure keeps it for 48 hours (you may not look: AuthorizationFailed); {ways}"
    assert (forbidden.result, purged.result) == ("failed", "purged")
