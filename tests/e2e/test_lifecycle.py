"""The life of a stack's endpoints: 168 hours, reap, renew, teardown; one local Azure and one stack."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from azure_fixtures import start_local_azure
from e2e_bench import Bench, outputs_of, project
from estate import Estate
from lifecycle_builders import ENSURED, shared_endpoint
from localazure import process

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from e2e_bench import Ran
    from wheel import Installed


pytestmark = pytest.mark.e2e

A100 = "Standard_NC24ads_A100_v4"
SPEC = f"""\
subscription: ${{AZURE_SUBSCRIPTION_ID}}
resource_group: rg-models
workspaces:
  swedencentral: {{name: chat, create: true, kind: workspace}}
deployments:
  guard: {{model: Phi-4, version: "8", mode: managed, quota: shared, instance_type: {A100}}}
  idle: {{model: Phi-4, version: "8", mode: managed, quota: shared, instance_type: {A100}, on_expiry: leave}}
  own: {{model: Phi-4, version: "8", mode: managed, quota: dedicated, instance_type: {A100}}}
  phi: {{model: Phi-4, mode: serverless}}
"""
WORKSPACE = "/providers/Microsoft.MachineLearningServices/workspaces/chat"

LAB = "Microsoft.MachineLearningServices/workspaces/lab"
REFUSING = 5


@dataclass
class Story:
    """What each command printed, and the endpoints that were there after it."""

    ran: dict[str, Ran] = field(default_factory=dict)
    there: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Recorder:
    """Runs the commands of a story, one after the other."""

    bench: Bench
    estate: Estate
    story: Story = field(default_factory=Story)

    def run(self, step: str, *command: str) -> Ran:
        """Run `modelstacks …` in the stack's folder."""
        ran = self.bench.modelstacks(*command, cwd=self.folder)
        self.story.ran[step] = ran
        self.story.there[step] = self.endpoints()
        return ran

    @property
    def folder(self) -> Path:
        """The models stack's."""
        return self.bench.stack("models")

    def endpoints(self) -> list[str]:
        """The names of all endpoints."""
        lines = self.bench.everything()
        return sorted(
            line.split()[-1] for line in lines if line.split("/")[-1].split()[0].endswith("Endpoints")
        )

    def control(self, method: str, path: str, body: Any = None) -> None:
        """Call the local Azure's control API."""
        self.bench.azure.control(method, path, body)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory, wheel: Installed) -> Iterator[Story]:
    """A stack with its workspace, from its first up over weeks to its end, and once more."""
    azure = start_local_azure(tmp_path_factory.mktemp("azure"))
    bench = project(azure, tmp_path_factory.mktemp("project"), wheel)
    estate = Estate(azure)
    recorder = Recorder(bench, estate)
    bench.arm("PUT", "", {"location": "swedencentral"}, version="2024-03-01")
    (bench.stack("models") / "deployments.yaml").write_text(SPEC, encoding="utf-8")
    bench.select("models")
    bench.pulumi("models", "config", "set", "modelstacks:check", "off")
    try:
        tell_of_a_week(recorder)
        tell_of_reaping(recorder)
        tell_of_renewing(recorder)
        tell_of_the_end(recorder)
        yield recorder.story
    finally:
        estate.arm.close()
        process.stop(azure.state)


def tell_of_a_week(recorder: Recorder) -> None:
    recorder.run("lock", "lock")
    recorder.run("up", "up", "--yes")
    recorder.control("POST", "clock/advance", {"by": "PT168H"})
    recorder.run("preview", "preview")
    recorder.run("up after a week", "up", "--yes", "--output", "json")


def tell_of_reaping(recorder: Recorder) -> None:
    recorder.estate.project("lab")
    for number in range(30 - 1):
        shared_endpoint(recorder.estate, LAB, f"trial-{number:02}", 168 + 2, **ENSURED)
    refused = {"method": "DELETE", "path": f"/trial-0[0-{REFUSING - 1}]$", "status": 409, "code": "Conflict"}
    recorder.control("POST", "faults", refused | {"message": "a lock is on it"})
    recorder.control("POST", "clock/advance", {"by": "PT1H"})
    recorder.run("reap", "reap", "--older-than", "30m", "--yes", "--output", "json")
    recorder.control("DELETE", "faults")
    recorder.run("reap again", "reap", "--older-than", "0", "--yes", "--output", "json")
    recorder.run("reap once more", "reap", "--older-than", "0", "--yes", "--output", "json")


def tell_of_renewing(recorder: Recorder) -> None:
    recorder.run("renew", "renew", "own", "--yes", "--output", "json")
    other = recorder.estate.online(LAB, "others")
    recorder.estate.deployment(other, instances=19)
    recorder.run("renew without quota", "renew", "own", "--yes")


def tell_of_the_end(recorder: Recorder) -> None:
    recorder.bench.delete_and_wait(f"{WORKSPACE}/onlineEndpoints/guard")
    recorder.bench.delete_and_wait(f"{WORKSPACE}/serverlessEndpoints/phi")
    recorder.run("destroy", "destroy", "--purge", "--yes", "--output", "json")
    recorder.run("up after a purge", "up", "--yes")


def printed_outcomes(ran: Ran) -> list[dict[str, Any]]:
    """The outcomes, as JSON, among what went to both streams."""
    outcomes: list[dict[str, Any]] = json.loads("[" + ran.out.partition("[\n")[2].rpartition("\n]")[0] + "]")
    return outcomes


@pytest.mark.parametrize(
    ("step", "code"),
    [
        ("up", 0),
        ("preview", 0),
        ("up after a week", 0),
        ("reap", 1),
        ("reap again", 0),
        ("reap once more", 0),
        ("renew", 0),
        ("renew without quota", 0),
        ("destroy", 0),
        ("up after a purge", 0),
    ],
)
def test_every_step_ends_as_it_should(story: Story, step: str, code: int) -> None:
    assert story.ran[step].code == code, story.ran[step].out


def test_a_preview_tells_what_became_of_endpoints_after_168_hours(story: Story) -> None:
    shown = story.ran["preview"].out
    assert "is gone; it is created again (on_expiry: recreate)." in shown
    assert (
        "is gone; it is not created again (on_expiry: leave). `modelstacks renew idle` brings it back."
        in shown
    )
    assert story.there["preview"] == ["own", "phi"]


def test_the_next_up_makes_one_again_and_leaves_the_other_away(story: Story) -> None:
    outputs = outputs_of(story.ran["up after a week"])["outputs"]["deployments"]
    assert story.there["up after a week"] == ["guard", "own", "phi"]
    assert (outputs["guard"]["state"], outputs["idle"]["state"]) == ("deployed", "expired")
    assert "uri" not in outputs["idle"]
    week = timedelta(hours=168)
    assert datetime.fromisoformat(outputs["guard"]["expires"]) > datetime.now(UTC) + week + timedelta(
        hours=167
    )


def test_a_reap_of_thirty_leaves_the_five_that_refuse(story: Story) -> None:
    outcomes = printed_outcomes(story.ran["reap"])
    results = Counter((outcome["through"], outcome["result"]) for outcome in outcomes)
    assert results == {("stack", "deleted"): 1, ("azure", "deleted"): 24, ("azure", "failed"): REFUSING}
    assert {outcome["why"].split(" (")[0] for outcome in outcomes if outcome["why"]} == {
        "Conflict: a lock is on it"
    }
    assert "5 of 30 are still there" in story.ran["reap"].out


def test_a_second_reap_finds_those_and_a_third_nothing(story: Story) -> None:
    assert [outcome["result"] for outcome in printed_outcomes(story.ran["reap again"])] == [
        "deleted"
    ] * REFUSING
    assert story.ran["reap once more"].out == "[]\n"


def test_where_quota_allows_a_second_endpoint_comes_first(story: Story) -> None:
    output = story.ran["renew"].out
    assert output.startswith("own: a second endpoint is made and tested, then the old one goes")
    assert output.index("own-g2-endpoint created") < output.index("own-endpoint deleted")
    assert story.there["renew"] == ["guard", "own-g2", "phi"]


def test_without_quota_the_old_one_goes_first_and_that_is_said(story: Story) -> None:
    output = story.ran["renew without quota"].out
    assert output.startswith(
        "own: the endpoint is deleted first and then made again, so nothing answers in between: "
    )
    assert output.index("own-g2-endpoint deleted") < output.index("own-g3-endpoint created")
    assert story.there["renew without quota"] == ["guard", "own-g3", "phi"]


def test_what_is_gone_already_does_not_stop_the_end(story: Story) -> None:
    around = outputs_of(story.ran["destroy"])["around"]
    assert [(outcome["id"].split("/")[-2], outcome["result"]) for outcome in around] == [
        ("workspaces", "purged"),
        ("deletedVaults", "purged"),
    ]
    assert story.there["destroy"] == []


def test_after_a_purge_the_names_are_free(story: Story) -> None:
    assert story.there["up after a purge"] == ["guard", "idle", "own-g3", "phi"]
