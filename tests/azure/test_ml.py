"""The wrappers through the real azure-ai-ml on the local Azure. Importing it costs seconds: no other file of ours does."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from azure_fixtures import shell_of
from estate import A100, LLAMA, PHI_VERSION, Estate
from modelstacks.azure import ml
from modelstacks.errors import AzureError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]


@pytest.fixture(scope="module", autouse=True)
def shell(local_azure: LocalAzureServer) -> Iterator[None]:
    with shell_of(local_azure):
        yield


@pytest.fixture(scope="module")
def estate(local_azure: LocalAzureServer) -> Iterator[Estate]:
    """A project with an endpoint `ep-…` and the deployment blue behind it."""
    with Estate(local_azure) as created:
        created.deployment(created.online(created.project()))
        yield created


@pytest.fixture(scope="module")
def workspace(estate: Estate) -> Iterator[ml.Workspace]:
    address = ml.WorkspaceAddress(estate.azure.subscription, estate.group.rpartition("/")[2], "chat")
    with ml.open_workspace(os.environ, address) as opened:
        yield opened


def test_the_newest_model_is_the_registrys() -> None:
    assert ml.newest_model(os.environ, "azureml-meta", "Llama-3.3-70B-Instruct").startswith(
        f"{LLAMA}/versions/"
    )


def test_an_endpoint_is_read_with_what_is_behind_it(estate: Estate, workspace: ml.Workspace) -> None:
    name = estate.name("ep")
    endpoint = workspace.endpoint(name)
    assert (endpoint.name, endpoint.state, endpoint.traffic) == (name, "Succeeded", {"blue": 0})
    assert endpoint.uri == f"{estate.azure.url}/online/swedencentral/{name}"
    assert [found.name for found in workspace.endpoints()] == [name]
    assert workspace.deployments(name) == [ml.OnlineDeployment("blue", "Succeeded", PHI_VERSION, A100, 1)]


def test_traffic_is_set(estate: Estate, workspace: ml.Workspace) -> None:
    assert workspace.set_traffic(estate.name("ep"), {"blue": 100}).traffic == {"blue": 100}


def test_both_containers_keep_logs(estate: Estate, workspace: ml.Workspace) -> None:
    log = ml.last_lines(workspace, estate.name("ep"), "blue", lines=1)
    assert log.splitlines() == [
        "Last lines of blue's container inference-server:",
        f"Model {PHI_VERSION} is ready",
        "Last lines of blue's container storage-initializer:",
        f"Model {PHI_VERSION} downloaded",
    ]


def test_logs_that_can_not_be_read_say_why(estate: Estate, workspace: ml.Workspace) -> None:
    log = ml.last_lines(workspace, estate.name("ep"), "purple")
    assert log.count("can't be read: ResourceNotFound: ") == 2


def test_a_key_is_made_anew_and_never_shown(estate: Estate, workspace: ml.Workspace) -> None:
    before = workspace.keys(estate.name("ep"))
    after = workspace.regenerate_key(estate.name("ep"), "secondary")
    assert after.primary == before.primary
    assert after.secondary != before.secondary
    assert before.primary not in repr(before)


def test_an_endpoint_has_a_token_or_keys(estate: Estate, workspace: ml.Workspace) -> None:
    tokens = estate.name("tok")
    estate.online("Microsoft.MachineLearningServices/workspaces/chat", tokens, authMode="AMLToken")
    token = workspace.token(tokens)
    assert datetime.now(UTC) < token.expires < datetime.now(UTC) + timedelta(days=1)
    assert token.value not in repr(token)
    with pytest.raises(AzureError, match="has a token, not keys"):
        workspace.keys(tokens)
    with pytest.raises(AzureError, match="has keys, not a token"):
        workspace.token(estate.name("ep"))


def test_what_is_not_there_is_said_in_azures_words(
    workspace: ml.Workspace, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(AzureError) as refusal:
        workspace.endpoint("nowhere")
    assert (refusal.value.code, refusal.value.status) == ("ResourceNotFound", 404)
    assert capfd.readouterr() == ("", "")


def test_a_model_of_the_workspace_is_packaged_into_the_next_version_of_an_environment(
    estate: Estate, workspace: ml.Workspace
) -> None:
    register_model(estate)
    served = f"{estate.id('Microsoft.MachineLearningServices/workspaces/chat')}/environments/served/versions"
    created = [workspace.package("my-model", "1", "served") for _ in range(2)]
    assert created == [f"{served}/1", f"{served}/2"]
    assert workspace.package("my-model", "1", "azureml:served:7") == f"{served}/7"


def register_model(estate: Estate) -> None:
    """Register what lies in a datastore already as my-model:1, through azure-ai-ml."""
    from azure.ai.ml.entities import Model

    where = {"subscription_id": estate.azure.subscription, "workspace_name": "chat"}
    group = estate.group.rpartition("/")[2]
    with ml.open_client(os.environ, **where, resource_group_name=group) as client:
        path = "azureml://datastores/workspaceblobstore/paths/my-model"
        created = client.models.create_or_update(
            Model(name="my-model", version="1", path=path, type="custom_model", tags={"by": "hand"})
        )
        read = client.models.get("my-model", version="1")
        assert (read.id, read.path, read.tags) == (created.id, created.path, {"by": "hand"})


def test_a_model_that_is_not_in_the_workspace_can_not_be_packaged(workspace: ml.Workspace) -> None:
    with pytest.raises(AzureError) as refusal:
        workspace.package("no-model", "1", "served")
    assert (refusal.value.code, refusal.value.status) == ("ResourceNotFound", 404)
