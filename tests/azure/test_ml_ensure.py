"""The functions that make and remove things through azure-ai-ml, called by a deployer with the custom role."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from azure_fixtures import shell_of
from counted_writes import writes
from estate import A100, LLAMA, PHI, PHI_VERSION, Estate
from modelstacks.azure import ml, ml_ensure, ml_remove
from modelstacks.azure.ml_desired import (
    DesiredOnlineDeployment,
    DesiredOnlineEndpoint,
    DesiredServerless,
    DesiredWorkspace,
    DifferenceError,
)
from modelstacks.azure.ownership import OwnedByStackError
from modelstacks.azure.tags import ENSURED_TAG, stack_tags
from modelstacks.errors import AzureError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from azure.ai.ml import MLClient

    from azure_fixtures import LocalAzureServer
    from modelstacks.azure.ml_desired import Ensured

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]
TAGS = {ENSURED_TAG: "true"}


@pytest.fixture(scope="module")
def azure(custom_role_azure: LocalAzureServer) -> Iterator[LocalAzureServer]:
    with shell_of(custom_role_azure, "deployer"):
        yield custom_role_azure


@pytest.fixture(scope="module")
def estate(azure: LocalAzureServer) -> Iterator[Estate]:
    with Estate(azure) as created:
        created.project()
        yield created


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


def twice(azure: LocalAzureServer, run: Callable[[], Ensured]) -> list[str]:
    """Run twice; return both outcomes. The second run must not write."""
    outcomes = [run().outcome]
    assert writes(azure, lambda: outcomes.append(run().outcome)) == 0
    return [str(outcome) for outcome in outcomes]


def test_counting_sees_writes(azure: LocalAzureServer, estate: Estate) -> None:
    assert writes(azure, estate.key_vault) == 1


@pytest.mark.parametrize("kind", ["hub", "workspace"])
def test_a_workspace_is_made_once(azure: LocalAzureServer, owner: MLClient, kind: Any) -> None:
    desired = DesiredWorkspace(f"made-{kind}", kind, "swedencentral", tags=TAGS)

    assert twice(azure, lambda: ml_ensure.ensure_workspace(owner, desired)) == ["created", "unchanged"]


def test_a_project_is_made_once_below_its_hub(
    azure: LocalAzureServer, estate: Estate, owner: MLClient
) -> None:
    hub = estate.id("Microsoft.MachineLearningServices/workspaces/hub")
    desired = DesiredWorkspace("made-project", "project", "swedencentral", hub, TAGS)

    assert twice(azure, lambda: ml_ensure.ensure_workspace(owner, desired)) == ["created", "unchanged"]


@pytest.mark.parametrize("tags", [TAGS, {}])
def test_only_a_workspace_that_ensure_made_is_removed(
    estate: Estate, owner: MLClient, tags: dict[str, str]
) -> None:
    name = f"removed-{len(tags)}"
    ml_ensure.ensure_workspace(owner, DesiredWorkspace(name, "workspace", "swedencentral", tags=tags))

    assert ml_remove.remove_workspace(owner, name) is bool(tags)
    left = owner.workspaces.list()
    assert (name in {workspace.name for workspace in left}) is not bool(tags)


def test_the_deployer_makes_no_workspace_but_finds_one(estate: Estate, deployer: MLClient) -> None:
    hub = estate.id("Microsoft.MachineLearningServices/workspaces/hub")

    with pytest.raises(AzureError) as refusal:
        ml_ensure.ensure_workspace(deployer, DesiredWorkspace("new", "workspace", "swedencentral"))
    found = ml_ensure.ensure_workspace(deployer, DesiredWorkspace("chat", "project", "swedencentral", hub))

    assert refusal.value.code == "AuthorizationFailed"
    assert found.outcome == "unchanged"


def test_a_workspace_of_another_kind_is_reported(deployer: MLClient) -> None:
    with pytest.raises(DifferenceError) as refused:
        ml_ensure.ensure_workspace(deployer, DesiredWorkspace("hub", "workspace", "westus"))

    assert str(refused.value) == (
        "Workspace hub exists and differs in what Azure can't change in place:\n"
        "  kind: it is hub, but workspace is wanted\n"
        "  region: it is swedencentral, but westus is wanted\n"
        "Ask for it as it is, delete it first (`modelstacks ensure --delete`), or choose another name."
    )


def test_serverless_from_subscription_to_deletion(
    azure: LocalAzureServer, estate: Estate, deployer: MLClient
) -> None:
    name = estate.name("llama")
    desired = DesiredServerless(name, LLAMA, TAGS)

    subscribed = twice(azure, lambda: ml_ensure.ensure_marketplace_subscription(deployer, "llama", LLAMA))
    outcomes = twice(azure, lambda: ml_ensure.ensure_serverless_endpoint(deployer, desired))
    other = ml_ensure.ensure_marketplace_subscription(deployer, "again", LLAMA)

    assert subscribed == outcomes == ["created", "unchanged"]
    assert other.what == "Marketplace subscription llama"
    assert ml_remove.remove_marketplace_subscription(deployer, "llama") is False
    assert ml_remove.remove_serverless_endpoint(deployer, name) is True
    assert ml_remove.remove_marketplace_subscription(deployer, "llama") is True
    assert ml_remove.remove_serverless_endpoint(deployer, name) is False


def test_a_model_that_needs_no_plan_is_not_bought(deployer: MLClient) -> None:
    ensured = ml_ensure.ensure_marketplace_subscription(deployer, "phi", PHI)
    assert (ensured.what, ensured.outcome) == (
        "Marketplace subscription phi, not required by Azure",
        "unchanged",
    )
    assert ml_remove.remove_marketplace_subscription(deployer, "phi") is False


def test_managed_compute_with_its_traffic(
    azure: LocalAzureServer, estate: Estate, deployer: MLClient, capfd: pytest.CaptureFixture[str]
) -> None:
    name = estate.name("own")
    desired = DesiredOnlineDeployment(name, "blue", PHI_VERSION, A100, tags=TAGS)
    more = DesiredOnlineDeployment(name, "blue", PHI_VERSION, A100, 2, TAGS)
    capfd.readouterr()

    endpoint = twice(
        azure, lambda: ml_ensure.ensure_online_endpoint(deployer, DesiredOnlineEndpoint(name, TAGS))
    )
    deployment = twice(azure, lambda: ml_ensure.ensure_online_deployment(deployer, desired))
    traffic = twice(azure, lambda: ml_ensure.ensure_traffic(deployer, name, {"blue": 100, "none": 0}))
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
            deployer, DesiredOnlineDeployment(name, "blue", PHI_VERSION, "Standard_X")
        )
    assert ml_remove.remove_online_endpoint(deployer, name) is True


def test_tags_are_added_to_what_is_there_and_others_stay(
    estate: Estate, owner: MLClient, deployer: MLClient
) -> None:
    workspace = "Microsoft.MachineLearningServices/workspaces/chat"
    name, more = estate.name("tagged"), {"owner": "me"}
    estate.serverless(workspace, PHI, name)
    estate.online(workspace, name)
    paths = [workspace, f"{workspace}/serverlessEndpoints/{name}", f"{workspace}/onlineEndpoints/{name}"]
    for path in paths:
        estate.arm.send("PATCH", estate.id(path), {"tags": {"theirs": "stays"}})
    hub = estate.id("Microsoft.MachineLearningServices/workspaces/hub")
    project = DesiredWorkspace("chat", "project", "swedencentral", hub, more)
    ensured = [
        ml_ensure.ensure_workspace(owner, project),
        ml_ensure.ensure_serverless_endpoint(deployer, DesiredServerless(name, PHI, more)),
        ml_ensure.ensure_online_endpoint(deployer, DesiredOnlineEndpoint(name, more)),
    ]
    assert [(row.outcome, row.changed) for row in ensured] == [("updated", ("tags",))] * 3
    for path in paths:
        assert more.items() | {("theirs", "stays")} <= estate.get(path)["tags"].items()
    for path in paths[1:]:
        estate.delete(path)


def test_what_cannot_be_changed_of_each_kind_is_reported(estate: Estate, deployer: MLClient) -> None:
    workspace = "Microsoft.MachineLearningServices/workspaces/chat"
    name = estate.name("fixed")
    estate.serverless(workspace, PHI, name)
    estate.online(workspace, name)
    with pytest.raises(DifferenceError, match=f"model: it is {PHI}, but {LLAMA} is wanted"):
        ml_ensure.ensure_serverless_endpoint(deployer, DesiredServerless(name, LLAMA))
    estate.online(workspace, tokens := estate.name("tokens"), authMode="AADToken")
    with pytest.raises(DifferenceError, match=r"auth mode: it is .*, but key is wanted"):
        ml_ensure.ensure_online_endpoint(deployer, DesiredOnlineEndpoint(tokens))
    estate.delete(f"{workspace}/onlineEndpoints/{tokens}")
    hub = estate.id("Microsoft.MachineLearningServices/workspaces/other")
    with pytest.raises(DifferenceError, match="hub: it is "):
        ml_ensure.ensure_workspace(deployer, DesiredWorkspace("chat", "project", "swedencentral", hub))
    ml_ensure.ensure_marketplace_subscription(deployer, name, LLAMA)
    with pytest.raises(DifferenceError, match="model: it is "):
        ml_ensure.ensure_marketplace_subscription(
            deployer, name, "azureml://registries/azureml-cohere/models/M"
        )
    for kind in ("serverlessEndpoints", "onlineEndpoints", "marketplaceSubscriptions"):
        estate.delete(f"{workspace}/{kind}/{name}")


def test_shares_that_nobody_asked_about_stay_and_settings_are_compared(
    azure: LocalAzureServer, estate: Estate, deployer: MLClient
) -> None:
    from azure.ai.ml.entities import OnlineRequestSettings

    workspace = "Microsoft.MachineLearningServices/workspaces/chat"
    name = estate.name("split")
    path = estate.online(workspace, name)
    for each in ("blue", "green"):
        estate.deployment(path, each)
    estate.traffic(path, blue=30, green=70)
    moved = ml_ensure.ensure_traffic(deployer, name, {"blue": 30, "other": 0})
    assert moved.outcome == "unchanged"
    moved = ml_ensure.ensure_traffic(deployer, name, {"green": 0, "blue": 100})
    assert (moved.outcome, moved.changed) == ("updated", ("blue", "green"))
    assert estate.get(path)["properties"]["traffic"] == {"blue": 100}

    def ensure(seconds: int) -> Ensured:
        settings = {"request_settings": OnlineRequestSettings(request_timeout_ms=seconds * 1000)}
        live = estate.get(f"{path}/deployments/green")["properties"]
        desired = DesiredOnlineDeployment(
            name, "green", live["model"], live["instanceType"], settings=settings
        )
        return ml_ensure.ensure_online_deployment(deployer, desired)

    assert ensure(30).changed == ("request_settings",)
    assert writes(azure, lambda: ensure(30)) == 0
    estate.delete(path)


def test_what_a_stack_owns_is_left_alone(estate: Estate, deployer: MLClient) -> None:
    name = estate.name("owned")
    path = estate.id(f"Microsoft.MachineLearningServices/workspaces/chat/serverlessEndpoints/{name}")
    estate.serverless("Microsoft.MachineLearningServices/workspaces/chat", PHI, name)
    estate.arm.send("PATCH", path, {"tags": stack_tags("modelstacks-models", "prod")})

    with pytest.raises(OwnedByStackError) as refusal:
        ml_ensure.ensure_serverless_endpoint(deployer, DesiredServerless(name, PHI))
    with pytest.raises(OwnedByStackError):
        ml_remove.remove_serverless_endpoint(deployer, name)

    assert str(refusal.value) == (
        f"Serverless endpoint {name} belongs to the Pulumi stack modelstacks-models/prod (its tags say so): "
        "it is left alone.\nChange it through that stack, or give yours another name."
    )
    estate.delete(f"Microsoft.MachineLearningServices/workspaces/chat/serverlessEndpoints/{name}")


def test_a_wait_ends(azure: LocalAzureServer, estate: Estate, deployer: MLClient) -> None:
    azure.control(
        "POST", "faults", {"method": "PUT", "path": "serverlessEndpoints/slow", "operation": "stuck"}
    )
    name = estate.name("slow")

    with pytest.raises(AzureError, match="was not done within") as late:
        ml_ensure.ensure_serverless_endpoint(deployer, DesiredServerless(name, PHI), 0.5)

    assert late.value.code == "TimedOut"
    azure.control("DELETE", "faults")
    estate.delete(f"Microsoft.MachineLearningServices/workspaces/chat/serverlessEndpoints/{name}")
