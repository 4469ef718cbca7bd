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
        self.ran[step] = self.bench.modelstacks(*command, cwd=self.bench.folder / folder)

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
        rows = (row.split() for row in self.bench.everything())
        self.endpoints[step] = [name for kind, name in rows if kind.endswith("Endpoints")]
        state = json.loads(self.backend.joinpath("local.json").read_text())
        resources = state["checkpoint"]["latest"].get("resources") or []
        self.state[step] = [row["id"] for row in resources if row.get("id", "").startswith("/")]

    @property
    def backend(self) -> Path:
        """Where the models' stacks lie."""
        folder = Path(self.bench.env["PULUMI_BACKEND_URL"].removeprefix("file://"))
        return folder / ".pulumi/stacks/modelstacks-models"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory, wheel: Installed) -> Iterator[Story]:
    """One spec's week, and then its stack wanted by another."""
    azure = start_local_azure(tmp_path_factory.mktemp("azure"))
    told = Story(Bench(azure, tmp_path_factory.mktemp("folders"), installed=wheel))
    try:
        with Estate(azure, group="rg-models") as estate:
            estate.project("chat")
            tell_of_a_week(told)
            tell_of_two(told)
            tell_of_plain_pulumi(told)
        yield told
    finally:
        process.stop(azure.state)


def tell_of_a_week(told: Story) -> None:
    told.write("alone", SHARED)
    told.run("up", "up", "--yes")
    told.bench.azure.control("POST", "clock/advance", {"by": "PT169H"})
    told.run("up after a week", "up", "--yes")
    told.look("up after a week")
    told.run("reap", "reap", "--all", "--yes")
    told.look("reap")
    told.run("reap again", "reap", "--all", "--yes")
    told.run("destroy of a mistyped one", "destroy", "--stack", "lcoal", "--yes")


def tell_of_two(told: Story) -> None:
    told.write("alone", MINE)
    told.run("up of mine", "up", "--yes")
    told.write("alone", OTHER, "other.yaml")
    for command in (("preview",), ("up", "--yes"), ("destroy", "--yes")):
        told.run(f"{command[0]} of another", *command, "other.yaml")
    told.look("two")


def tell_of_plain_pulumi(told: Story) -> None:
    """In projects elsewhere: one with the other spec, one with a copy of the first, as CI has it."""
    alone = told.bench.folder / "alone"
    for folder, spec in (("theirs", "other"), ("checkout", "deployments")):
        told.run(f"init of {folder}", "init", f"../{folder}")
        for end in (".yaml", ".lock.yaml"):
            shutil.copy(alone / f"{spec}{end}", told.bench.folder / folder / f"models/deployments{end}")
    told.pulumi("pulumi up of another", "theirs/models", "up", "--yes", "--skip-preview")
    told.look("pulumi up of another")
    told.pulumi("pulumi preview of a checkout", "checkout/models", "preview", "--expect-no-changes")
    handed_over = re.search(r"pulumi config set \S+ \S+ (\S+) (\S+)", told.ran["pulumi up of another"].out)
    assert handed_over, told.ran["pulumi up of another"].out
    told.pulumi("hand over", "theirs/models", "config", "set", *handed_over.groups())
    told.pulumi("pulumi up of the new owner", "theirs/models", "up", "--yes", "--skip-preview")
    told.look("pulumi up of the new owner")
    told.run("up of the old owner", "up", "--yes")


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
    said = story.ran["destroy of a mistyped one"].out
    assert "There is no stack lcoal of modelstacks-models in this backend" in said
    assert "There is: local.\nChoose one with --stack NAME" in said
    assert not story.backend.joinpath("lcoal.json").exists()


@pytest.mark.parametrize(
    "step", ["preview of another", "up of another", "destroy of another", "pulumi up of another"]
)
def test_another_spec_is_refused_before_anything_is_touched(story: Story, step: str) -> None:
    said = story.ran[step].out
    assert "Stack modelstacks-models/local is another spec's, so nothing was touched.\n" in said
    assert "It holds mine for deployments.yaml (resource group rg-models, " in said
    assert "Traceback" not in said
    assert (story.endpoints["two"], story.endpoints["pulumi up of another"]) == (["mine"], ["mine"])


def test_a_stack_goes_to_another_spec_only_on_purpose(story: Story) -> None:
    assert story.endpoints["pulumi up of the new owner"] == ["other"]
    assert "It holds other for deployments.yaml" in story.ran["up of the old owner"].out
