"""What a smoke test and the samples aim at, for a deployment in a Foundry account."""

from __future__ import annotations

import pytest

from modelstacks.azure.endpoint_access import Access
from modelstacks.catalog import load
from modelstacks.deployment.endpoint_plan import DeploymentPlan
from modelstacks.deployment.planned import Planned
from modelstacks.modes.foundry.plan import FoundryDeploymentPlan
from modelstacks.modes.foundry.spec import AccountRef, FoundryKeys

PHI = load().model("Phi-4")


def planned(project: str | None) -> Planned:
    account = AccountRef(
        region="eastus2",
        name="contoso-ai",
        create=True,
        subdomain="contoso",
        project=project,
        local_auth=False,
        assign_caller=True,
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
