"""A principal that holds nothing but what `modelstacks role deployments.yaml` prints."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from e2e_bench import outputs_of
from estate import Estate

if TYPE_CHECKING:
    from e2e_bench import Bench, Ran

pytestmark = pytest.mark.e2e

SPEC = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: rg-models
workspaces: {swedencentral: chat}
deployments:
  llama: {model: Llama-3.3-70B-Instruct, mode: serverless, accept_retired: true}
  own: {model: Phi-4, mode: managed, instance_type: Standard_NC24ads_A100_v4, autoscale: {max: 2}, accept_retired: true}
"""


@dataclass
class Story:
    """What each command printed, and what was left of the deployments."""

    ran: dict[str, Ran] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def story(bench: Bench) -> Story:
    """A whole life of a models stack under the role alone; others made the project."""
    estate = Estate(bench.azure, group="rg-models")
    estate.project()
    estate.arm.close()
    before = bench.everything()
    folder = bench.stack("models")
    (folder / "deployments.yaml").write_text(SPEC)
    told = Story()

    def run(holder: Bench, *command: str) -> Ran:
        told.ran[command[0]] = holder.run(sys.executable, "-m", "modelstacks.cli", *command, cwd=folder)
        return told.ran[command[0]]

    holder = bench.holding(outputs_of(run(bench, "role", "deployments.yaml", "--format", "arm")))
    run(holder, "lock")
    run(holder, "check", "--strict", "--output", "json")
    run(holder, "up", "--yes")
    told.ran["first up"] = told.ran["up"]
    run(holder, "up", "--yes")
    run(holder, "destroy", "--yes")
    told.left = [row for row in bench.everything() if row not in before]
    return told


@pytest.mark.parametrize("step", ["lock", "check", "first up", "up", "destroy"])
def test_the_role_is_enough(story: Story, step: str) -> None:
    assert story.ran[step].code == 0, story.ran[step].out


def test_the_checks_find_nothing_and_could_look_at_everything_that_azure_tells(story: Story) -> None:
    findings = outputs_of(story.ran["check"])["findings"]
    found = {(row["severity"], row["check"]) for row in findings if not row["check"].startswith("lifecycle-")}
    assert {row for row in found if row[0] != "note"} == {("unverified", "endpoint-name-free")}


def test_a_second_up_changes_nothing(story: Story) -> None:
    assert set(story.ran["up"].summary()) == {"unchanged"}


def test_all_is_gone_after_destroy(story: Story) -> None:
    assert story.left == []
