"""What Azure refuses while a stack is made, read or taken down: said once, in its words, and never as a traceback."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from azure_fixtures import start_local_azure
from e2e_bench import Bench, project
from estate import A100, Estate
from localazure import process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from e2e_bench import Ran
    from wheel import Installed

pytestmark = pytest.mark.e2e

HEAD = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: rg-models
workspaces: {swedencentral: chat}
deployments:
"""
GUEST = (
    HEAD
    + f"  guest: {{model: Phi-4, mode: managed, quota: dedicated, instance_type: {A100}, traffic: %d,\n"
    + "          endpoint: {name: theirs, existing: true}}\n"
)
TWO = (
    HEAD + "  good: {model: Phi-4, mode: serverless}\n  bad: {model: Phi-4-mini-instruct, mode: serverless}\n"
)
CHAT = "Microsoft.MachineLearningServices/workspaces/chat"
THEIRS = f"/providers/{CHAT}/onlineEndpoints/theirs"
COULD_NOT = "The traffic of online endpoint theirs could not be "


@dataclass
class Story:
    """What each step printed."""

    bench: Bench
    ran: dict[str, Ran] = field(default_factory=dict)
    traffic: dict[str, Any] = field(default_factory=dict)

    def run(self, step: str, command: str, spec: str = "", **fault: Any) -> None:
        """Write the spec, if any, and run a Pulumi command while Azure has a fault, if any."""
        if spec:
            (self.bench.stack("models") / "deployments.yaml").write_text(spec)
            self.bench.lock()
        if fault:
            self.bench.azure.control("POST", "faults", {"path": "onlineEndpoints/theirs$", **fault})
        self.ran[step] = self.bench.pulumi("models", command, "--yes", "--skip-preview", "--stack", "local")
        self.bench.azure.control("DELETE", "faults")
        self.traffic[step] = self.bench.arm("GET", THEIRS)[1]["properties"]["traffic"]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory, wheel: Installed) -> Iterator[Story]:
    """A guest at somebody's endpoint: the one write to that endpoint is the traffic. Then two serverless endpoints."""
    azure = start_local_azure(tmp_path_factory.mktemp("azure"))
    estate = Estate(azure, group="rg-models")
    estate.project()
    theirs = estate.online(CHAT, "theirs")
    estate.deployment(theirs, "old")
    estate.traffic(theirs, old=100)
    estate.arm.close()
    story = Story(project(azure, tmp_path_factory.mktemp("project"), wheel))
    story.bench.select("models")
    story.bench.pulumi("models", "config", "set", "modelstacks:check", "off")
    _tell(story)
    yield story
    process.stop(azure.state)


def _tell(story: Story) -> None:
    expired = {"status": 401, "code": "ExpiredAuthenticationToken", "message": "too old"}
    story.run("create refused", "up", GUEST % 20, method="PUT", **expired)
    story.run("create", "up")
    story.run("read refused", "refresh", method="GET", status=503, code="ServerBusy", message="later")
    story.run("update refused", "up", GUEST % 30, method="PUT", reset=True)
    story.run("update", "up")
    story.run("delete refused", "destroy", method="PUT", status=403, code="AuthorizationFailed", message="no")
    story.run("delete", "destroy")
    keys = {"method": "POST", "path": "good/listKeys", "delay_s": 6}
    story.bench.azure.control("POST", "faults", keys)
    bad = {"path": "serverlessEndpoints/bad", "delay_s": 1.5}
    story.run("two", "up", TWO, method="PUT", status=400, code="Nope", message="not this one", **bad)


REFUSED = {
    "create refused": ("set", "ExpiredAuthenticationToken: too old"),
    "read refused": ("read", "ServerBusy: later"),
    "update refused": ("set", "Unreachable: Server disconnected"),
    "delete refused": ("taken from our deployments", "AuthorizationFailed: no"),
}


@pytest.mark.parametrize("step", REFUSED)
def test_refused_traffic_is_said_once_in_azures_words(story: Story, step: str) -> None:
    ran, (verb, words) = story.ran[step], REFUSED[step]

    assert ran.code != 0
    assert "Traceback" not in ran.out, ran.out
    diagnostics = ran.out.partition("Diagnostics:")[2]
    assert diagnostics.count(f"error: {COULD_NOT}{verb}.\n    {words}") == 1, ran.out


@pytest.mark.parametrize("step", ["create", "update", "delete"])
def test_the_next_run_mends_it(story: Story, step: str) -> None:
    assert story.ran[step].code == 0, story.ran[step].out


def test_a_refused_write_leaves_the_traffic(story: Story) -> None:
    shares = [story.traffic[step].get("guest") for step in story.traffic]

    assert shares[:7] == [None, 20, 20, 20, 30, 30, None]


def test_a_key_asked_when_something_else_failed_says_nothing(story: Story) -> None:
    ran = story.ran["two"]

    assert ran.code != 0
    assert "not this one" in ran.out
    assert "Traceback" not in ran.out, ran.out
    assert "keys" not in ran.out.partition("Diagnostics:")[2]
