"""Mode foundry without a stack: ensured, adopted, given back, deleted, restored; and what a killed run left is taken in."""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import psutil  # type: ignore[import-untyped]  # no stubs in the lock file
import pytest

from counted_writes import writes
from e2e_bench import outputs_of
from foundry_stack import ACCOUNTS, begin_theirs, deployments_of, make_theirs, refuse
from kills import kill_of

if TYPE_CHECKING:
    from e2e_bench import Bench, Ran

pytestmark = pytest.mark.e2e

SPEC = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: rg-models
accounts:
  swedencentral: {name: our-ai, create: true, project: chat, local_auth: true}
  westus3: their-ai
deployments:
  phi: {model: Phi-4, mode: foundry, regions: [swedencentral], capacity: 100, spillover: mini}
  mini: {model: Phi-4-mini-instruct, mode: foundry, regions: [swedencentral], capacity: 100}
  deepseek: {model: DeepSeek-V3.2, mode: foundry, regions: [westus3], capacity: 100}
"""
PATIENCE_S = 120


@dataclass
class Story:
    """What each command printed, and what was there in between."""

    ran: dict[str, Ran] = field(default_factory=dict)
    state: dict[str, Any] = field(default_factory=dict)
    written: int = -1


@pytest.fixture(scope="module")
def story(bench: Bench) -> Story:
    """In the order of the tests below."""
    bench.make_group()
    make_theirs(bench)
    folder, story = bench.stack("models"), Story()
    spec = folder / "deployments.yaml"
    spec.write_text(SPEC, encoding="utf-8")
    bench.lock()

    def run(name: str, *command: str) -> None:
        story.ran[name] = bench.modelstacks(*command, cwd=folder)

    begin_theirs(bench, "their-ai")
    refuse(bench, "PUT", "accounts/our-ai/deployments/phi$")
    run("ensure", "ensure")
    story.written = writes(bench.azure, lambda: run("again", "ensure", "--output", "json"))
    spec.write_text(SPEC.replace("capacity: 100", "capacity: 120", 1), encoding="utf-8")
    bench.lock()
    run("changed", "ensure", "--output", "json")
    bench.select("models")
    bench.pulumi("models", "config", "set", "modelstacks:check", "off")
    story.ran["taken"] = bench.up("models")
    run("adopt", "adopt", "--yes")
    run("preview", "preview", "--output", "json")
    run("keep", "destroy", "--keep", "--yes")
    story.state["kept"] = deployments_of(bench, "our-ai")
    run("delete", "ensure", "--delete", "--yes", "--output", "json")
    story.state["deleted"] = [deployments_of(bench, "their-ai"), bench.everything()]
    kill_when_one_is_there(bench)
    story.state["killed"] = deployments_of(bench, "our-ai")
    run("finished", "up", "--yes", "--output", "json")
    run("destroyed", "destroy", "--yes", "--purge")
    return story


def kill_when_one_is_there(bench: Bench) -> None:
    """Kill an up, and the engine below it, once a first deployment of our account is there; asking is what tells."""
    with subprocess.Popen(
        ["modelstacks", "up", "--yes"],
        cwd=bench.stack("models"),
        env=bench.env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as running:
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            status, body = bench.arm("GET", f"{ACCOUNTS}/our-ai/deployments", version="2026-07-01")
            if status == 200 and body["value"]:
                kill_of(psutil.Process(running.pid), "everything")
                return
    raise AssertionError("no deployment was begun")


@pytest.mark.parametrize(
    "step", ["ensure", "again", "changed", "adopt", "preview", "keep", "delete", "finished", "destroyed"]
)
def test_every_step_succeeds(story: Story, step: str) -> None:
    assert story.ran[step].code == 0, story.ran[step].out


def test_the_first_run_makes_and_asks_everything_beside_others(story: Story) -> None:
    out = story.ran["ensure"].out
    for made in (
        "Foundry account our-ai: created",
        "Foundry project chat of our-ai: created",
        "Foundry deployment mini of our-ai: created",
        "Foundry deployment phi of our-ai: created",
        "Foundry deployment deepseek of their-ai: created",
    ):
        assert made in out
    assert out.index("deployment mini") < out.index("deployment phi")


def test_a_second_run_writes_nothing(story: Story) -> None:
    outcomes = {resource["outcome"] for resource in outputs_of(story.ran["again"])["resources"]}
    assert (outcomes, story.written) == ({"unchanged"}, 0)


def test_a_capacity_is_changed_in_place(story: Story) -> None:
    rows = outputs_of(story.ran["changed"])["resources"]
    assert [(row["what"], row["changed"]) for row in rows if row["outcome"] == "updated"] == [
        ("Foundry deployment phi of our-ai", ["capacity"])
    ]


def test_what_is_there_already_is_imported_or_adopted(story: Story) -> None:
    assert story.ran["taken"].code != 0
    assert "pulumi import --stack local --generate-code=false --yes" in story.ran["taken"].out
    assert "azure-native:cognitiveservices:" in story.ran["taken"].out
    assert set(outputs_of(story.ran["preview"])["changes"]) == {"same"}


def test_what_the_stack_forgot_is_still_there_and_ensures_again(story: Story) -> None:
    assert story.state["kept"] == ["mini", "phi"]
    assert outputs_of(story.ran["delete"])["deleted"] == [
        "Foundry deployment deepseek",
        "Foundry deployment phi",
        "Foundry deployment mini",
        "Foundry account our-ai (Azure keeps it, with its name, until it is purged or restored)",
    ]
    assert story.state["deleted"] == [["guest"], ["Microsoft.CognitiveServices/accounts their-ai"]]


def test_a_kill_in_the_middle_of_the_chain_is_finished_by_the_next_run(story: Story, bench: Bench) -> None:
    assert story.state["killed"] in (["mini"], ["mini", "phi"])
    outputs = outputs_of(story.ran["finished"])["outputs"]["deployments"]
    assert sorted(outputs) == ["deepseek", "mini", "phi"]
    assert bench.everything() == ["Microsoft.CognitiveServices/accounts their-ai"]
