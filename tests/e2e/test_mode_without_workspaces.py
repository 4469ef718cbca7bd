"""A mode whose endpoints lie in something else than workspaces goes the whole way, in a file that names none."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from e2e_bench import outputs_of

if TYPE_CHECKING:
    from e2e_bench import Bench, Ran

pytestmark = pytest.mark.e2e

MODES = Path(__file__).parents[1] / "third_mode"
SPEC = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: rg-models
rows: [own.yaml]
shelves: {swedencentral: shelf-1}
deployments:
  one: {model: Phi-4, mode: shelf}
  two: {model: Phi-4-mini-instruct}
"""
ROWS = """\
models:
  - {name: Phi-4, modes: [serverless, managed, shelf]}
  - {name: Phi-4-mini-instruct, modes: [serverless, managed, shelf]}
"""
SHELF = "/providers/Microsoft.CognitiveServices/accounts/shelf-1"
GUEST = f"{SHELF}/deployments/guest"
A_SHELF = {"location": "swedencentral", "kind": "AIServices", "sku": {"name": "S0"}, "properties": {}}
A_GUEST = {
    "sku": {"name": "GlobalStandard", "capacity": 1},
    "properties": {"model": {"format": "Microsoft", "name": "Phi-4"}},
}


@dataclass
class Story:
    """What each step printed."""

    ran: dict[str, Ran] = field(default_factory=dict)
    lock: str = ""

    def around(self, step: str) -> list[tuple[str, str, str]]:
        """What a destroy said of what is around the stack."""
        rows = outputs_of(self.ran[step])["around"]
        return [(row["id"].rpartition("/")[2], row["result"], row["why"]) for row in rows]


@pytest.fixture(scope="module")
def story(bench: Bench) -> Story:
    """Checked, locked, up, listed, destroyed (once with a guest), up again, and destroyed for good."""
    bench.make_group()
    folder, story = bench.stack("models"), Story()
    env = {**bench.env, "PYTHONPATH": str(MODES)}
    spec = folder / "deployments.yaml"
    (folder / "own.yaml").write_text(ROWS, encoding="utf-8")

    def run(name: str, *command: str) -> None:
        story.ran[name] = bench.run("modelstacks", *command, cwd=folder, env=env)

    def call(method: str, path: str, body: Any = None) -> None:
        """Send it; asking drives the operation to its end."""
        assert bench.arm(method, path, body, version="2025-06-01")[0] < 300
        for _ in range(100):
            status, there = bench.arm("GET", path, version="2025-06-01")
            if status == 404 or there["properties"]["provisioningState"] == "Succeeded":
                return
        raise AssertionError(there)

    spec.write_text(SPEC.replace("shelves:", "# shelves:"), encoding="utf-8")
    run("mistake", "check")
    spec.write_text(SPEC.replace("mode: shelf", "mode: shelf, regions: [eastus2]"), encoding="utf-8")
    run("elsewhere", "check")
    spec.write_text(SPEC, encoding="utf-8")
    run("check", "check", "--output", "json")
    run("role", "role", "deployments.yaml")
    run("lock", "lock")
    story.lock = spec.with_suffix(".lock.yaml").read_text(encoding="utf-8")
    run("before", "show", "one")
    call("PUT", SHELF, A_SHELF)
    run("taken", "up", "--yes")
    call("DELETE", SHELF)
    run("up", "up", "--yes", "--output", "json")
    run("again", "preview", "--output", "json")
    run("endpoints", "endpoints", "--output", "json", "--workspace", "shelf-1")
    run("show", "show", "one", "--output", "json")
    run("ensure", "ensure")
    run("adopt", "adopt", "--stack", "other", "--yes")
    call("PUT", GUEST, A_GUEST)
    run("guest", "destroy", "--yes")
    call("DELETE", GUEST)
    run("destroy", "destroy", "--yes", "--output", "json")
    run("restore", "up", "--yes", "--output", "json")
    run("purge", "destroy", "--yes", "--purge", "--output", "json")
    run("purged", "destroy", "--yes", "--purge", "--output", "json")
    return story


@pytest.mark.parametrize(
    "step",
    ["check", "role", "lock", "up", "again", "endpoints", "show", "destroy", "restore", "purge", "purged"],
)
def test_every_step_succeeds(story: Story, step: str) -> None:
    assert story.ran[step].code == 0, story.ran[step].out


def test_what_is_asked_for_is_the_modes_own_key(story: Story) -> None:
    assert "'shelves' is missing" in story.ran["mistake"].out
    assert "no shelf in region 'eastus2': name one under shelves (regions there: swedencentral)" in " ".join(
        story.ran["elsewhere"].out.split()
    )


def test_auto_goes_where_the_file_has_a_place(story: Story) -> None:
    assert story.lock.count("mode: shelf\n") == 2
    assert story.lock.count("workspace: shelf-1\n") == 2


def test_it_is_up_and_stays(story: Story) -> None:
    outputs = outputs_of(story.ran["up"])["outputs"]["deployments"]
    assert {name: output["mode"] for name, output in outputs.items()} == {"one": "shelf", "two": "shelf"}
    assert set(outputs_of(story.ran["again"])["changes"]) == {"same"}


def test_it_is_listed_and_shown_where_it_lies(story: Story) -> None:
    rows = outputs_of(story.ran["endpoints"])
    assert [(row["name"], row["workspace"], row["region"]) for row in rows] == [
        ("one", "shelf-1", "swedencentral"),
        ("two", "shelf-1", "swedencentral"),
    ]
    shown = outputs_of(story.ran["show"])
    assert ("/shelf-1/" in shown["uri"], shown["auth"]) == (True, "key")
    assert "one is not deployed: shelf-1 has no shelf endpoint one." in story.ran["before"].out


def test_the_parents_are_the_stacks_as_the_endpoints_are(story: Story) -> None:
    assert (story.ran["taken"].code, story.ran["ensure"].code, story.ran["adopt"].code) == (1, 2, 1)
    assert "accounts/shelf-1 already exists, but it is not in the state of stack" in story.ran["taken"].out
    assert "one: azure-ai-ml knows no shelves." in story.ran["ensure"].out
    assert "accounts/shelf-1 belongs to the Pulumi stack modelstacks-models/local" in story.ran["adopt"].out


def test_what_others_have_in_a_parent_stops_its_end(story: Story) -> None:
    assert story.ran["guest"].code == 1
    said = " ".join(story.ran["guest"].out.split())
    assert "holds accounts in which others have endpoints" in said
    assert "guest in shelf-1 (no stack)" in said


def test_what_azure_keeps_is_said_then_restored_then_purged(story: Story) -> None:
    why = (
        "Azure keeps it for 48 hours; `modelstacks up` restores it, "
        "`modelstacks destroy --purge` ends it for good"
    )
    assert story.around("destroy") == [("shelf-1", "kept", why)]
    assert [row[:2] for row in story.around("purge")] == [("shelf-1", "purged")]
    assert [row[:2] for row in story.around("purged")] == [("shelf-1", "not there")]


def test_nothing_of_it_is_left(story: Story, bench: Bench) -> None:
    assert story.ran["purged"].code == 0
    assert bench.everything() == []
