"""azure-ai-ml as the second way in, under the custom deployer role: functions, the command, adopt and back again."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from azure_fixtures import start_local_azure
from e2e_bench import Bench, outputs_of
from estate import A100, LLAMA, PHI, PHI_VERSION, Estate
from modelstacks.azure import ml, ml_ensure, ml_remove
from modelstacks.azure.ml_wishes import (
    DifferenceError,
    OnlineDeploymentWish,
    OnlineEndpointWish,
    ServerlessWish,
    WorkspaceWish,
)
from modelstacks.azure.ownership import ENSURED_TAG, OwnedByStackError
from modelstacks.components.tags import stack_tags
from modelstacks.errors import AzureError
from modelstacks.localazure import process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from azure.ai.ml import MLClient

    from azure_fixtures import LocalAzureServer
    from e2e_bench import Ran
    from modelstacks.azure.ml_wishes import Ensured

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
TAGS = {ENSURED_TAG: "true"}
WRITES = ("PUT", "PATCH", "DELETE")
MANY = 1000


@pytest.fixture(scope="module")
def azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAzureServer]:
    """The scenario whose deployer holds the documented actions and no more."""
    started = start_local_azure(tmp_path_factory.mktemp("azure"), "custom-role")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in started.env("deployer").items():
            patch.setenv(name, value)
        patch.delenv("AZUREML_CURRENT_CLOUD", raising=False)
        yield started
    os.environ.pop("AZUREML_CURRENT_CLOUD", None)  # azure-ai-ml sets it itself
    process.stop(started.state)


@pytest.fixture(scope="module")
def estate(azure: LocalAzureServer) -> Iterator[Estate]:
    with Estate(azure) as made:
        made.project()
        yield made


@pytest.fixture(scope="module")
def client_of(azure: LocalAzureServer, estate: Estate) -> Iterator[Callable[..., MLClient]]:
    """Return a function that opens a client of the group (or of a workspace in it) as a principal."""
    where = {"subscription_id": azure.subscription, "resource_group_name": estate.group.rpartition("/")[2]}
    with ExitStack() as stack:

        def open_(principal: str = "deployer", **more: str) -> MLClient:
            return stack.enter_context(ml.open_client(azure.env(principal), **where, **more))

        yield open_


@pytest.fixture(scope="module")
def deployer(client_of: Callable[..., MLClient]) -> MLClient:
    return client_of(workspace_name="chat")


@pytest.fixture(scope="module")
def owner(client_of: Callable[..., MLClient]) -> MLClient:
    return client_of("owner")


def writes(azure: LocalAzureServer, run: Callable[[], Any]) -> int:
    """Run and return how many writes the server saw meanwhile: a rule that does next to nothing counts them."""
    for method in WRITES:
        rule = {"method": method, "path": "^/subscriptions/", "delay_s": 0.001, "count": MANY}
        azure.control("POST", "faults", rule)
    run()
    seen = MANY * len(WRITES) - sum(rule["count"] for rule in azure.control("GET", "faults"))
    azure.control("DELETE", "faults")
    return int(seen)


def twice(azure: LocalAzureServer, run: Callable[[], Ensured]) -> list[str]:
    """Run twice; return both outcomes. The second run must not write."""
    outcomes = [run().outcome]
    assert writes(azure, lambda: outcomes.append(run().outcome)) == 0
    return [str(outcome) for outcome in outcomes]


def test_counting_sees_writes(azure: LocalAzureServer, estate: Estate) -> None:
    assert writes(azure, estate.key_vault) == 1


@pytest.mark.parametrize("kind", ["hub", "workspace"])
def test_a_workspace_is_made_once(azure: LocalAzureServer, owner: MLClient, kind: Any) -> None:
    wish = WorkspaceWish(f"made-{kind}", kind, "swedencentral", tags=TAGS)

    assert twice(azure, lambda: ml_ensure.ensure_workspace(owner, wish)) == ["created", "unchanged"]


def test_a_project_is_made_once_below_its_hub(
    azure: LocalAzureServer, estate: Estate, owner: MLClient
) -> None:
    hub = estate.id("Microsoft.MachineLearningServices/workspaces/hub")
    wish = WorkspaceWish("made-project", "project", "swedencentral", hub, TAGS)

    assert twice(azure, lambda: ml_ensure.ensure_workspace(owner, wish)) == ["created", "unchanged"]


def test_the_deployer_makes_no_workspace_but_finds_one(estate: Estate, deployer: MLClient) -> None:
    hub = estate.id("Microsoft.MachineLearningServices/workspaces/hub")

    with pytest.raises(AzureError) as refusal:
        ml_ensure.ensure_workspace(deployer, WorkspaceWish("new", "workspace", "swedencentral"))
    found = ml_ensure.ensure_workspace(deployer, WorkspaceWish("chat", "project", "swedencentral", hub))

    assert refusal.value.code == "AuthorizationFailed"
    assert found.outcome == "unchanged"


def test_a_workspace_of_another_kind_is_reported(deployer: MLClient) -> None:
    with pytest.raises(DifferenceError) as said:
        ml_ensure.ensure_workspace(deployer, WorkspaceWish("hub", "workspace", "westus"))

    assert str(said.value) == (
        "Workspace hub exists and differs in what Azure can't change in place:\n"
        "  kind: it is hub, wanted is workspace\n"
        "  region: it is swedencentral, wanted is westus\n"
        "Wish for what is there, or delete it first (`modelstacks ensure --delete`) or take another name."
    )


def test_serverless_from_subscription_to_deletion(
    azure: LocalAzureServer, estate: Estate, deployer: MLClient
) -> None:
    name = estate.name("llama")
    wish = ServerlessWish(name, LLAMA, TAGS)

    subscribed = twice(azure, lambda: ml_ensure.ensure_marketplace_subscription(deployer, "llama", LLAMA))
    made = twice(azure, lambda: ml_ensure.ensure_serverless_endpoint(deployer, wish))
    other = ml_ensure.ensure_marketplace_subscription(deployer, "again", LLAMA)

    assert subscribed == made == ["created", "unchanged"]
    assert other.what == "Marketplace subscription llama"
    assert ml_remove.remove_marketplace_subscription(deployer, "llama") is False
    assert ml_remove.remove_serverless_endpoint(deployer, name) is True
    assert ml_remove.remove_marketplace_subscription(deployer, "llama") is True
    assert ml_remove.remove_serverless_endpoint(deployer, name) is False


def test_managed_compute_with_its_traffic(
    azure: LocalAzureServer, estate: Estate, deployer: MLClient, capfd: pytest.CaptureFixture[str]
) -> None:
    name = estate.name("own")
    wish = OnlineDeploymentWish(name, "blue", PHI_VERSION, A100, tags=TAGS)
    more = OnlineDeploymentWish(name, "blue", PHI_VERSION, A100, 2, TAGS)
    capfd.readouterr()

    endpoint = twice(
        azure, lambda: ml_ensure.ensure_online_endpoint(deployer, OnlineEndpointWish(name, TAGS))
    )
    deployment = twice(azure, lambda: ml_ensure.ensure_online_deployment(deployer, wish))
    traffic = twice(azure, lambda: ml_ensure.ensure_traffic(deployer, name, {"blue": 100}))
    scaled = ml_ensure.ensure_online_deployment(deployer, more)

    assert endpoint == deployment == ["created", "unchanged"]
    assert traffic == ["updated", "unchanged"]
    assert (scaled.outcome, scaled.changed) == ("updated", ("instance_count",))
    assert capfd.readouterr() == ("", "")
    workspace = ml.Workspace(deployer)
    assert workspace.keys(name).primary != workspace.keys(name).secondary
    assert "local Azure" in workspace.logs(name, "blue")
    with pytest.raises(DifferenceError, match="instance type: it is Standard_NC24ads_A100_v4"):
        ml_ensure.ensure_online_deployment(
            deployer, OnlineDeploymentWish(name, "blue", PHI_VERSION, "Standard_X")
        )
    assert ml_remove.remove_online_endpoint(deployer, name) is True


def test_what_a_stack_owns_is_left_alone(estate: Estate, deployer: MLClient) -> None:
    name = estate.name("owned")
    path = estate.id(f"Microsoft.MachineLearningServices/workspaces/chat/serverlessEndpoints/{name}")
    estate.serverless("Microsoft.MachineLearningServices/workspaces/chat", PHI, name)
    estate.arm.send("PATCH", path, {"tags": stack_tags("modelstacks-models", "prod")})

    with pytest.raises(OwnedByStackError) as refusal:
        ml_ensure.ensure_serverless_endpoint(deployer, ServerlessWish(name, PHI))
    with pytest.raises(OwnedByStackError):
        ml_remove.remove_serverless_endpoint(deployer, name)

    assert str(refusal.value) == (
        f"Serverless endpoint {name} belongs to the Pulumi stack modelstacks-models/prod (its tags say so): "
        "ensure leaves it alone.\nChange it through that stack, or give yours another name."
    )
    estate.delete(f"Microsoft.MachineLearningServices/workspaces/chat/serverlessEndpoints/{name}")


def test_a_wait_ends(azure: LocalAzureServer, estate: Estate, deployer: MLClient) -> None:
    azure.control(
        "POST", "faults", {"method": "PUT", "path": "serverlessEndpoints/slow", "operation": "stuck"}
    )
    name = estate.name("slow")

    with pytest.raises(AzureError, match="was not done within") as late:
        ml_ensure.ensure_serverless_endpoint(deployer, ServerlessWish(name, PHI), 0.5)

    assert late.value.code == "TimedOut"
    azure.control("DELETE", "faults")
    estate.delete(f"Microsoft.MachineLearningServices/workspaces/chat/serverlessEndpoints/{name}")


@dataclass
class Story:
    """What each command printed, and what was there at the end."""

    ran: dict[str, Ran] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)
    written: int = 0


@pytest.fixture(scope="module")
def story(azure: LocalAzureServer, estate: Estate, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Ensured, ensured again, adopted, given back, deleted: by the deployer, from a bare shell."""
    folder = tmp_path_factory.mktemp("spec")
    spec = _spec(folder, estate)
    bench, told = Bench(azure, folder, "deployer"), Story()

    def run(name: str, *command: str) -> None:
        told.ran[name] = bench.run(sys.executable, "-m", "modelstacks.cli", *command)

    run("lock", "lock", str(spec))
    run("ensure", "ensure", str(spec))
    told.written = writes(azure, lambda: run("again", "ensure", str(spec), "--output", "json"))
    run("adopt", "adopt", str(spec), "--yes")
    run("preview", "preview", str(spec), "--output", "json")
    run("refused", "ensure", str(spec))
    run("keep", "destroy", str(spec), "--keep", "--yes")
    endpoint = estate.get(
        f"Microsoft.MachineLearningServices/workspaces/chat/onlineEndpoints/{estate.name('own')}"
    )
    told.kept = endpoint
    run("delete", "ensure", str(spec), "--delete", "--yes", "--output", "json")
    return told


def _spec(folder: Path, estate: Estate) -> Path:
    spec = folder / "deployments.yaml"
    spec.write_text(
        f"""\
subscription: {estate.azure.subscription}
resource_group: {estate.group.rpartition("/")[2]}
name_suffix: {estate.tag}
owner: team
workspaces: {{{estate.region}: chat}}
deployments:
  chat: {{model: Llama-3.3-70B-Instruct, mode: serverless}}
  own: {{model: Phi-4, mode: managed, instance_type: {A100}, content_safety: false}}
""",
        encoding="utf-8",
    )
    return spec


@pytest.mark.parametrize("step", ["lock", "ensure", "again", "adopt", "preview", "keep", "delete"])
def test_every_step_succeeds(story: Story, step: str) -> None:
    assert story.ran[step].code == 0, story.ran[step].out


def test_the_first_run_makes_and_asks_everything(story: Story, estate: Estate) -> None:
    said = story.ran["ensure"].out

    assert f"Serverless endpoint {estate.name('chat')}: created" in said
    assert "answers as Llama-3.3-70B-Instruct" in said
    assert f"Traffic of {estate.name('own')}: updated (own)" in said


def test_a_second_run_writes_nothing(story: Story) -> None:
    outcomes = [row["outcome"] for row in outputs_of(story.ran["again"])["resources"]]

    assert outcomes == ["unchanged"] * 5
    assert story.written == 0


def test_a_preview_after_adopting_changes_nothing(story: Story) -> None:
    assert outputs_of(story.ran["preview"]) == {"changes": {"same": 10}}


def test_what_was_adopted_is_the_stacks(story: Story) -> None:
    assert story.ran["refused"].code == 1
    assert "belongs to the Pulumi stack modelstacks-models/local" in story.ran["refused"].out


def test_what_the_stack_forgot_still_runs_and_is_ensures_again(story: Story, estate: Estate) -> None:
    assert story.kept["properties"]["traffic"] == {"own": 100}
    assert story.kept["tags"] == {"modelstacks-ensured": "true", "modelstacks-owner": "team"}
    assert outputs_of(story.ran["delete"]) == {
        "deleted": [
            f"Serverless endpoint {estate.name('chat')}",
            f"Online endpoint {estate.name('own')}",
            "Marketplace subscription Llama-3-3-70B-Instruct",
        ]
    }
