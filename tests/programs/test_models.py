"""The models program in one run, of all modes: what it registers, in which order, and what it puts out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pulumi
import pytest

from foundry_answers import account, foundry
from lifecycle_builders import NOW
from locked_decisions import A100, locked_decision
from modelstacks.azure.endpoint_access import DATA_PLANE_SCOPE
from modelstacks.azure.tags import EXPIRES_TAG
from modelstacks.deployment.observed import Observed
from modelstacks.deployment.plan import plan_models
from modelstacks.deployment.repair import REPAIR_TAG
from modelstacks.names import content_safety_name
from modelstacks.programs.build_context import BuildContext
from modelstacks.programs.entry import Settings
from modelstacks.programs.models import _Build
from modelstacks.programs.one_identity import Caller
from modelstacks.spec import WorkspaceRef
from modelstacks.spec.serving import Autoscale, Serving
from registered import URI, registered, secret
from spec_builders import CATALOG, SUBSCRIPTION, deployment, spec_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from modelstacks.azure.arm import Arm
    from modelstacks.deployment.plan import ModelsPlan
    from registered import Registered

pytestmark = pytest.mark.slow

LLAMA = "Llama-3.3-70B-Instruct"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-models"
TAGS = {"modelstacks-project": "models", "modelstacks-stack": "dev"}
SAFETY = content_safety_name("guard", SUBSCRIPTION, "rg-models")
CPUS = "Standard_DS3_v2"
ME = Caller("my-object-id", "client", "tenant", is_user=True)
FOUNDRY_HOST = "https://ai-swedencentral.services.ai.azure.com"


class Asked:
    """The run's ARM client: everything is there and ready; it notes what it was asked."""

    def __init__(self) -> None:
        self.questions: list[str] = []

    async def token(self, scope: str) -> str:
        self.questions.append(f"token {scope}")
        return "a-token"

    async def get(self, id_: str, _version: str) -> dict[str, Any]:
        self.questions.append(f"get {id_.rpartition('/')[2]}")
        return {"properties": {"endpoints": {"Azure AI Model Inference API": FOUNDRY_HOST}}}

    async def find(self, id_: str, _version: str) -> dict[str, Any]:
        self.questions.append(f"find {id_.rpartition('/')[2]}")
        return {"properties": {"provisioningState": "Succeeded"}}

    async def post(self, id_: str, _version: str) -> dict[str, Any]:
        self.questions.append(f"post {id_.rpartition('/')[2]}")
        return {"key1": "its-key"}

    async def ask(self, question: Callable[[Arm], Awaitable[Any]]) -> Any:
        """As AzureThread does it."""
        return await question(self)  # type: ignore[arg-type]  # what of an Arm is asked here


def planned() -> ModelsPlan:
    """Two workspaces that the stack makes, one of somebody else's, and a Foundry account."""
    serving = Serving(autoscale=Autoscale(max=4), environment={"CONTENT_SAFETY_THRESHOLD": "4"})
    deployments = (
        deployment("chat", LLAMA, mode="serverless", endpoint_name="chat-ep"),
        deployment("phi", mode="serverless", regions=("westus3",), content_safety=False),
        deployment("blue", mode="managed", endpoint_name="guard", content_safety=True, serving=serving, traffic=90),
        deployment("green", mode="managed", endpoint_name="guard", traffic=10, instance_type=CPUS),
        deployment("theirs", mode="managed", endpoint_exists=True, regions=("westus3",)),
        foundry("talk", "Phi-4", sku="GlobalStandard", version_upgrade="NoAutoUpgrade", content_filter="mine"),
        foundry("more", "Phi-4"),
    )  # fmt: skip
    workspaces = {
        "swedencentral": WorkspaceRef("swedencentral", "ws-swedencentral", create=True, kind="project"),
        "eastus2": WorkspaceRef("eastus2", "ws-eastus2", create=True, kind="workspace"),
        "westus3": WorkspaceRef("westus3", "ws-westus3", create=False, kind="project"),
    }
    accounts = {"swedencentral": account(create=True, project="chat", assign_caller=True)}
    details = {"format": "Microsoft", "name": "Phi-4", "sku": "GlobalStandard", "capacity": 5}
    foundry_lock: dict[str, Any] = {"workspace": "ai-swedencentral", "mode": "foundry", "details": details}
    locks: dict[str, dict[str, Any]] = {
        "talk": {**foundry_lock, "version": "7"},
        "more": foundry_lock,
        "blue": {"quota": "shared"},
        "green": {"quota": "shared", "instance_type": CPUS},
    }
    spec = spec_of(deployments, workspaces=workspaces, parents={"foundry": accounts})
    return plan_models(spec, {each.name: locked_decision(each, **locks.get(each.name, {})) for each in deployments})  # fmt: skip


def build(plan: ModelsPlan, asked: Asked, observed: Observed) -> Registered:
    settings = Settings(spec=Path("deployments.yaml"), check="off", smoke="off", ready_within_s=0)
    answers = {
        "listServerlessEndpointKeys": {"primaryKey": "s"},
        "listOnlineEndpointKeys": {"primaryKey": "o"},
        "getOnlineEndpoint": {
            "id": f"{GROUP}/theirs",
            "properties": {"scoringUri": f"{URI}/score", "authMode": "AADToken"},
        },
        "getClientConfig": {"tenantId": "tenant"},
    }

    def program() -> None:
        context = BuildContext(plan, settings, TAGS, observed, asked, {}, ME)  # type: ignore[arg-type]  # see Asked
        pulumi.export("deployments", _Build(context).everything())

    return registered(program, answers=answers)


@pytest.fixture(scope="module")
def asked() -> Asked:
    """Who was asked in the run."""
    return Asked()


@pytest.fixture(scope="module")
def run(asked: Asked) -> Registered:
    """An up of all of it: the endpoint on shared quota ends at NOW, and what Azure kept as deleted comes back."""
    plan = planned()
    chat = f"{GROUP}/providers/Microsoft.MachineLearningServices/workspaces/ws-swedencentral/serverlessEndpoints/chat-ep"
    kept = f"{GROUP}/providers/Microsoft.CognitiveServices/accounts/ai-swedencentral".lower()
    observed = Observed({"guard": NOW}, kept=frozenset([kept]), repairs={chat: {REPAIR_TAG: "t"}})
    return build(plan, asked, observed)


def test_a_workspace_comes_with_its_hub_and_what_they_stand_on(run: Registered) -> None:
    workspaces = {
        name: (each.inputs["kind"], each.inputs["location"], each.parent)
        for name, each in run.resources.items()
        if each.type == "azure-native:machinelearningservices:Workspace"
    }
    assert workspaces == {
        "ws-swedencentral-hub-workspace": ("Hub", "swedencentral", "ws-swedencentral-hub"),
        "ws-swedencentral-workspace": ("Project", "swedencentral", "ws-swedencentral"),
        "ws-eastus2-workspace": ("Default", "eastus2", "ws-eastus2"),
    }
    assert run["ws-swedencentral"].parent == "ws-swedencentral-hub"
    assert run["ws-eastus2-workspace"].inputs["tags"] == TAGS


def test_what_is_sold_is_bought_once_in_its_workspace(run: Registered) -> None:
    bought = [each for each in run.resources.values() if each.type.endswith("native:machinelearningservices:MarketplaceSubscription")]  # fmt: skip
    (subscription,) = bought
    assert subscription.inputs == {
        "name": "Llama-3-3-70B-Instruct",
        "properties": {"modelId": CATALOG.model(LLAMA).id},
        "resourceGroupName": "rg-models",
        "workspaceName": "ws-swedencentral",
    }
    assert run[subscription.parent].waits_for == {"ws-swedencentral-workspace"}


def test_an_endpoint_waits_for_its_workspace_and_its_subscription_where_the_stack_makes_them(
    run: Registered,
) -> None:
    chat, phi = run["chat"], run["phi"]
    assert len(chat.waits_for) == 2
    assert "ws-swedencentral-workspace" in chat.waits_for
    assert phi.waits_for == set()


def test_serverless_endpoints_are_sent_with_their_tags_and_filter(run: Registered) -> None:
    chat, phi = run["chat-endpoint"].inputs, run["phi-endpoint"].inputs
    deployed = {"modelstacks-deployment": "chat"}
    assert (chat["name"], chat["tags"]) == ("chat-ep", {**TAGS, **deployed, REPAIR_TAG: "t"})
    assert chat["properties"]["contentSafety"] == {"contentSafetyStatus": "Enabled"}
    assert phi["tags"] == {**TAGS, "modelstacks-deployment": "phi"}
    assert phi["properties"]["contentSafety"] == {"contentSafetyStatus": "Disabled"}
    assert [alias.spec.name for alias in run["chat"].options.aliases] == ["chat-ep"]
    assert list(run["phi"].options.aliases) == []


def test_an_endpoint_on_shared_quota_says_when_it_ends_and_has_what_guards_it(run: Registered) -> None:
    guard = run["guard-endpoint"].inputs
    ends = {EXPIRES_TAG: "2026-11-20T12:00:00+00:00"}
    assert guard["tags"] == {**TAGS, **ends}
    assert guard["properties"]["properties"]["SharedComputeCapacityEnabled"] == "true"
    assert guard["identity"]["type"] == "UserAssigned"
    assert run["guard"].waits_for == run["guard-safety"].waits_for == {"ws-swedencentral-workspace"}
    account, identity = run["guard-safety-account"].inputs, run["guard-safety-identity"].inputs
    assert (account["accountName"], identity["resourceName"]) == (SAFETY, f"id-{SAFETY}")
    assert (account["location"], account["tags"]) == ("swedencentral", TAGS)
    assert "restore" not in account["properties"]


def test_only_the_guarded_deployment_knows_content_safety_and_the_specs_own_variables_win(
    run: Registered,
) -> None:
    blue, green = run["guard-blue-deployment"].inputs, run["guard-green-deployment"].inputs
    variables = blue["properties"]["environmentVariables"]
    assert variables["CONTENT_SAFETY_ACCOUNT_NAME"] == SAFETY
    assert variables["CONTENT_SAFETY_THRESHOLD"] == "4"
    assert "environmentVariables" not in green["properties"]
    assert (blue["properties"]["instanceType"], green["properties"]["instanceType"]) == (A100, CPUS)
    assert blue["tags"] == {**TAGS, "modelstacks-deployment": "blue"}
    assert (run["guard-blue"].parent, run["guard-blue"].waits_for) == ("guard", {"ws-swedencentral-workspace"})  # fmt: skip


def test_a_deployment_is_scaled_by_its_gpus_where_the_spec_says_so(run: Registered) -> None:
    setting = run["guard-blue-autoscale"].inputs
    (profile,) = setting["profiles"]
    assert setting["autoscaleSettingName"] == "autoscale-guard-blue"
    assert profile["capacity"] == {"minimum": "1", "maximum": "4", "default": "1"}
    assert profile["rules"][0]["metricTrigger"]["metricName"] == "GpuUtilizationPercentage"
    assert "guard-green-autoscale" not in run.resources


def test_traffic_is_written_again_with_its_endpoint(run: Registered) -> None:
    guard, theirs = run["guard-traffic"], run["theirs-traffic"]
    assert (guard.inputs["traffic"], guard.parent) == ({"blue": 90, "green": 10}, "guard")
    written = {**run["guard-endpoint"].inputs["tags"], "identity": SAFETY}
    assert json.loads(guard.inputs["endpoint_inputs"]) == written
    assert (theirs.inputs["traffic"], theirs.inputs["endpoint_inputs"]) == ({"theirs": 100}, "{}")
    assert theirs.parent == "models-dev"


def test_somebody_elses_endpoint_is_asked_with_our_own_token(run: Registered, asked: Asked) -> None:
    assert "theirs" not in run.resources
    assert f"token {DATA_PLANE_SCOPE}" in asked.questions
    assert "find guard" in asked.questions


def test_a_foundry_account_comes_back_with_its_project_and_who_deploys(run: Registered) -> None:
    made = run["ai-swedencentral-account"].inputs
    assert made["properties"]["restore"] is True
    assert made["tags"] == TAGS
    assert run["ai-swedencentral-project"].inputs["projectName"] == "chat"
    role = run["ai-swedencentral-caller"].inputs
    assert (role["principalId"], role["principalType"]) == ("my-object-id", "User")
    assert run.log == [
        "info: Azure keeps the deleted Foundry account ai-swedencentral: it is restored, not made anew."
    ]


def test_an_accounts_deployments_are_written_one_after_the_other(run: Registered) -> None:
    assert "ai-swedencentral-account" in run["talk"].waits_for
    assert not {"talk-deployment", "more-deployment"} & run["talk"].waits_for
    assert "talk-deployment" in run["more"].waits_for
    talk, more = run["talk-deployment"].inputs, run["more-deployment"].inputs
    assert talk["sku"] == {"name": "GlobalStandard", "capacity": 5}
    assert talk["properties"]["model"] == {"format": "Microsoft", "name": "Phi-4", "version": "7"}
    assert talk["properties"]["raiPolicyName"] == "mine"
    assert talk["properties"]["versionUpgradeOption"] == "NoAutoUpgrade"
    assert talk["tags"] == {**TAGS, "modelstacks-deployment": "talk"}
    assert more["properties"] == {"model": {"format": "Microsoft", "name": "Phi-4"}}


def test_outputs_say_where_and_with_which_key_and_without_tests_what_should_be_answered(
    run: Registered,
) -> None:
    outputs = run.outputs[""]["deployments"]
    assert outputs["chat"] == {
        "uri": URI,
        "key": secret("s"),
        "model": LLAMA,
        "mode": "serverless",
        "region": "swedencentral",
        "info": info(LLAMA, "Meta"),
    }
    assert outputs["blue"] == {
        "uri": URI,
        "key": secret("o"),
        "model": "Phi-4",
        "mode": "managed",
        "region": "swedencentral",
        "info": info("Phi-4", "Microsoft"),
        "endpoint": "guard",
        "expires": NOW.isoformat(),
        "state": "deployed",
    }
    assert outputs["theirs"]["key"] == secret(None)
    assert "expires" not in outputs["theirs"]
    assert outputs["talk"] == {
        "uri": f"{FOUNDRY_HOST}/openai/v1",
        "deployment": "talk",
        "model": "Phi-4",
        "mode": "foundry",
        "region": "swedencentral",
        "info": {},
    }


def info(model: str, provider: str) -> dict[str, str]:
    return {"model_name": model, "model_type": "chat-completions", "model_provider_name": provider}
