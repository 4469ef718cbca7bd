"""`modelstacks destroy` leaves no orphan, takes nothing from others, and says what it left and why."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from azure_fixtures import start_local_azure
from e2e_bench import Bench, outputs_of, project
from estate import LLAMA, Estate
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
  eastus2: {name: own, create: true, kind: workspace}
deployments:
  chat: {model: Llama-3.3-70B-Instruct, mode: serverless, regions: [swedencentral]}
  guard: {model: Phi-4, mode: managed, quota: shared, content_safety: true, regions: [swedencentral]}
"""
CHAT, OWN = (f"Microsoft.MachineLearningServices/workspaces/{name}" for name in ("chat", "own"))
OFFERS = f"/providers/{CHAT}/marketplaceSubscriptions"
IDENTITIES = "Microsoft.ManagedIdentity/userAssignedIdentities"
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"


@dataclass
class Story:
    """Runs the commands of a story, and notes what is there after each."""

    bench: Bench
    estate: Estate
    elsewhere: Estate
    ran: dict[str, Ran] = field(default_factory=dict)
    offers: dict[str, list[str]] = field(default_factory=dict)
    made_by_hand: list[str] = field(default_factory=list)
    seen: dict[str, Any] = field(default_factory=dict)

    def run(self, step: str, *command: str) -> None:
        """Run `modelstacks …` in the stack's folder."""
        self.ran[step] = self.bench.modelstacks(*command, cwd=self.bench.stack("models"))
        self.offers[step] = [
            subscription["name"] for subscription in self.bench.arm("GET", OFFERS)[1]["value"]
        ]

    def destroy(self, step: str) -> None:
        """Run `modelstacks destroy`."""
        self.run(step, "destroy", "--yes", "--output", "json")

    def around(self, step: str) -> list[tuple[str, str, str]]:
        """What that destroy reported about what is around the stack: kind, result and why."""
        outcomes = outputs_of(self.ran[step])["around"]
        return [(outcome["id"].split("/")[-2], outcome["result"], outcome["why"]) for outcome in outcomes]

    def assign_by_hand(self, principal: str) -> None:
        """Give *principal*, an identity of the stack's, a right in another resource group."""
        role = f"{self.estate.subscription}/providers/Microsoft.Authorization/roleDefinitions/{READER}"
        path = f"{self.elsewhere.group}/providers/Microsoft.Authorization/roleAssignments/{uuid4()}"
        properties = {"roleDefinitionId": role, "principalId": principal}
        self.estate.arm.send("PUT", path, {"properties": properties}, version="2022-04-01")
        self.made_by_hand.append(path)

    def assignments(self) -> list[str]:
        """The role assignments in the other resource group."""
        path = f"{self.elsewhere.group}/providers/Microsoft.Authorization/roleAssignments"
        assignments = self.estate.arm.send("GET", path, version="2022-04-01")["value"]
        return [assignment["id"] for assignment in assignments if self.elsewhere.tag in assignment["id"]]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory, wheel: Installed) -> Iterator[Story]:
    """A stack beside others' endpoints, destroyed again and again."""
    azure = start_local_azure(tmp_path_factory.mktemp("azure"))
    bench = project(azure, tmp_path_factory.mktemp("project"), wheel)
    story = Story(bench, Estate(azure, group="rg-models"), Estate(azure))
    story.estate.project("chat")
    (bench.stack("models") / "deployments.yaml").write_text(SPEC, encoding="utf-8")
    bench.lock()
    bench.select("models")
    bench.pulumi("models", "config", "set", "modelstacks:check", "off")
    try:
        tell(story)
        yield story
    finally:
        story.estate.arm.close()
        story.elsewhere.arm.close()
        process.stop(azure.state)


def tell(story: Story) -> None:
    bench = story.bench
    story.run("up", "up", "--yes")
    bench.delete_and_wait(f"/providers/{CHAT}/serverlessEndpoints/chat")
    story.estate.serverless(CHAT, LLAMA, "theirs")
    tell_of_a_guest(story)
    tell_of_a_failure(story)
    story.destroy("beside others")
    story.seen["assignments"] = story.assignments()
    state = json.loads(bench.pulumi("models", "stack", "export").out)
    story.seen["state"] = state["deployment"].get("resources", [])
    story.destroy("again")
    bench.delete_and_wait(f"/providers/{CHAT}/serverlessEndpoints/theirs")
    story.destroy("alone")
    story.destroy("once more")


def tell_of_a_guest(story: Story) -> None:
    guest = f"{OWN}/onlineEndpoints/guest"
    story.estate.put(guest, {"location": "eastus2", "properties": {"authMode": "Key"}})
    before = story.bench.everything()
    story.destroy("with a guest")
    story.seen["taken with a guest"] = set(before).difference(story.bench.everything())
    story.estate.delete(guest)


def tell_of_a_failure(story: Story) -> None:
    """Azure refuses to delete the workspace's storage account, once the workspace itself is gone."""
    (safety,) = story.estate.arm.send("GET", story.estate.id(IDENTITIES))["value"]
    story.assign_by_hand(story.estate.get(OWN)["identity"]["principalId"])
    story.assign_by_hand(safety["properties"]["principalId"])
    account = story.estate.get(OWN)["properties"]["storageAccount"]
    refusal = {"method": "DELETE", "path": account, "status": 409, "code": "Conflict"}
    story.bench.azure.control("POST", "faults", refusal | {"message": "a lock is on it"})
    story.destroy("half")
    story.bench.azure.control("DELETE", "faults")


@pytest.mark.parametrize(
    ("step", "code"),
    [
        ("up", 0),
        ("with a guest", 1),
        ("half", 1),
        ("beside others", 0),
        ("again", 0),
        ("alone", 0),
        ("once more", 0),
    ],
)
def test_every_step_ends_as_it_should(story: Story, step: str, code: int) -> None:
    assert story.ran[step].code == code, story.ran[step].out


def test_a_workspace_in_which_others_have_an_endpoint_stays(story: Story) -> None:
    output = story.ran["with a guest"].out
    assert "  guest in own (no stack)\nNothing was deleted." in output
    assert "modelstacks reap --any-quota --include-untagged --name guest" in output
    assert story.seen["taken with a guest"] == set()


def test_a_subscription_that_another_endpoint_uses_stays_and_the_state_forgets_it(story: Story) -> None:
    why = "used by theirs; once that is gone, `modelstacks destroy` deletes it"
    assert ("marketplaceSubscriptions", "left", why) in story.around("beside others")
    assert story.around("again") == [("marketplaceSubscriptions", "left", why)]
    assert len(story.offers["again"]) == 1
    assert [resource["type"] for resource in story.seen["state"]] == []


def test_once_nobody_uses_it_the_next_destroy_deletes_it(story: Story) -> None:
    assert story.around("alone") == [("marketplaceSubscriptions", "deleted", "nobody uses it any more")]
    assert (story.offers["alone"], story.around("once more")) == ([], [])


def test_what_somebody_gave_the_stacks_identities_goes_with_them(story: Story) -> None:
    outcomes = [
        outcome for step in ("half", "beside others") for outcome in outputs_of(story.ran[step])["around"]
    ]
    gone = {
        outcome["id"].lower(): outcome["why"] for outcome in outcomes if "/roleAssignments/" in outcome["id"]
    }
    assert set(gone) == {path.lower() for path in story.made_by_hand}
    assert all(why.startswith(f"at {story.elsewhere.group}: its identity, ") for why in gone.values())
    assert story.seen["assignments"] == []


def test_a_destroy_that_fails_halfway_still_cleans_up_after_what_is_gone(story: Story) -> None:
    """The state of the next run can't know the identity of the workspace any more."""
    output = story.ran["half"].out
    assert "a lock is on it" in output
    assert outputs_of(story.ran["half"])["destroyed"] is None
    assert story.made_by_hand[0].rpartition("/")[2] in output
