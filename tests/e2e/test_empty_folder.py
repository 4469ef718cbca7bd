"""Specs in folders that hold nothing else, from the installed wheel: reaped to the last, and one never takes another's stack."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from azure_fixtures import start_local_azure
from e2e_bench import Bench
from estate import Estate
from localazure import process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from e2e_bench import Ran
    from wheel import Installed

pytestmark = pytest.mark.e2e

SPEC = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: rg-models
workspaces:
  swedencentral: chat
deployments:
"""
SHARED = (
    SPEC
    + '  guard: {model: Phi-4, version: "8", mode: managed, quota: shared, instance_type: Standard_NC24ads_A100_v4}\n'
)
MINE = SPEC + "  mine: {model: Phi-4, mode: serverless}\n"
OTHER = SPEC + "  other: {model: Llama-3.3-70B-Instruct, mode: serverless}\n"


@dataclass
class Story:
    """What each command printed, and what was in Azure and in the stack's state after some of them."""

    bench: Bench
    ran: dict[str, Ran] = field(default_factory=dict)
    endpoints: dict[str, list[str]] = field(default_factory=dict)
    state: dict[str, list[str]] = field(default_factory=dict)

    def run(self, step: str, *command: str, folder: str = "alone") -> None:
        """Run `modelstacks …` in a folder."""
        self.ran[step] = self.bench.run("modelstacks", *command, cwd=self.bench.folder / folder)

    def pulumi(self, step: str, folder: str, *command: str) -> None:
        """Run the plain CLI in a project's folder."""
        self.ran[step] = self.bench.run(
            "pulumi", "--non-interactive", *command, "--stack", "local", cwd=self.bench.folder / folder
        )

    def write(self, folder: str, spec: str, name: str = "deployments.yaml") -> None:
        """Write a spec and decide its placements."""
        file = self.bench.folder / folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(spec, encoding="utf-8")
        self.run(f"lock {name} in {folder}", "lock", name, folder=folder)

    def look(self, step: str) -> None:
        """Note what is there."""
        lines = (line.split() for line in self.bench.everything())
        self.endpoints[step] = [name for kind, name in lines if kind.endswith("Endpoints")]
        state = json.loads(self.backend.joinpath("local.json").read_text())
        resources = state["checkpoint"]["latest"].get("resources") or []
        self.state[step] = [
            resource["id"] for resource in resources if resource.get("id", "").startswith("/")
        ]

    @property
    def backend(self) -> Path:
        """Where the models' stacks lie."""
        folder = Path(self.bench.env["PULUMI_BACKEND_URL"].removeprefix("file://"))
        return folder / ".pulumi/stacks/modelstacks-models"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory, wheel: Installed) -> Iterator[Story]:
    """One spec's week, and then its stack wanted by another."""
    azure = start_local_azure(tmp_path_factory.mktemp("azure"))
    story = Story(Bench(azure, tmp_path_factory.mktemp("folders"), installed=wheel, attached=False))
    try:
        with Estate(azure, group="rg-models") as estate:
            estate.project("chat")
            tell_of_a_week(story)
            tell_of_two(story)
            tell_of_plain_pulumi(story)
        yield story
    finally:
        process.stop(azure.state)


def tell_of_a_week(story: Story) -> None:
    story.write("alone", SHARED)
    story.run("up", "up", "--yes")
    story.bench.azure.control("POST", "clock/advance", {"by": "PT169H"})
    story.run("up after a week", "up", "--yes")
    story.look("up after a week")
    story.run("reap", "reap", "--all", "--yes")
    story.look("reap")
    story.run("reap again", "reap", "--all", "--yes")
    story.run("destroy of a mistyped one", "destroy", "--stack", "lcoal", "--yes")


def tell_of_two(story: Story) -> None:
    story.write("alone", MINE)
    story.run("up of mine", "up", "--yes")
    story.write("alone", OTHER, "other.yaml")
    for command in (("preview",), ("up", "--yes"), ("destroy", "--yes")):
        story.run(f"{command[0]} of another", *command, "other.yaml")
    story.look("two")


def tell_of_plain_pulumi(story: Story) -> None:
    """In projects elsewhere: one with the other spec, one with a copy of the first, as CI has it."""
    alone = story.bench.folder / "alone"
    for folder, spec in (("theirs", "other"), ("checkout", "deployments")):
        story.run(f"init of {folder}", "init", f"../{folder}")
        for end in (".yaml", ".lock.yaml"):
            shutil.copy(alone / f"{spec}{end}", story.bench.folder / folder / f"models/deployments{end}")
    story.pulumi("pulumi up of another", "theirs/models", "up", "--yes", "--skip-preview")
    story.look("pulumi up of another")
    story.pulumi("pulumi preview of a checkout", "checkout/models", "preview", "--expect-no-changes")
    handed_over = re.search(r"pulumi config set \S+ \S+ (\S+) (\S+)", story.ran["pulumi up of another"].out)
    assert handed_over, story.ran["pulumi up of another"].out
    story.pulumi("hand over", "theirs/models", "config", "set", *handed_over.groups())
    story.pulumi("pulumi up of the new owner", "theirs/models", "up", "--yes", "--skip-preview")
    story.look("pulumi up of the new owner")
    story.run("up of the old owner", "up", "--yes")


@pytest.mark.parametrize(
    ("step", "code"),
    [
        ("up", 0),
        ("up after a week", 0),
        ("reap", 0),
        ("reap again", 0),
        ("destroy of a mistyped one", 2),
        ("up of mine", 0),
        ("preview of another", 2),
        ("up of another", 2),
        ("destroy of another", 2),
        ("pulumi up of another", 255),
        ("pulumi preview of a checkout", 0),
        ("pulumi up of the new owner", 0),
        ("up of the old owner", 2),
    ],
)
def test_every_step_ends_as_it_should(story: Story, step: str, code: int) -> None:
    assert story.ran[step].code == code, story.ran[step].out


def test_what_is_reaped_is_in_azure_and_in_the_state_no_more(story: Story) -> None:
    assert story.endpoints["up after a week"] == ["guard"]
    assert {path.rpartition("/")[2] for path in story.state["up after a week"]} == {"guard"}
    assert (story.endpoints["reap"], story.state["reap"]) == ([], [])
    assert story.ran["reap again"].out == "Nothing to reap.\n"


def test_a_mistyped_stack_is_not_made_to_be_destroyed(story: Story) -> None:
    output = story.ran["destroy of a mistyped one"].out
    assert "There is no stack lcoal of modelstacks-models in this backend" in output
    assert "There is: local.\nChoose one with --stack NAME" in output
    assert not story.backend.joinpath("lcoal.json").exists()


@pytest.mark.parametrize(
    "step", ["preview of another", "up of another", "destroy of another", "pulumi up of another"]
)
def test_another_spec_is_refused_before_anything_is_touched(story: Story, step: str) -> None:
    output = story.ran[step].out
    assert "Stack modelstacks-models/local belongs to another spec, so nothing was touched.\n" in output
    assert "It holds mine for deployments.yaml (resource group rg-models, " in output
    assert "Traceback" not in output
    assert (story.endpoints["two"], story.endpoints["pulumi up of another"]) == (["mine"], ["mine"])


def test_a_stack_goes_to_another_spec_only_on_purpose(story: Story) -> None:
    assert story.endpoints["pulumi up of the new owner"] == ["other"]
    assert "It holds other for deployments.yaml" in story.ran["up of the old owner"].out


def test_each_resource_that_changes_has_one_line_with_its_time(story: Story) -> None:
    lines = re.findall(r"^\+ (\w+) (\S+) created \(\S+ s\)$", story.ran["up"].out, re.MULTILINE)

    assert sorted(lines) == [
        ("OnlineDeployment", "guard-guard-deployment"),
        ("OnlineEndpoint", "guard-endpoint"),
        ("Traffic", "guard-traffic"),
    ]
    assert story.ran["up"].summary() == {"created": 3}
