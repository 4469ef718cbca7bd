"""Previews of managed compute with Content Safety: of what is new, of what is there, and of what changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from estate import A100

if TYPE_CHECKING:
    from e2e_bench import Bench, Ran

pytestmark = pytest.mark.e2e

SPEC = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: rg-models
workspaces: {swedencentral: {name: chat, create: true, kind: workspace}}
deployments:
"""
OWN = f"  own: {{model: Phi-4, mode: managed, quota: dedicated, instance_type: {A100}, content_safety: %s}}\n"


@dataclass
class Story:
    """What each step printed."""

    bench: Bench
    ran: dict[str, Ran] = field(default_factory=dict)

    def run(self, step: str, spec: str, *command: str) -> None:
        """Write the spec, lock it, and run `modelstacks …`."""
        file = self.bench.stack("models") / "deployments.yaml"
        file.write_text(spec)
        self.bench.lock()
        self.ran[step] = self.bench.modelstacks(*command, "--stack", "local", cwd=file.parent)


@pytest.fixture(scope="module")
def story(bench: Bench) -> Story:
    """Previewed, made, made again, its tags changed, the guard taken away and set up again."""
    story = Story(bench)
    bench.make_group()
    bench.select("models")
    guarded, bare = SPEC + OWN % "true", SPEC + OWN % "false"
    story.run("new", guarded, "preview")
    story.ran["new in Pulumi"] = bench.pulumi("models", "preview", "--stack", "local")
    story.run("made", guarded, "up", "--yes")
    story.run("again", guarded, "up", "--yes")
    story.run("tags", f"owner: me\n{guarded}", "preview")
    story.run("taken away", bare, "up", "--yes")
    story.run("set up", guarded, "preview")
    return story


def test_nothing_fails(story: Story) -> None:
    assert {step: ran.out for step, ran in story.ran.items() if ran.code or "Traceback" in ran.out} == {}


def test_a_second_up_changes_nothing(story: Story) -> None:
    assert set(story.ran["again"].summary()) == {"unchanged"}
