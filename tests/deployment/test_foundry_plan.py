"""What is made of deployments in Foundry accounts, in which order, and what a smoke test and the samples aim at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from foundry_answers import account, foundry, in_accounts
from locked_decisions import locked_decision
from modelstacks.azure.endpoint_access import Access
from modelstacks.catalog import load
from modelstacks.deployment.endpoint_plan import DeploymentPlan
from modelstacks.deployment.plan import ModelsPlan, plan_models
from modelstacks.deployment.planned import Planned
from modelstacks.errors import UsageError
from modelstacks.modes.foundry.plan import FoundryDeploymentPlan
from modelstacks.modes.foundry.spec import AccountRef, FoundryKeys
from spec_builders import spec_of

if TYPE_CHECKING:
    from modelstacks.spec import Deployment

PHI = load().model("Phi-4")


def planned(project: str | None, *, create: bool = True, assign_caller: bool = True) -> Planned:
    account = AccountRef(
        region="eastus2",
        name="contoso-ai",
        create=create,
        subdomain="contoso",
        project=project,
        local_auth=False,
        assign_caller=assign_caller,
    )
    endpoint = FoundryDeploymentPlan(
        name="talk",
        region="eastus2",
        workspace="contoso-ai",
        deployments=(DeploymentPlan("talk", PHI, PHI.id),),
        account=account,
        format="Microsoft",
        model_name="Phi-4",
        version=None,
        sku="GlobalStandard",
        capacity=1,
        keys=FoundryKeys(),
    )
    return Planned("talk", PHI, endpoint, endpoint.ref("s", "rg"))


@pytest.mark.parametrize(
    ("project", "uri"), [("chat", "https://contoso.services.ai.azure.com/api/projects/chat"), (None, None)]
)
def test_a_deployment_is_called_by_its_name_and_known_by_its_id(project: str | None, uri: str | None) -> None:
    access = Access("https://contoso.services.ai.azure.com/openai/v1", "token", "entra")
    target = planned(project).target(access)

    assert (target.sent_as, target.project_uri, target.right_is_given) == ("talk", uri, True)
    assert target.resource_id == (
        "/subscriptions/s/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/contoso-ai/deployments/talk"
    )


@pytest.mark.parametrize(
    ("create", "assign_caller", "given"),
    [(True, True, True), (True, False, False), (False, True, False), (False, False, False)],
)
def test_the_caller_has_the_right_only_where_the_stack_makes_the_account_and_gives_it(
    create: bool, assign_caller: bool, given: bool
) -> None:
    made = planned(None, create=create, assign_caller=assign_caller)
    assert made.target(Access("https://a", "token", "entra")).right_is_given is given
    assert (made.region, made.mode) == ("eastus2", "foundry")


def plan(*deployments: Deployment, **fields: Any) -> ModelsPlan:
    """Each in its first region's account, which the stack makes, with a project in Sweden."""
    accounts = (account(create=True, project="chat"), account("eastus2", create=True), account("westus3"))
    details = {"format": "Microsoft", "name": "Phi-4", "sku": "GlobalStandard", "capacity": 1}
    decisions = {
        each.name: locked_decision(each, f"ai-{each.regions[0]}", mode="foundry", details=details)
        for each in deployments
    }
    return plan_models(spec_of(deployments, **in_accounts(*accounts), **fields), decisions)


def foundry_in(models_plan: ModelsPlan) -> list[FoundryDeploymentPlan]:
    return [each for each in models_plan.endpoints if isinstance(each, FoundryDeploymentPlan)]


def test_what_others_spill_over_to_is_made_before_them_and_sent_by_its_name_in_azure() -> None:
    chain = (
        foundry("a1b", spillover="b1c", endpoint_name="a1b-acme"),
        foundry("b1c", spillover="c1d", endpoint_name="b1c-acme"),
        foundry("c1d", spillover="somebodys", endpoint_name="c1d-acme"),
    )
    assert [(each.name, each.spillover) for each in foundry_in(plan(*chain))] == [
        ("c1d-acme", "somebodys"),
        ("b1c-acme", "c1d-acme"),
        ("a1b-acme", "b1c-acme"),
    ]


def test_a_deployment_spills_over_in_its_own_account_alone() -> None:
    with pytest.raises(
        UsageError, match="a1b is in account ai-eastus2 and spills over to b1c, which is in ai-sweden"
    ):
        plan(foundry("a1b", spillover="b1c", regions=("eastus2",)), foundry("b1c"))


def test_the_stack_owns_accounts_with_their_projects_before_what_lies_in_them() -> None:
    owned = [own.id.partition("/accounts/")[2] for own in plan(foundry("a1b")).own_resources()]
    assert owned == [
        "ai-swedencentral",
        "ai-swedencentral/projects/chat",
        "ai-eastus2",
        "ai-swedencentral/deployments/a1b",
    ]
