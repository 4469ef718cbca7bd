"""azure-ai-ml against an Azure that is still busy when it says that it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from azure_fixtures import shell_of, start_local_azure
from estate import A100, PHI_VERSION, Estate
from localazure import process
from modelstacks.azure import ml, ml_ensure, ml_remove
from modelstacks.azure.ml_desired import DesiredOnlineDeployment, DesiredOnlineEndpoint
from modelstacks.azure.tags import ENSURED_TAG
from modelstacks.errors import AzureError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure.ai.ml import MLClient

    from azure_fixtures import LocalAzureServer

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
TAGS = {ENSURED_TAG: "true"}
SETTLING = """\
name: settling
description: An endpoint is Updating for a while after it said Succeeded, as is a deployment.
extends: sandbox
provisioning: {Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments: {seconds: 2}}
compute: {settling_s: 1}
"""


@pytest.fixture(scope="module")
def azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAzureServer]:
    folder = tmp_path_factory.mktemp("settling")
    (folder / "settling.yaml").write_text(SETTLING)
    started = start_local_azure(folder / "state", str(folder / "settling.yaml"))
    with shell_of(started):
        yield started
    process.stop(started.state)


@pytest.fixture(scope="module")
def estate(azure: LocalAzureServer) -> Iterator[Estate]:
    with Estate(azure) as prepared:
        prepared.project()
        yield prepared


@pytest.fixture
def client(azure: LocalAzureServer, estate: Estate) -> Iterator[MLClient]:
    where = {"subscription_id": azure.subscription, "resource_group_name": estate.group.rpartition("/")[2]}
    with ml.open_client(azure.env(), workspace_name="chat", **where) as opened:
        yield opened


@pytest.mark.slow
def test_each_write_waits_for_the_one_before(estate: Estate, client: MLClient) -> None:
    name = estate.name("own")
    blue = DesiredOnlineDeployment(name, "blue", PHI_VERSION, A100, tags=TAGS)

    outcomes = [
        ml_ensure.ensure_online_endpoint(client, DesiredOnlineEndpoint(name, TAGS)),
        ml_ensure.ensure_online_deployment(client, blue),
        ml_ensure.ensure_traffic(client, name, {"blue": 100}),
        ml_ensure.ensure_online_endpoint(client, DesiredOnlineEndpoint(name, {**TAGS, "more": "tags"})),
    ]

    assert [ensured.outcome for ensured in outcomes] == ["created", "created", "updated", "updated"]
    assert ml_remove.remove_online_endpoint(client, name) is True


@pytest.mark.slow
def test_an_endpoint_is_deleted_when_its_deployment_is_done(estate: Estate, client: MLClient) -> None:
    """Somebody stopped an ensure that Azure goes on with."""
    name = estate.name("busy")
    blue = DesiredOnlineDeployment(name, "blue", PHI_VERSION, A100, tags=TAGS)
    ml_ensure.ensure_online_endpoint(client, DesiredOnlineEndpoint(name, TAGS))
    with pytest.raises(AzureError) as late:
        ml_ensure.ensure_online_deployment(client, blue, 0.1)

    assert late.value.code == "TimedOut"
    assert ml_remove.remove_online_endpoint(client, name) is True


@pytest.mark.slow
def test_waiting_for_what_is_busy_ends(azure: LocalAzureServer, estate: Estate, client: MLClient) -> None:
    name = estate.name("long")
    green = DesiredOnlineDeployment(name, "green", PHI_VERSION, A100, tags=TAGS)
    azure.control("POST", "faults", {"method": "PUT", "path": "deployments/green", "operation": "stuck"})
    ml_ensure.ensure_online_endpoint(client, DesiredOnlineEndpoint(name, TAGS))
    with pytest.raises(AzureError, match="was not done within"):
        ml_ensure.ensure_online_deployment(client, green, 0.1)

    with pytest.raises(AzureError) as late:
        ml_ensure.ensure_online_deployment(client, green, 0)
    azure.control("DELETE", "faults")

    assert str(late.value) == (
        f"TimedOut: Online deployment green of {name} was still Creating after 0 s. "
        "Azure is still working on it: run this again to see how it ended."
    )
