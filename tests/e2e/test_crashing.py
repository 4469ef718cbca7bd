"""A managed deployment that Azure can't bring up: `up` shows what its containers said last."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from azure_fixtures import start_local_azure
from e2e_bench import Bench, project
from localazure import process

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from e2e_bench import Ran
    from wheel import Installed


pytestmark = pytest.mark.e2e

SPEC = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: rg-models
workspaces:
  swedencentral: {name: chat, create: true, kind: workspace}
deployments:
  own: {model: Phi-4, version: "8", mode: managed, instance_type: Standard_NC24ads_A100_v4}
"""
WORKSPACE = "/providers/Microsoft.MachineLearningServices/workspaces/chat"


@pytest.fixture
def bench(request: pytest.FixtureRequest, tmp_path: Path, wheel: Installed) -> Iterator[Bench]:
    """A stack of one deployment that the scenario does not let come up."""
    azure = start_local_azure(tmp_path / "azure", request.param)
    bench = project(azure, tmp_path, wheel, attached=False)
    bench.make_group()
    bench.begin(SPEC)
    yield bench
    process.stop(azure.state)


def refused(bench: Bench, ran: Ran, azures_word: str) -> None:
    """Assert that the run failed in Azure's words, with both containers' logs and nothing that nobody should see."""
    assert ran.code != 0
    assert azures_word in ran.out
    assert "Last lines of own's container inference-server:" in ran.out
    assert "Last lines of own's container storage-initializer:" in ran.out
    assert "Deployment own of endpoint own on Standard_NC24ads_A100_v4" in ran.out
    assert "Traceback" not in ran.out
    keys = bench.arm("POST", f"{WORKSPACE}/onlineEndpoints/own/listKeys")[1]
    assert not [key for key in keys.values() if key in ran.out]


@pytest.mark.parametrize("bench", ["crashing-container:starting"], indirect=True)
def test_a_crashing_container_is_heard_in_pulumi_up(bench: Bench) -> None:
    ran = bench.up("models")
    refused(bench, ran, "User container has crashed or terminated")
    assert "torch.cuda.OutOfMemoryError: CUDA out of memory" in ran.out


@pytest.mark.parametrize("bench", ["out-of-capacity"], indirect=True)
def test_what_little_there_is_without_a_machine_is_shown_by_modelstacks_up(bench: Bench) -> None:
    ran = bench.modelstacks("up", str(bench.stack("models") / "deployments.yaml"), "--yes")
    refused(bench, ran, "due to a lack of Azure Machine Learning capacity in the region")
