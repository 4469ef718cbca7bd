"""A refused `up` leaves the stack's outputs as they were: by them it knows what Azure deleted and shall stay away."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from e2e_bench import Bench, Ran, outputs_of

pytestmark = pytest.mark.e2e

SPEC = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: rg-models
workspaces:
  swedencentral: {name: chat, create: true, kind: workspace}
deployments:
  idle: {model: Phi-4, version: "8", mode: managed, quota: shared, on_expiry: leave,
         instance_type: Standard_NC24ads_A100_v4}
  phi: {model: Phi-4, mode: serverless}
"""
WORKSPACE = "/providers/Microsoft.MachineLearningServices/workspaces/chat"


@dataclass
class Story:
    """What each run printed; after it: the outputs, the state as it lies on the disk, and whether `idle` is there."""

    bench: Bench
    spec: Path
    ran: dict[str, Ran] = field(default_factory=dict)
    outputs: dict[str, Any] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    there: dict[str, int] = field(default_factory=dict)

    def note(self, step: str, ran: Ran) -> None:
        """Keep what a run printed and left behind."""
        self.ran[step] = ran
        self.outputs[step] = json.loads(self.bench.pulumi("models", "stack", "output", "--json").out)
        self.there[step] = self.bench.arm("GET", f"{WORKSPACE}/onlineEndpoints/idle")[0]
        folder = Path(self.bench.env["PULUMI_BACKEND_URL"].removeprefix("file://"))
        self.states[step] = (folder / ".pulumi/stacks/modelstacks-models/local.json").read_text()

    def up(self, step: str, spec: str = SPEC, principal: str = "owner") -> None:
        """Write the spec and run `modelstacks up` as *principal*."""
        self.spec.write_text(spec)
        self.note(step, self.modelstacks("up", "--yes", principal=principal))

    def modelstacks(self, *command: str, principal: str = "owner") -> Ran:
        """Run `modelstacks …` beside the spec."""
        return self.bench.seen_by(principal).modelstacks(*command, cwd=self.spec.parent)


@pytest.fixture(scope="module")
def story(bench: Bench) -> Story:
    """A shared endpoint dies of age; one up after the other is refused before a good one comes, and once more."""
    story = Story(bench, bench.stack("models") / "deployments.yaml")
    bench.make_group()
    bench.begin(SPEC)
    story.up("first")
    bench.azure.control("POST", "clock/advance", {"by": "PT168H"})
    tell_of_refusals(story)
    story.up("good")
    story.spec.write_text(SPEC.replace("mode: serverless", "mode: magic"))
    story.note("plain pulumi", bench.up("models"))
    story.up("good again")
    story.ran["key"] = story.modelstacks("key", "idle")
    story.ran["smoke"] = story.modelstacks("smoke", "--level", "info", "--output", "json")
    return story


def tell_of_refusals(story: Story) -> None:
    story.up("mistake", SPEC.replace("{model: Phi-4, mode: serverless", "{model: Fi-4, mode: serverless"))
    story.up("checks", principal="reader")
    sick = {"method": "GET", "path": "/phi/info$", "status": 403, "code": "Forbidden", "message": "not today"}
    story.bench.azure.control("POST", "faults", sick)
    story.up("smoke test")
    story.bench.azure.control("DELETE", "faults")


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("mistake", ["no model 'Fi-4' in the catalogue"]),
        ("checks", ["The checks found what would make this fail."]),
        ("smoke test", ["The smoke test failed.", "phi: GET https://", "answered HTTP 403", "not today"]),
    ],
)
def test_whatever_stops_an_up_leaves_the_outputs(story: Story, step: str, words: list[str]) -> None:
    assert story.ran[step].code != 0
    assert [word for word in words if word not in story.ran[step].out] == [], story.ran[step].out
    assert story.outputs[step] == story.outputs["first"]
    assert story.outputs[step]["deployments"]["phi"]["uri"].endswith("/phi")


def test_what_shall_stay_away_does_also_after_refusals(story: Story) -> None:
    assert story.ran["good"].code == 0, story.ran["good"].out
    assert story.outputs["good"]["deployments"]["idle"]["state"] == "expired"
    assert story.there["good"] == 404


def test_it_stays_remembered_through_plain_pulumi_too(story: Story) -> None:
    assert story.ran["plain pulumi"].code != 0
    assert story.ran["good again"].code == 0, story.ran["good again"].out
    assert story.outputs["good"] == story.outputs["plain pulumi"] == story.outputs["good again"]
    assert story.there["good again"] == 404


@pytest.mark.parametrize("step", ["key", "smoke"])
def test_who_asks_for_one_that_ended_is_told_when_and_what_brings_it_back(story: Story, step: str) -> None:
    expires = story.outputs["first"]["deployments"]["idle"]["expires"]
    assert story.ran[step].code == 1
    assert (
        f"idle was on shared quota until {expires} and is gone. "
        "Azure deletes an endpoint on shared quota after 168 hours.\n"
        "It is not created again (on_expiry: leave): `modelstacks renew idle` brings it back.\n"
    ) in story.ran[step].out


def test_the_others_are_tested_all_the_same(story: Story) -> None:
    phi, idle = outputs_of(story.ran["smoke"])
    assert (idle["state"], idle["info"], phi["state"]) == ("failed", None, "passed")


def test_kept_secrets_stay_encrypted(story: Story) -> None:
    _, keys = story.bench.arm("POST", f"{WORKSPACE}/serverlessEndpoints/phi/listKeys")
    assert keys["primaryKey"]
    for state in story.states.values():
        assert "ciphertext" in state
        assert keys["primaryKey"] not in state
