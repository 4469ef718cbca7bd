"""A deployment mode that another distribution brings goes the whole way, and nothing else was told of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from e2e_bench import outputs_of

if TYPE_CHECKING:
    from e2e_bench import Bench, Ran

pytestmark = pytest.mark.e2e

THIRD_MODE = Path(__file__).parents[1] / "third_mode"
SPEC = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: rg-models
rows: [own.yaml]
workspaces: {swedencentral: {name: desk, create: true, kind: workspace}}
pilots: {board: board-1}
deployments:
  one: {model: Phi-4, mode: pilot, reviewer: REVIEWER}
  two: {model: Phi-4-mini-instruct, mode: pilot, reviewer: Tove}
"""
ROWS = """\
models:
  - {name: Phi-4, modes: [serverless, managed, pilot]}
  - {name: Phi-4-mini-instruct, modes: [serverless, managed, pilot]}
"""


@dataclass
class Story:
    """What each step printed, and the lock."""

    ran: dict[str, Ran] = field(default_factory=dict)
    lock: str = ""
    tags: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def story(bench: Bench) -> Story:
    """Checked without and with a reviewer, locked, up, up again, smoke-tested, refused by ensure, destroyed."""
    bench.make_group()
    folder, story = bench.stack("models"), Story()
    env = {**bench.env, "PYTHONPATH": str(THIRD_MODE)}
    spec = folder / "deployments.yaml"
    (folder / "own.yaml").write_text(ROWS, encoding="utf-8")

    def run(name: str, *command: str) -> None:
        story.ran[name] = bench.run("modelstacks", *command, cwd=folder, env=env)

    spec.write_text(SPEC.replace("REVIEWER", "''"), encoding="utf-8")
    run("mistake", "check")
    spec.write_text(SPEC.replace("REVIEWER", "nobody"), encoding="utf-8")
    run("nobody", "check")
    spec.write_text(SPEC.replace("REVIEWER", "Alva"), encoding="utf-8")
    run("check", "check", "--output", "json")
    run("role", "role", "deployments.yaml")
    run("lock", "lock")
    story.lock = spec.with_suffix(".lock.yaml").read_text(encoding="utf-8")
    run("up", "up", "--yes", "--output", "json")
    chat = "/providers/Microsoft.MachineLearningServices/workspaces/desk/serverlessEndpoints/one"
    story.tags = (bench.arm("GET", chat)[1] or {}).get("tags") or {}
    run("again", "preview", "--output", "json")
    run("smoke", "smoke", "--output", "json")
    run("ensure", "ensure")
    run("destroy", "destroy", "--yes")
    return story


@pytest.mark.parametrize("step", ["check", "role", "lock", "up", "again", "smoke", "destroy"])
def test_every_step_succeeds(story: Story, step: str) -> None:
    assert story.ran[step].code == 0, story.ran[step].out


def test_its_rule_and_its_check_are_heard(story: Story) -> None:
    assert "a reviewer has a name" in story.ran["mistake"].out
    assert story.ran["nobody"].code == 1
    assert "Nobody looks after one in swedencentral." in " ".join(story.ran["nobody"].out.split())


def test_its_detail_is_locked_and_comes_back_as_a_tag(story: Story) -> None:
    assert "details:\n      reviewer: Alva" in story.lock
    assert story.tags["reviewer"] == "Alva"


def test_its_billing_and_its_rights_are_its_own(story: Story) -> None:
    assert "Billed to Alva." in story.ran["check"].out
    assert "serverlessEndpoints/write" in story.ran["role"].out


def test_what_is_deployed_is_up_as_its_mode_and_stays(story: Story) -> None:
    outputs = outputs_of(story.ran["up"])["outputs"]["deployments"]
    assert {name: output["mode"] for name, output in outputs.items()} == {"one": "pilot", "two": "pilot"}
    assert set(outputs_of(story.ran["again"])["changes"]) == {"same"}
    assert [row["mode"] for row in outputs_of(story.ran["smoke"])] == ["pilot", "pilot"]


def test_what_only_a_stack_can_make_is_refused_in_its_words(story: Story) -> None:
    assert story.ran["ensure"].code == 2
    assert "one: a pilot needs its board." in story.ran["ensure"].out


def test_nothing_of_it_is_left(story: Story, bench: Bench) -> None:
    assert story.ran["destroy"].code == 0
    assert bench.everything() == []
