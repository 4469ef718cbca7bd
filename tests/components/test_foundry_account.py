"""A Foundry account with its project, who may call its models, and a deployment: what they send to Azure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

import pulumi
import pytest

from modelstacks.components.foundry_account import FoundryAccount, FoundryAccountArgs
from modelstacks.components.foundry_deployment import FoundryDeployment, FoundryDeploymentArgs
from registered import GROUP, TAGS, URI, WHERE, registered
from spec_builders import SUBSCRIPTION

if TYPE_CHECKING:
    from registered import Registered

SYSTEM = {"type": "SystemAssigned"}
ACCOUNTS = f"{GROUP}/providers/Microsoft.CognitiveServices/accounts"
ROLE = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/role"


FOUNDRY = FoundryAccountArgs("ai", "sub", "rg", "swedencentral", local_auth=False, restore=False, tags=TAGS)


def account_of(args: FoundryAccountArgs) -> Registered:
    def make() -> None:
        made = FoundryAccount("ai", args)
        pulumi.export("assigned", made.assigned)
        pulumi.export("endpoint", made.properties.apply(lambda properties: properties.endpoint))

    return registered(make)


@pytest.mark.parametrize(("local_auth", "restore"), [(True, False), (False, True)])
def test_a_foundry_account_takes_entra_alone_unless_keys_are_asked_for(
    local_auth: bool, restore: bool
) -> None:
    run = account_of(replace(FOUNDRY, local_auth=local_auth, restore=restore))
    assert run["ai-account"].inputs == {
        **WHERE,
        "accountName": "ai",
        "kind": "AIServices",
        "sku": {"name": "S0"},
        "identity": SYSTEM,
        "properties": {
            "allowProjectManagement": True,
            "customSubDomainName": "sub",
            "disableLocalAuth": not local_auth,
            "publicNetworkAccess": "Enabled",
            **({"restore": True} if restore else {}),
        },
    }
    assert run["ai-account"].ignored == {
        "properties.restore",
        "properties.networkAcls",
        "properties.associatedProjects",
    }
    assert run.outputs[""] == {"assigned": "", "endpoint": URI}
    assert {*run.resources} == {"ai", "ai-account"}


def test_a_project_lies_in_its_account() -> None:
    project = account_of(replace(FOUNDRY, project="chat"))["ai-project"]
    assert project.inputs == {
        **WHERE,
        "accountName": "ai",
        "projectName": "chat",
        "identity": SYSTEM,
        "properties": {"displayName": "chat"},
    }
    assert project.parent == "ai-account"


@pytest.mark.parametrize(("is_user", "kind"), [(True, "User"), (False, "ServicePrincipal")])
def test_who_deploys_may_call_the_models_where_the_spec_says_so(is_user: bool, kind: str) -> None:
    run = account_of(replace(FOUNDRY, caller="me", caller_is_user=is_user, caller_role="role"))
    assert run["ai-caller"].inputs == {
        "scope": f"{ACCOUNTS}/ai",
        "roleAssignmentName": str(uuid5(NAMESPACE_URL, f"{ACCOUNTS}/ai/me/role")),
        "roleDefinitionId": ROLE,
        "principalId": "me",
        "principalType": kind,
    }
    assert run.outputs[""]["assigned"] == "/of/ai-caller"


@pytest.mark.parametrize(("caller", "role"), [("me", None), (None, "role")])
def test_without_caller_or_role_nobody_gets_a_right(caller: str | None, role: str | None) -> None:
    assert "ai-caller" not in account_of(replace(FOUNDRY, caller=caller, caller_role=role)).resources


@pytest.mark.parametrize(
    ("version", "upgrade", "content_filter", "left"),
    [
        (None, None, None, {"model.version", "raiPolicyName", "versionUpgradeOption"}),
        ("7", "NoAutoUpgrade", "mine", set[str]()),
    ],
)
def test_what_the_spec_does_not_say_of_a_foundry_deployment_is_left_to_azure(
    version: str | None, upgrade: str | None, content_filter: str | None, left: set[str]
) -> None:
    async def wait(_: pulumi.ResourceHookArgs) -> None: ...

    args = FoundryDeploymentArgs(
        name="phi",
        account="ai",
        resource_group_name="rg",
        model_format="Microsoft",
        model_name="Phi-4",
        version=version,
        sku="GlobalStandard",
        capacity=3,
        version_upgrade=upgrade,
        content_filter=content_filter,
        spillover="other",
        tags=TAGS,
        before=wait,
    )
    run = registered(lambda: FoundryDeployment("talk", args))
    deployment = run["talk-deployment"]
    said = {"raiPolicyName": content_filter, "versionUpgradeOption": upgrade}
    model = {"format": "Microsoft", "name": "Phi-4", "version": version}
    assert deployment.inputs == {
        "accountName": "ai",
        "deploymentName": "phi",
        "resourceGroupName": "rg",
        "sku": {"name": "GlobalStandard", "capacity": 3},
        "properties": {
            "model": {key: value for key, value in model.items() if value},
            "spilloverDeploymentName": "other",
            **{key: value for key, value in said.items() if value},
        },
        "tags": TAGS,
    }
    assert deployment.ignored == {f"properties.{name}" for name in left | {"currentCapacity"}}
    hooks = deployment.options.hooks
    assert (len(hooks.before_create), len(hooks.before_update), len(hooks.before_delete)) == (1, 1, 0)
