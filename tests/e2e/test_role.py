"""A principal that holds nothing but what `modelstacks role platform.yaml --purge` prints."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from azure.mgmt.authorization import AuthorizationManagementClient

from e2e_bench import Bench, outputs_of

if TYPE_CHECKING:
    from e2e_bench import Ran

pytestmark = pytest.mark.e2e

SPEC = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: rg-models
region: swedencentral
hubs: {hub: {projects: [chat]}, hub-east: {region: eastus2}}
workspaces: {ml-own: {}}
"""


def platform(bench: Bench, *command: str) -> Ran:
    return bench.run(sys.executable, "-m", "modelstacks.cli", *command, cwd=bench.stack("platform"))


def holding(bench: Bench, role: dict[str, Any]) -> Bench:
    """Give *role* to the principal that has none, and sign in as that one."""
    azure = bench.azure
    principal = azure.scenario.principal("none")
    assert principal is not None
    rights = AuthorizationManagementClient(subscription_id=azure.subscription, **azure.client_args("owner"))
    scope = role["properties"]["assignableScopes"][0]
    rights.role_definitions.create_or_update(scope, role["name"], role)
    given = {"principalId": principal.object_id, "roleDefinitionId": role["id"]}
    rights.role_assignments.create(scope, str(uuid4()), {"properties": given})
    return Bench(azure, bench.folder, "none")


def test_with_the_role_alone_a_platform_is_made_and_unmade(bench: Bench) -> None:
    (bench.stack("platform") / "platform.yaml").write_text(SPEC)
    role = outputs_of(platform(bench, "role", "platform.yaml", "--purge", "--format", "arm"))
    holder = holding(bench, role)

    up = platform(holder, "up", "platform.yaml", "--yes")
    again = platform(holder, "up", "platform.yaml", "--yes")
    gone = platform(holder, "destroy", "platform.yaml", "--yes", "--purge")

    assert (up.code, again.code, gone.code) == (0, 0, 0), f"{up.out}{again.out}{gone.out}"
    assert set(again.summary()) == {"unchanged"}
    assert bench.everything() == []
