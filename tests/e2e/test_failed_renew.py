"""A renewal that fails: what serves meanwhile, what the lock asks for, and what mends it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from estate import Estate

if TYPE_CHECKING:
    from e2e_bench import Bench, Ran

pytestmark = pytest.mark.e2e

SPEC = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: rg-models
workspaces:
  swedencentral: chat
deployments:
  own: {model: Phi-4, version: "8", mode: managed, quota: dedicated, instance_type: Standard_NC24ads_A100_v4}
"""
CHAT = "Microsoft.MachineLearningServices/workspaces/chat"
ENDPOINTS = f"/providers/{CHAT}/onlineEndpoints"
SICK = {"method": "GET", "path": "/own-g2/info$", "status": 403, "code": "Forbidden", "message": "not today"}
NO_NODE = {
    "method": "PUT",
    "path": "/own-g[23]/deployments/own$",
    "operation": "fail",
    "code": "OutOfCapacity",
}
LOCKED = {"method": "DELETE", "path": "/onlineEndpoints/own$", "status": 409, "code": "Conflict"}


@dataclass
class Story:
    """Runs the commands of a story; after each, what is there, and what the lock asks for."""

    bench: Bench
    ran: dict[str, Ran] = field(default_factory=dict)
    there: dict[str, dict[str, Any]] = field(default_factory=dict)
    lock: dict[str, str] = field(default_factory=dict)

    def run(self, step: str, *command: str, fault: dict[str, Any] | None = None) -> None:
        """Run `modelstacks …` in the stack's folder while Azure has that fault."""
        if fault:
            self.bench.azure.control("POST", "faults", fault)
        folder = self.bench.stack("models")
        self.ran[step] = self.bench.modelstacks(*command, cwd=folder)
        self.bench.azure.control("DELETE", "faults")
        endpoints = self.bench.arm("GET", ENDPOINTS)[1]["value"]
        self.there[step] = {endpoint["name"]: endpoint["properties"]["traffic"] for endpoint in endpoints}
        self.lock[step] = (folder / "deployments.lock.yaml").read_text()

    def renew(self, step: str, fault: dict[str, Any]) -> None:
        """Renew the one deployment."""
        self.run(step, "renew", "own", "--yes", fault=fault)


@pytest.fixture(scope="module")
def story(bench: Bench) -> Story:
    """An endpoint whose renewals fail, one way after the other."""
    story = Story(bench)
    with Estate(bench.azure, group="rg-models") as estate:
        estate.project("chat")
        bench.begin(SPEC)
        for name, value in (("check", "off"), ("smokeTimeout", "1")):
            bench.pulumi("models", "config", "set", f"modelstacks:{name}", value)
        tell(story, estate)
    return story


def tell(story: Story, estate: Estate) -> None:
    story.run("up", "up", "--yes")
    story.renew("failed smoke test", SICK)
    story.run("smoke", "smoke")
    story.run("tidied up", "up", "--yes")
    story.renew("old one locked", LOCKED)
    story.run("locked no more", "up", "--yes")
    estate.deployment(estate.online(CHAT, "others"), instances=19)
    story.renew("deleted first", NO_NODE)
    story.run("made again", "up", "--yes")


@pytest.mark.parametrize(
    ("step", "code"),
    [
        ("up", 0),
        ("failed smoke test", 1),
        ("smoke", 0),
        ("tidied up", 0),
        ("old one locked", 1),
        ("locked no more", 0),
        ("deleted first", 1),
        ("made again", 0),
    ],
)
def test_every_step_ends_as_it_should(story: Story, step: str, code: int) -> None:
    assert story.ran[step].code == code, story.ran[step].out


def test_the_old_endpoint_serves_on_and_the_lock_is_as_it_was(story: Story) -> None:
    step = "failed smoke test"
    output = story.ran[step].out
    assert "answered HTTP 403" in output
    assert (
        "The old endpoint still serves, and the lock asks for it as before.\nRun `modelstacks up`" in output
    )
    assert story.there[step]["own"] == {"own": 100}
    assert story.lock[step] == story.lock["up"]


def test_the_next_up_deletes_what_was_made_of_the_new_one(story: Story) -> None:
    assert set(story.there["failed smoke test"]) == {"own", "own-g2"}
    assert story.there["tidied up"] == {"own": {"own": 100}}


def test_a_new_one_that_serves_stays_although_the_old_one_can_not_be_deleted(story: Story) -> None:
    output = story.ran["old one locked"].out
    assert (
        "The new endpoint serves, and the lock asks for it; what is left of the old one could not" in output
    )
    assert story.there["old one locked"]["own-g2"] == {"own": 100}
    assert "generation: 2" in story.lock["old one locked"]
    assert story.there["locked no more"] == {"own-g2": {"own": 100}}


def test_one_that_was_deleted_first_is_made_by_the_next_up(story: Story) -> None:
    """Also where its making failed: Pulumi alone takes a failed resource for done, once it is there."""
    output = story.ran["deleted first"].out
    assert "so nothing answers in between" in output
    assert "The old endpoint is already gone. Fix the cause and run `modelstacks up`" in output
    assert "own-g2" not in story.there["deleted first"]
    assert "generation: 3" in story.lock["deleted first"]
    assert story.there["made again"]["own-g3"] == {"own": 100}
