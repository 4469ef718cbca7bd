"""What a destroy spares, with two of everything: offers, workspaces of one name, identities, deleted vaults."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from estate import COHERE, LLAMA, Estate, workspace
from lifecycle_builders import WORKSPACE, observed
from modelstacks.azure.session import open_arm
from modelstacks.azure.soft_deletion import VAULTS
from modelstacks.lifecycle.leftovers import (
    DEPLOYMENT,
    ENDPOINT,
    MARKETPLACE_SUBSCRIPTION,
    StateResource,
    existing_endpoints,
    guests,
    parents_in,
    used_by_others,
)
from modelstacks.lifecycle.purging import purge, purge_workspaces
from modelstacks.lifecycle.teardown import (
    delete_role_assignments,
    delete_unused_subscriptions,
    endpoints_around,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer

READER = "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"
CHAT = workspace("chat")
SECOND = WORKSPACE.replace("resourceGroups/g", "resourceGroups/g2")


@pytest.fixture
def estates(local_azure: LocalAzureServer) -> Iterator[tuple[Estate, Estate]]:
    """Two resource groups of the test's own."""
    with Estate(local_azure) as one, Estate(local_azure) as two:
        yield one, two


def held(type_: str, id_: str, **outputs: object) -> StateResource:
    return StateResource(f"urn::{id_}", type_, id_, outputs)


def offer_of(parent: str, model: str) -> StateResource:
    settings = {"modelId": f"azureml://registries/r/models/{model}"}
    return held(
        MARKETPLACE_SUBSCRIPTION, f"{parent}/marketplaceSubscriptions/{model.lower()}", properties=settings
    )


def test_an_offer_is_used_in_its_own_workspace_for_its_own_model() -> None:
    offers = [offer_of(parent, model) for parent in (WORKSPACE, SECOND) for model in ("Llama", "Cohere")]
    theirs = [
        observed("llama-here", model_ids=("llama",)),
        observed(
            "cohere-there", id=f"{SECOND.upper()}/serverlessEndpoints/cohere-there", model_ids=("Cohere",)
        ),
        observed("phi", model_ids=("Phi-4",)),
    ]
    assert used_by_others(offers, theirs) == {offers[0].id: ["llama-here"], offers[3].id: ["cohere-there"]}
    own = held(ENDPOINT, theirs[0].id.upper())
    assert used_by_others([*offers, own], theirs) == {offers[3].id: ["cohere-there"]}


def test_guests_lie_in_one_of_what_the_stack_holds_and_not_in_a_namesake() -> None:
    account = "/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/ai"
    here, there = observed("here"), observed("there", id=f"{SECOND}/onlineEndpoints/there")
    model = observed("gpt", id=f"{account}/deployments/gpt")
    everyone = [here, there, model]
    for parents, expected in (([WORKSPACE], [here]), ([SECOND, account], [there, model]), ([], [])):
        resources = [held("type", parent) for parent in parents]
        assert guests(resources, everyone, "project/stack") == expected
        assert parents_in([*resources, offer_of(WORKSPACE, "Llama")]) == parents


def test_of_two_endpoints_that_have_the_stacks_deployments_the_one_in_its_state_is_its_own() -> None:
    ours, theirs = f"{WORKSPACE}/onlineEndpoints/e", f"{SECOND}/onlineEndpoints/e"
    behind = [
        held(DEPLOYMENT, f"{endpoint}/deployments/{name}")
        for endpoint in (ours, theirs, theirs.upper())
        for name in ("blue", "green")
    ]
    found = [existing_endpoints(state) for state in ([held(ENDPOINT, ours.upper()), *behind], behind)]
    assert [[id_.lower() for id_ in ids] for ids in found] == [
        [theirs.lower()],
        [ours.lower(), theirs.lower()],
    ]


@pytest.mark.anyio
async def test_of_two_offers_the_unused_goes_and_an_endpoint_in_a_namesake_keeps_none(
    estates: tuple[Estate, Estate],
) -> None:
    one, two = estates
    for estate in estates:
        estate.project()
        for model, name in ((LLAMA, "llama"), (COHERE, "cohere")):
            estate.subscribe(CHAT, model, name)
    one.serverless(CHAT, LLAMA)
    two.serverless(CHAT, COHERE)
    ids = [
        estate.id(f"{CHAT}/marketplaceSubscriptions/{name}")
        for estate in estates
        for name in ("llama", "cohere")
    ]
    async with open_arm(one.azure.env()) as arm:
        around = await endpoints_around(arm, [held("type", one.id(CHAT))])
        done = await delete_unused_subscriptions(arm, ids)
    assert [endpoint.name for endpoint in around] == [one.name("chat")]
    assert [(each.id, each.result) for each in done] == list(
        zip(ids, ("left", "deleted", "deleted", "left"), strict=True)
    )
    for estate, name in ((one, "llama"), (two, "cohere")):
        kept = estate.get(f"{CHAT}/marketplaceSubscriptions")["value"]
        assert [each["name"] for each in kept] == [name]


@pytest.mark.anyio
async def test_a_workspace_that_is_there_again_is_purged_only_by_the_stack_that_holds_it(
    estates: tuple[Estate, Estate],
) -> None:
    for estate in estates:
        estate.project()
    again, own = (estate.id(CHAT) for estate in estates)
    async with open_arm(estates[0].azure.env()) as arm:
        done = await purge_workspaces(arm, [again, own], [own])
        assert [await arm.find(id_, "2025-12-01") is None for id_ in (again, own)] == [False, True]
    assert [(each.id, each.result, each.why) for each in done] == [
        (again, "left", "it is there again, and this stack does not hold it"),
        (own, "purged", ""),
    ]


@pytest.mark.anyio
async def test_of_two_deleted_vaults_the_one_that_was_another_groups_is_left(
    estates: tuple[Estate, Estate],
) -> None:
    one, two = estates
    ours, theirs = one.key_vault(), two.key_vault()
    for vault in (ours, theirs):
        one.arm.send("DELETE", vault)
    taken = VAULTS.of(theirs.replace(two.group, one.group), one.region)
    async with open_arm(one.azure.env()) as arm:
        done = await purge(arm, [taken, VAULTS.of(ours, one.region)])
        assert await arm.find(taken.id, VAULTS.api_version)
    assert [(each.id, each.result) for each in done] == [
        (taken.id, "left"),
        (VAULTS.of(ours, one.region).id, "purged"),
    ]
    assert done[0].why.lower() == f"it is another's: it was {theirs}".lower()


@pytest.mark.anyio
async def test_of_each_identity_that_is_gone_all_assignments_go_and_nobody_elses(
    estates: tuple[Estate, Estate],
) -> None:
    one, two = estates
    gone, also, alive = (str(uuid4()) for _ in range(3))
    made = {
        principal: [assign(estate, scope, principal) for estate, scope in pairs]
        for principal, pairs in {
            gone: [(one, one.group), (two, two.group)],
            also: [(two, two.group)],
            alive: [(one, one.group)],
        }.items()
    }
    workspaces = [
        held("workspace", one.id(CHAT), identity={"principalId": gone}),
        held("workspace", one.id(CHAT), identity={"principalId": gone}),
        held("workspace", two.id(CHAT), identity={"principalId": also}),
    ]
    async with open_arm(one.azure.env()) as arm:
        done = await delete_role_assignments(arm, workspaces)
        assert await arm.find(made[alive][0], "2022-04-01")
    assert sorted((each.id, each.result, each.why) for each in done) == sorted(
        (id_, "deleted", f"at {id_.partition('/providers/')[0]}: its identity, {principal}, is gone")
        for principal in (gone, also)
        for id_ in made[principal]
    )


def assign(estate: Estate, scope: str, principal: str) -> str:
    body = {"principalId": principal, "principalType": "ServicePrincipal", "roleDefinitionId": READER}
    path = f"{scope}/providers/Microsoft.Authorization/roleAssignments/{uuid4()}"
    return str(estate.arm.send("PUT", path, {"properties": body})["id"])
