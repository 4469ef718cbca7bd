"""Managed compute through plain `pulumi up`: blue/green, shared endpoints, Content Safety, an endpoint of others."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from azure_fixtures import start_local_azure
from e2e_bench import Bench, project
from estate import Estate
from localazure import process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer
    from e2e_bench import Ran
    from wheel import Installed


pytestmark = pytest.mark.e2e

SCENARIO = """\
name: bad-green
description: The containers of deployments named bad crash when they answer.
extends: sandbox
compute: {crash: answering, crashing: [bad], settling_s: 0.2}
"""
HEAD = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: rg-models
workspaces:
  swedencentral: chat
deployments:
"""
BLUE = (
    "  blue: {model: Phi-4, mode: managed, endpoint: phi, traffic: %d, quota: shared, content_safety: true,\n"
    "         autoscale: {max: 3}, data_collection: true, environment: {CONTENT_SAFETY_THRESHOLD: '4'}}\n"
)
BESIDE = "  %s: {model: Phi-4, mode: managed, endpoint: phi, traffic: %d, quota: shared}\n"
GUEST = "  guest: {model: Phi-4, mode: managed, endpoint: {name: theirs, existing: true}, traffic: %d}\n"
WORKSPACE = "/providers/Microsoft.MachineLearningServices/workspaces/chat"
PHI, THEIRS = f"{WORKSPACE}/onlineEndpoints/phi", f"{WORKSPACE}/onlineEndpoints/theirs"


@dataclass
class Story:
    """What each step printed, and what was in Azure after it."""

    bench: Bench
    ran: dict[str, Ran] = field(default_factory=dict)
    seen: dict[str, Any] = field(default_factory=dict)

    def up(self, step: str, deployments: str) -> None:
        """Write the spec, lock it, run `pulumi up`, and look at both endpoints' traffic."""
        (self.bench.stack("models") / "deployments.yaml").write_text(HEAD + deployments)
        self.bench.lock()
        self.ran[step] = self.bench.up("models")
        self.seen[step] = {path: self.traffic(path) for path in (PHI, THEIRS)}

    def traffic(self, path: str) -> Any:
        """The traffic of an endpoint; None where it is gone."""
        status, endpoint = self.bench.arm("GET", path)
        return endpoint["properties"]["traffic"] if status == 200 else None


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory, wheel: Installed) -> Iterator[Story]:
    """Two deployments behind one endpoint, a bad third, the second moved away; a guest at somebody's endpoint."""
    folder = tmp_path_factory.mktemp("azure")
    (folder / "bad-green.yaml").write_text(SCENARIO)
    azure = start_local_azure(folder / "state", str(folder / "bad-green.yaml"))
    estate = Estate(azure, group="rg-models")
    theirs = estate.online(estate.project(), "theirs")
    _settle(azure)
    estate.deployment(theirs, "old")
    estate.traffic(theirs, old=100)
    _settle(azure)
    story = Story(project(azure, tmp_path_factory.mktemp("project"), wheel))
    story.bench.select("models")
    for name, value in (("check", "off"), ("smokeTimeout", "1")):
        story.bench.pulumi("models", "config", "set", f"modelstacks:{name}", value)
    _tell(story)
    yield story
    estate.arm.close()
    process.stop(azure.state)


def _settle(azure: LocalAzureServer) -> None:
    """Let the second pass in which an endpoint is Succeeded and still Updating: `pulumi up` waits for it itself."""
    azure.control("POST", "clock/advance", {"by": "PT1S"})


def _tell(story: Story) -> None:
    bench = story.bench
    story.up("first", BLUE % 90 + BESIDE % ("green", 10) + GUEST % 20)
    story.seen["blue"] = bench.arm("GET", f"{PHI}/deployments/blue")[1]["properties"]
    story.seen["green"] = bench.arm("GET", f"{PHI}/deployments/green")[1]["properties"]
    story.seen["endpoint"] = bench.arm("GET", PHI)[1]
    story.seen["outputs"] = json.loads(bench.pulumi("models", "stack", "output", "deployments", "--json").out)
    story.ran["second"] = bench.up("models")
    story.up("bad", BLUE % 0 + BESIDE % ("green", 0) + BESIDE % ("bad", 100) + GUEST % 20)
    story.up("removed", BLUE % 100)
    story.seen["behind"] = [
        deployment["name"] for deployment in bench.arm("GET", f"{PHI}/deployments")[1]["value"]
    ]
    story.ran["destroy"] = bench.pulumi("models", "destroy", "--yes", "--skip-preview")
    story.seen["left"] = bench.everything()
    story.up("again", BLUE % 100)


@pytest.mark.parametrize("step", ["first", "second", "removed", "destroy", "again"])
def test_every_step_succeeds(story: Story, step: str) -> None:
    assert story.ran[step].code == 0, story.ran[step].out


def test_two_deployments_share_uri_key_and_traffic(story: Story) -> None:
    blue, green = (story.seen["outputs"][name] for name in ("blue", "green"))
    assert (blue["uri"], blue["expires"]) == (green["uri"], green["expires"])
    assert story.seen["first"][PHI] == {"blue": 90, "green": 10}


def test_a_second_up_changes_nothing(story: Story) -> None:
    assert set(story.ran["second"].summary()) == {"unchanged"}


def test_shared_quota_is_on_the_wire_and_its_end_in_outputs_and_tags(story: Story) -> None:
    endpoint, expires = story.seen["endpoint"], story.seen["outputs"]["blue"]["expires"]
    bag = endpoint["properties"]["properties"]
    assert bag["SharedComputeCapacityEnabled"] == "true"
    assert bag["TargetAutoDeletionTime"].endswith(" GMT")
    assert endpoint["tags"]["modelstacks-expires"] == expires


def test_content_safety_gives_its_six_variables_to_the_guarded_one_alone(story: Story) -> None:
    variables, identities = story.seen["blue"]["environmentVariables"], story.seen["endpoint"]["identity"]
    ((_, identity),) = identities["userAssignedIdentities"].items()
    account = variables["CONTENT_SAFETY_ACCOUNT_NAME"]
    assert variables == {
        "CONTENT_SAFETY_ACCOUNT_NAME": account,
        "CONTENT_SAFETY_ENDPOINT": f"{story.bench.azure.url}/cognitiveservices/{account}/",
        "CONTENT_SAFETY_THRESHOLD": "4",
        "SUBSCRIPTION_ID": story.bench.azure.subscription,
        "RESOURCE_GROUP_NAME": "rg-models",
        "UAI_CLIENT_ID": identity["clientId"],
    }
    assert story.seen["green"]["environmentVariables"] == {}


def test_a_70b_model_has_time_to_load(story: Story) -> None:
    green = story.seen["green"]
    assert green["livenessProbe"]["initialDelay"] == "PT16M40S"
    assert green["requestSettings"]["requestTimeout"] == "PT1M30S"


def test_a_bad_green_gets_no_traffic_and_its_log_is_shown(story: Story) -> None:
    bad = story.ran["bad"]
    assert bad.code != 0
    assert "Traceback" not in bad.out
    assert "answered HTTP 424" in bad.out
    assert "CUDA out of memory" in bad.out
    assert "Last lines of bad's container storage-initializer" in bad.out
    assert story.seen["bad"][PHI] == {"blue": 90, "green": 10}


def test_a_removed_deployment_is_drained_before_it_goes(story: Story) -> None:
    """Azure refuses to delete one that still has traffic."""
    assert story.seen["removed"][PHI] == {"blue": 100}
    assert story.seen["behind"] == ["blue"]


def test_an_existing_endpoint_is_used_and_left(story: Story) -> None:
    assert story.seen["first"][THEIRS] == {"old": 80, "guest": 20}
    assert story.seen["removed"][THEIRS] == {"old": 100}
    assert story.traffic(THEIRS) == {"old": 100}


def test_destroy_leaves_what_was_there(story: Story) -> None:
    kinds = {line.split()[0].rpartition("/")[2] for line in story.seen["left"]}
    assert kinds == {"vaults", "workspaces", "storageAccounts", "onlineEndpoints", "deployments"}
    assert not [line for line in story.seen["left"] if "phi" in line]


def test_a_deleted_content_safety_account_comes_back(story: Story) -> None:
    assert story.seen["again"][PHI] == {"blue": 100}
