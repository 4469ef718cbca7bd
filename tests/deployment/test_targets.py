"""The endpoints of a plan as they are deployed in the local Azure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from deployed_models import DeployedModels, deploy
from modelstacks.catalog import load
from modelstacks.deployment.absent import NotDeployedError
from modelstacks.deployment.spec_files import read_plan
from modelstacks.deployment.targets import look, read_targets
from modelstacks.errors import AzureError
from modelstacks.modes.serverless.plan import filter_is_on
from modelstacks.spec import load_deployments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer
    from modelstacks.deployment.plan import ModelsPlan

pytestmark = [pytest.mark.slow, pytest.mark.anyio]


@pytest.fixture
def anyio_backend() -> str:
    """What the command runs on."""
    return "asyncio"


@pytest.fixture(scope="module")
def deployed(
    local_azure: LocalAzureServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DeployedModels]:
    """Two deployed models."""
    models = deploy(local_azure, tmp_path_factory.mktemp("deployed"))
    yield models
    models.estate.close()


def plan_of(deployed: DeployedModels) -> ModelsPlan:
    return read_plan(load_deployments(deployed.spec, deployed.estate.azure.env()))


async def test_every_endpoint_is_read_with_its_key(deployed: DeployedModels) -> None:
    targets = await read_targets(plan_of(deployed), deployed.estate.azure.env())
    assert [(target.endpoint.name, target.mode) for target in targets] == [
        ("phi", "serverless"),
        ("own", "managed"),
    ]
    assert {target.endpoint.name: target.endpoint.key for target in targets} == deployed.keys
    assert {target.model.name for target in targets} == {"Phi-4"}


async def test_a_deployment_is_asked_past_the_traffic_rules(deployed: DeployedModels) -> None:
    targets = await read_targets(plan_of(deployed), deployed.estate.azure.env())
    assert [target.endpoint.deployment for target in targets] == [None, "own"]


async def test_the_filter_is_expected_where_azure_puts_one(deployed: DeployedModels) -> None:
    targets = await read_targets(plan_of(deployed), deployed.estate.azure.env())
    assert [target.content_safety for target in targets] == [True, None]


@pytest.mark.parametrize(
    ("model", "content_safety", "expected"),
    [
        ("Phi-4", None, True),
        ("Phi-4", False, False),
        ("Cohere-embed-v3-english", None, False),
        ("Meta-Llama-3-8B", None, None),
        ("Meta-Llama-3-8B", True, True),
    ],
)
def test_the_spec_decides_about_the_filter(
    model: str, content_safety: bool | None, expected: bool | None
) -> None:
    assert filter_is_on(load().model(model), content_safety) is expected


@pytest.mark.parametrize(("only", "names"), [("own", ["own"]), ("nobody", [])])
async def test_one_can_be_asked_for_alone(deployed: DeployedModels, only: str, names: list[str]) -> None:
    targets = await read_targets(plan_of(deployed), deployed.estate.azure.env(), only)
    assert [target.endpoint.name for target in targets] == names


async def test_an_endpoint_that_is_not_there_is_seen_as_such(deployed: DeployedModels) -> None:
    plan = plan_of(deployed)
    phi, own = plan.endpoints
    lost = replace(plan, endpoints=(phi, replace(own, name="nowhere-to-be-found")))
    seen = await look(lost, deployed.estate.azure.env())
    assert [(target.planned.name, target.target is None) for target in seen] == [
        ("phi", False),
        ("own", True),
    ]
    with pytest.raises(NotDeployedError, match="chat has no online endpoint nowhere-to-be-found"):
        await read_targets(lost, deployed.estate.azure.env())


async def test_a_group_that_is_not_there_is_azures_404(deployed: DeployedModels) -> None:
    lost = replace(plan_of(deployed), resource_group="rg-nowhere")
    with pytest.raises(AzureError) as refusal:
        await read_targets(lost, deployed.estate.azure.env())
    assert (refusal.value.status, refusal.value.code) == (404, "ResourceGroupNotFound")
