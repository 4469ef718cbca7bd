"""`ensure` and `adopt` as a deployer with the custom role runs them: made, adopted, given back, deleted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from counted_writes import writes
from e2e_bench import Bench, outputs_of
from estate import A100, Estate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from azure_fixtures import LocalAzureServer
    from e2e_bench import Ran
    from wheel import Installed

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def estate(custom_role_azure: LocalAzureServer) -> Iterator[Estate]:
    with Estate(custom_role_azure) as created:
        created.project()
        yield created


@dataclass
class Story:
    """What each command printed, and what was there at the end."""

    ran: dict[str, Ran] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)
    written: int = 0


@pytest.fixture(scope="module")
def story(estate: Estate, tmp_path_factory: pytest.TempPathFactory, wheel: Installed) -> Story:
    """Ensured, ensured again, adopted, given back, deleted: by the deployer, from a bare shell."""
    folder = tmp_path_factory.mktemp("spec")
    spec = _spec(folder, estate)
    bench, story = Bench(estate.azure, folder, "deployer", wheel), Story()

    def run(name: str, *command: str) -> None:
        story.ran[name] = bench.modelstacks(*command)

    run("lock", "lock", str(spec))
    run("ensure", "ensure", str(spec))
    story.written = writes(estate.azure, lambda: run("again", "ensure", str(spec), "--output", "json"))
    run("adopt", "adopt", str(spec), "--yes")
    run("preview", "preview", str(spec), "--output", "json")
    run("refused", "ensure", str(spec))
    run("keep", "destroy", str(spec), "--keep", "--yes")
    if not any(ran.code for name, ran in story.ran.items() if name != "refused"):  # else its step tells why
        story.kept = estate.get(
            f"Microsoft.MachineLearningServices/workspaces/chat/onlineEndpoints/{estate.name('own')}"
        )
    run("delete", "ensure", str(spec), "--delete", "--yes", "--output", "json")
    return story


def _spec(folder: Path, estate: Estate) -> Path:
    spec = folder / "deployments.yaml"
    spec.write_text(
        f"""\
subscription: {estate.azure.subscription}
resource_group: {estate.group.rpartition("/")[2]}
name_suffix: {estate.tag}
owner: team
workspaces: {{{estate.region}: chat}}
deployments:
  chat: {{model: Llama-3.3-70B-Instruct, mode: serverless}}
  own: {{model: Phi-4, mode: managed, instance_type: {A100}, content_safety: false}}
""",
        encoding="utf-8",
    )
    return spec


@pytest.mark.parametrize("step", ["lock", "ensure", "again", "adopt", "preview", "keep", "delete"])
def test_every_step_succeeds(story: Story, step: str) -> None:
    assert story.ran[step].code == 0, story.ran[step].out


def test_the_first_run_makes_and_asks_everything(story: Story, estate: Estate) -> None:
    output = story.ran["ensure"].out

    assert f"Serverless endpoint {estate.name('chat')}: created" in output
    assert "answers as Llama-3.3-70B-Instruct" in output
    assert f"Traffic of {estate.name('own')}: updated (own)" in output


def test_a_second_run_writes_nothing(story: Story) -> None:
    outcomes = [resource["outcome"] for resource in outputs_of(story.ran["again"])["resources"]]

    assert outcomes == ["unchanged"] * 5
    assert story.written == 0


def test_a_preview_after_adopting_changes_nothing(story: Story) -> None:
    assert outputs_of(story.ran["preview"]) == {"changes": {"same": 10}}


def test_what_was_adopted_is_the_stacks(story: Story) -> None:
    assert story.ran["refused"].code == 1
    assert "belongs to the Pulumi stack modelstacks-models/local" in story.ran["refused"].out


def test_what_the_stack_forgot_still_runs_and_is_ensures_again(story: Story, estate: Estate) -> None:
    assert story.kept["properties"]["traffic"] == {"own": 100}
    assert "has forgotten" in story.ran["keep"].out
    assert "deleted" not in story.ran["keep"].out
    assert story.kept["tags"] == {"modelstacks-ensured": "true", "modelstacks-owner": "team"}
    assert outputs_of(story.ran["delete"]) == {
        "deleted": [
            f"Online endpoint {estate.name('own')}",
            f"Serverless endpoint {estate.name('chat')}",
            "Marketplace subscription Llama-3-3-70B-Instruct",
        ]
    }
