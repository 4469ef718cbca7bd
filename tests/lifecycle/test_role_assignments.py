"""The role assignments of identities that ended with a stack, by who destroys it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from estate import Estate
from modelstacks.azure.session import open_arm
from modelstacks.lifecycle.leftovers import StateResource
from modelstacks.lifecycle.teardown import delete_role_assignments

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer

READER = "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"


@pytest.mark.anyio
async def test_another_refusal_is_a_failure_and_said(local_azure: LocalAzureServer) -> None:
    nowhere = f"/subscriptions/{uuid4()}"
    resource = StateResource(
        "urn", "type", f"{nowhere}/resourceGroups/rg", {"identity": {"principalId": "p"}}
    )
    async with open_arm(local_azure.env()) as arm:
        (left,) = await delete_role_assignments(arm, [resource])
    assert (left.id, left.result) == (
        f"{nowhere}/providers/Microsoft.Authorization/roleAssignments",
        "failed",
    )
    assert left.why.startswith("those of identity p can't be listed: SubscriptionNotFound")


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("principal", "result", "why"),
    [
        ("owner", "deleted", "its identity, {}, is gone"),
        ("deployer", "left", "its identity, {}, is gone; whom Owner"),
        ("none", "left", "those of identity {} can't be listed; whom Owner"),
    ],
)
async def test_they_go_with_who_may_delete_them(
    local_azure: LocalAzureServer, principal: str, result: str, why: str
) -> None:
    identity = str(uuid4())
    estate = Estate(local_azure)
    resource = StateResource(
        "urn", "type", f"{estate.subscription}/resourceGroups/rg", {"identity": {"principalId": identity}}
    )
    body = {"principalId": identity, "principalType": "ServicePrincipal", "roleDefinitionId": READER}
    path = f"{estate.subscription}/providers/Microsoft.Authorization/roleAssignments/{uuid4()}"
    estate.arm.send("PUT", path, {"properties": body})

    async with open_arm(local_azure.env(principal)) as arm:
        (left,) = await delete_role_assignments(arm, [resource])

    assert left.result == result
    assert why.format(identity) in left.why
