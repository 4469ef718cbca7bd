"""A serverless deployment under a new name: stopped beforehand; with `endpoint:` it keeps its URI and keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from e2e_bench import Bench, Ran

pytestmark = pytest.mark.e2e

SPEC = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: rg-models
workspaces: {swedencentral: {name: desk, create: true, kind: workspace}}
deployments:
"""
CHAT = "/providers/Microsoft.MachineLearningServices/workspaces/desk/serverlessEndpoints/chat"


@dataclass
class Story:
    """What each step printed, and the endpoint's keys and tags after it."""

    bench: Bench
    ran: dict[str, Ran] = field(default_factory=dict)
    keys: dict[str, Any] = field(default_factory=dict)
    tags: dict[str, Any] = field(default_factory=dict)

    def write(self, deployment: str) -> None:
        """Write a spec of that one deployment and lock it."""
        (self.bench.stack("models") / "deployments.yaml").write_text(f"{SPEC}  {deployment}\n")
        self.bench.lock()

    def note(self, step: str, ran: Ran) -> None:
        """Keep what a step printed and left."""
        self.ran[step] = ran
        self.keys[step] = self.bench.arm("POST", f"{CHAT}/listKeys")[1]
        self.tags[step] = self.bench.arm("GET", CHAT)[1]["tags"]

    def modelstacks(self, step: str, *command: str) -> None:
        """Run `modelstacks …` beside the spec."""
        self.note(step, self.bench.modelstacks(*command, cwd=self.bench.stack("models")))


@pytest.fixture(scope="module")
def story(bench: Bench) -> Story:
    """Made as chat; wanted as talk; wanted as talk at the same endpoint, and once more."""
    story = Story(bench)
    bench.make_group()
    bench.select("models")
    story.write("chat: {model: Phi-4, mode: serverless}")
    story.modelstacks("first", "up", "--yes")
    story.write("talk: {model: Phi-4, mode: serverless}")
    story.modelstacks("check", "check")
    story.modelstacks("stopped", "up", "--yes")
    story.write("talk: {model: Phi-4, mode: serverless, endpoint: chat}")
    story.modelstacks("check kept", "check")
    story.note("kept", bench.up("models"))
    story.modelstacks("again", "up", "--yes")
    return story


@pytest.mark.parametrize("step", ["check", "stopped"])
def test_a_new_name_alone_is_stopped_with_what_to_do(story: Story, step: str) -> None:
    assert story.ran[step].code == 1, story.ran[step].out
    assert "desk has Phi-4 already, as this stack's serverless endpoint chat" in " ".join(
        story.ran[step].out.split()
    )
    assert "set `endpoint: chat` for talk" in " ".join(story.ran[step].out.split())


def test_with_its_endpoint_said_it_is_renamed_in_place(story: Story) -> None:
    assert story.ran["check kept"].code == 0, story.ran["check kept"].out
    assert story.ran["kept"].code == 0, story.ran["kept"].out
    assert set(story.ran["kept"].summary()) == {"updated", "unchanged"}
    assert story.keys["kept"] == story.keys["first"]
    assert story.tags["kept"]["modelstacks-deployment"] == "talk"


def test_a_second_up_changes_nothing(story: Story) -> None:
    assert set(story.ran["again"].summary()) == {"unchanged"}
