"""Both stacks of the clone through plain `pulumi`: the CLI, the language host, the stand-in plugin, the real SDKs."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from azure_fixtures import start_local_azure
from e2e_bench import Bench, copy_stacks
from localazure import process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from e2e_bench import Ran

pytestmark = pytest.mark.e2e

PROJECT = "/providers/Microsoft.MachineLearningServices/workspaces/chat-sweden"


@dataclass
class Walk:
    """What each step of the story printed, and what was seen in between."""

    bench: Bench
    ran: dict[str, Ran] = field(default_factory=dict)
    seen: dict[str, Any] = field(default_factory=dict)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """The clone's own layout: `stacks`, and the virtual environment that each Pulumi.yaml names."""
    azure = start_local_azure(tmp_path_factory.mktemp("azure"))
    yield Bench(azure, copy_stacks(tmp_path_factory.mktemp("clone")))
    process.stop(azure.state)


@pytest.fixture(scope="module")
def walk(clone: Bench) -> Walk:
    """Run the story once; the tests below look at what it left."""
    bench, story = clone, Walk(clone)
    ran = story.ran
    for stack in ("platform", "models"):
        bench.select(stack)
        viewer = bench.seen_by("reader" if stack == "platform" else "owner")
        ran[f"preview {stack}"] = viewer.pulumi(stack, "preview")
        ran[f"first up {stack}"] = bench.up(stack)
        ran[f"refresh {stack}"] = _refresh(bench, stack)
        ran[f"second up {stack}"] = bench.up(stack)
    story.seen["outputs"] = _outputs(bench)
    story.seen["state"] = bench.pulumi("models", "stack", "export").out
    story.seen["subscriptions"] = _names(bench, f"{PROJECT}/marketplaceSubscriptions")
    story.seen["deployment"] = bench.arm(
        "GET", f"{PROJECT}/onlineEndpoints/small-chat/deployments/small-chat"
    )[1]
    story.seen["endpoint"] = bench.arm("GET", f"{PROJECT}/serverlessEndpoints/chat")[1]
    _change_a_tag_and_lose_an_endpoint(story)
    _adopt_from_outside(story)
    ran["destroy models"] = bench.pulumi("models", "destroy", "--yes", "--skip-preview")
    ran["destroy platform"] = bench.pulumi("platform", "destroy", "--yes", "--skip-preview")
    story.seen["left"] = bench.everything()
    return story


def _refresh(bench: Bench, stack: str) -> Ran:
    """A first one takes in what Azure did since the create: a hub's projects, the traffic. A second has nothing to take."""
    refresh = ("refresh", "--yes", "--skip-preview")
    bench.pulumi(stack, *refresh)
    return bench.pulumi(stack, *refresh, "--expect-no-changes")


def _outputs(bench: Bench) -> Any:
    shown = bench.pulumi("models", "stack", "output", "deployments", "--json", "--show-secrets")
    return json.loads(shown.out)


def _names(bench: Bench, path: str) -> list[str]:
    return sorted(resource["name"] for resource in bench.arm("GET", path)[1]["value"])


def _change_a_tag_and_lose_an_endpoint(story: Walk) -> None:
    spec = story.bench.stack("models") / "deployments.yaml"
    spec.write_text(spec.read_text().replace("owner: app-team", "owner: other-team"))
    story.bench.delete_and_wait(f"{PROJECT}/serverlessEndpoints/phi")
    story.ran["drift preview"] = story.bench.pulumi("models", "preview")
    story.ran["drift up"] = story.bench.up("models")
    story.seen["tagged endpoint"] = story.bench.arm("GET", f"{PROJECT}/onlineEndpoints/small-chat")[1]


def _adopt_from_outside(story: Walk) -> None:
    """What plain `pulumi up` says against an endpoint that is there already, and its own command that mends it."""
    bench = story.bench
    urn = next(
        resource["urn"]
        for resource in json.loads(bench.pulumi("models", "stack", "export").out)["deployment"]["resources"]
        if resource["urn"].endswith("::phi-endpoint")
    )
    bench.pulumi("models", "state", "delete", urn, "--yes")
    story.ran["up onto existing"] = bench.up("models")
    output = story.ran["up onto existing"].out
    command = next(line.strip() for line in output.splitlines() if line.strip().startswith("pulumi import"))
    story.ran["import"] = bench.run("sh", "-c", command, cwd=bench.stack("models"))
    story.ran["up after import"] = bench.up("models")


@pytest.mark.parametrize("stack", ["platform", "models"])
def test_first_up_creates_and_second_changes_nothing(walk: Walk, stack: str) -> None:
    assert walk.ran[f"first up {stack}"].code == 0, walk.ran[f"first up {stack}"].out
    created = walk.ran[f"first up {stack}"].summary()
    assert set(created) == {"created"}
    assert walk.ran[f"second up {stack}"].summary() == {"unchanged": created["created"]}


def test_a_preview_of_the_platform_ends_with_what_the_checks_found(walk: Walk) -> None:
    refused = walk.ran["preview platform"]

    assert refused.code != 0
    assert "The checks found what would make this fail." in refused.out
    assert "You lack " in refused.out
    assert "Traceback" not in refused.out


def test_a_preview_comes_before_anything_is_there(walk: Walk) -> None:
    assert walk.ran["preview models"].code == 0, walk.ran["preview models"].out
    assert set(walk.ran["preview models"].summary()) == {"to create"}


@pytest.mark.parametrize("stack", ["platform", "models"])
def test_a_second_refresh_finds_no_change(walk: Walk, stack: str) -> None:
    refreshed = walk.ran[f"refresh {stack}"]

    assert refreshed.code == 0, refreshed.out


def test_outputs_tell_how_to_call_each_model(walk: Walk) -> None:
    outputs = walk.seen["outputs"]

    assert set(outputs) == {"chat", "small-chat", "embed", "phi"}
    for output in outputs.values():
        assert set(output) == {"uri", "key", "model", "mode", "region", "info"}
        assert output["info"]["model_name"] == output["model"]
        assert len(output["key"]) == 32


def test_keys_are_nowhere_in_plain_text(walk: Walk) -> None:
    keys = [output["key"] for output in walk.seen["outputs"].values()]
    logs = (walk.bench.azure.state.path).rglob("*.log")
    printed = [ran.out for ran in walk.ran.values()]
    kept = [file.read_text() for file in (walk.bench.azure.state.path / "pulumi-state").rglob("*.json")]

    places = [walk.seen["state"], *printed, *kept, *(log.read_text() for log in logs)]

    assert kept
    assert not [key for key in keys if any(key in place for place in places)]


def test_no_marketplace_subscription_for_a_first_party_model(walk: Walk) -> None:
    assert walk.seen["subscriptions"] == ["Cohere-embed-v3-multilingual", "Llama-3-3-70B-Instruct"]


def test_serverless_takes_the_model_without_version_and_managed_with(walk: Walk) -> None:
    serverless, managed = walk.seen["endpoint"], walk.seen["deployment"]

    assert serverless["properties"]["modelSettings"]["modelId"].endswith("/models/Llama-3.3-70B-Instruct")
    assert serverless["properties"]["contentSafety"] == {"contentSafetyStatus": "Enabled"}
    assert serverless["sku"]["name"] == "Consumption"
    assert managed["properties"]["model"].endswith("/models/Llama-3.2-3B-Instruct/versions/1")
    assert managed["properties"]["instanceType"] == "Standard_NC24ads_A100_v4"
    assert managed["sku"] == {"name": "Default", "tier": "Standard", "capacity": 1}


def test_tags_say_whose_a_resource_is(walk: Walk) -> None:
    assert walk.seen["endpoint"]["tags"] == {
        "modelstacks-project": "modelstacks-models",
        "modelstacks-stack": "local",
        "modelstacks-deployment": "chat",
        "modelstacks-owner": "app-team",
    }


def test_a_tag_change_keeps_the_traffic(walk: Walk) -> None:
    assert walk.ran["drift up"].code == 0, walk.ran["drift up"].out
    assert walk.seen["tagged endpoint"]["tags"]["modelstacks-owner"] == "other-team"
    assert walk.seen["tagged endpoint"]["properties"]["traffic"] == {"small-chat": 100}


def test_what_was_deleted_behind_its_back_is_seen_and_made_again(walk: Walk) -> None:
    assert "phi-endpoint" in walk.ran["drift preview"].out
    assert walk.ran["drift preview"].summary()["to create"] == 1
    assert walk.ran["drift up"].summary()["created"] == 1


def test_an_endpoint_that_exists_is_refused_with_the_command_that_imports_it(walk: Walk) -> None:
    refused = walk.ran["up onto existing"]

    assert refused.code != 0
    assert "already exists, but it is not in the state of stack local" in refused.out
    assert "Traceback" not in refused.out
    assert walk.ran["import"].code == 0, walk.ran["import"].out
    assert walk.ran["up after import"].code == 0, walk.ran["up after import"].out
    assert set(walk.ran["up after import"].summary()) == {"unchanged"}


@pytest.mark.parametrize("stack", ["platform", "models"])
def test_destroy_leaves_nothing(walk: Walk, stack: str) -> None:
    assert walk.ran[f"destroy {stack}"].code == 0, walk.ran[f"destroy {stack}"].out
    assert walk.seen["left"] == []
