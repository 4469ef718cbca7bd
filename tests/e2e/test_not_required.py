"""A model that Azure sells itself though the catalogue says that its offer must be bought: both ways up end with its endpoint."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from azure_fixtures import start_local_azure
from e2e_bench import Bench, Ran, outputs_of, project
from estate import Estate
from localazure import process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wheel import Installed


pytestmark = pytest.mark.e2e

SCENARIO = "name: direct\nextends: sandbox\nmarketplace: {not_required: [Llama-3.3-70B-Instruct]}\n"
SPEC = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: rg-models
workspaces: {swedencentral: chat}
deployments:
  chat: {model: Llama-3.3-70B-Instruct, mode: serverless}
"""
OFFERS = "/providers/Microsoft.MachineLearningServices/workspaces/chat/marketplaceSubscriptions"


@dataclass
class Story:
    """What each command printed, and the subscriptions at the end."""

    ran: dict[str, Ran] = field(default_factory=dict)
    bought: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory, wheel: Installed) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("azure")
    (folder / "direct.yaml").write_text(SCENARIO)
    azure = start_local_azure(folder / "state", str(folder / "direct.yaml"))
    bench, told = project(azure, tmp_path_factory.mktemp("project"), wheel), Story()
    try:
        with Estate(azure, group="rg-models") as estate:
            estate.project("chat")
            tell(bench, told)
        yield told
    finally:
        process.stop(azure.state)


def tell(bench: Bench, told: Story) -> None:
    models = bench.stack("models")
    bench.begin(SPEC)
    told.ran["plain"] = bench.up("models")
    told.ran["up"] = bench.modelstacks("up", "--yes", cwd=models)
    told.ran["again"] = bench.modelstacks("up", "--yes", cwd=models)
    told.ran["preview"] = bench.modelstacks("preview", "--output", "json", cwd=models)
    told.ran["plain again"] = bench.up("models")
    told.bought = [row["name"] for row in bench.arm("GET", OFFERS)[1]["value"]]


@pytest.mark.azure_verified  # the code: a public walkthrough of a model that Azure sells itself
@pytest.mark.parametrize(
    ("step", "code"), [("plain", 255), ("up", 0), ("again", 0), ("preview", 0), ("plain again", 0)]
)
def test_every_step_ends_as_it_should(story: Story, step: str, code: int) -> None:
    assert story.ran[step].code == code, story.ran[step].out


def test_plain_pulumi_says_beforehand_what_the_refusal_means_and_what_to_do(story: Story) -> None:
    said = " ".join(story.ran["plain"].out.split())
    assert (
        "Subscribing to Llama-3.3-70B-Instruct. Where Azure refuses that with MarketplacePlanNotRequiredForModel, it sells "
        "the model itself: run `modelstacks up`, which goes on without; once the endpoint is there, `pulumi up` knows by it."
    ) in said
    assert (
        "models: [{name: Llama-3.3-70B-Instruct, marketplace: {serverless: false, managed: false}}]" in said
    )


def test_modelstacks_up_goes_on_without_it(story: Story) -> None:
    assert (
        "Azure wants no Marketplace subscription for chat-Llama-3-3-70B-Instruct (MarketplacePlanNotRequiredForModel): "
        "going on without."
    ) in story.ran["up"].out
    assert story.bought == []


@pytest.mark.parametrize("step", ["again", "plain again"])
def test_from_then_on_every_way_up_knows_and_changes_nothing(story: Story, step: str) -> None:
    assert "NotRequired" not in story.ran[step].out
    assert set(story.ran[step].summary()) == {"unchanged"}, story.ran[step].out


def test_so_does_a_preview(story: Story) -> None:
    assert set(outputs_of(story.ran["preview"])["changes"]) == {"same"}
