"""Mode foundry the whole way: six models in three regions, up, again, changed, down, restored, purged."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from counted_writes import writes
from e2e_bench import outputs_of
from foundry_stack import SPEC, begin_theirs, deployments_of, make_theirs, refuse

if TYPE_CHECKING:
    from e2e_bench import Bench, Ran

pytestmark = pytest.mark.e2e

REMOVED = ("  llama", "  mini")
CHANGED = "\n".join(line for line in SPEC.splitlines() if not line.startswith(REMOVED))
CHANGED = CHANGED.replace("capacity: 100", "capacity: 110")
MORE = "\n  more: {model: Phi-4, mode: foundry, regions: [eastus2], capacity: 100, spillover: mistral}\n"


@dataclass
class Story:
    """What each step printed, and what was in the accounts after it."""

    ran: dict[str, Ran] = field(default_factory=dict)
    state: dict[str, Any] = field(default_factory=dict)
    written: int = -1

    def around(self, step: str) -> list[tuple[str, str]]:
        """What a destroy said of what is around the stack."""
        rows = outputs_of(self.ran[step])["around"]
        return sorted((row["id"].rpartition("/")[2], row["result"]) for row in rows)


@pytest.fixture(scope="module")
def story(bench: Bench) -> Story:
    """One stack, in the order of the tests below."""
    bench.make_group()
    make_theirs(bench)
    bench.begin(SPEC)
    story, folder = Story(), bench.stack("models")

    def run(name: str, *command: str) -> None:
        story.ran[name] = bench.modelstacks(*command, cwd=folder)

    def spec(text: str) -> None:
        (folder / "deployments.yaml").write_text(text, encoding="utf-8")
        bench.lock()

    bench.pulumi("models", "config", "set", "modelstacks:smokeLevel", "full")
    run("up", "up", "--yes", "--output", "json")
    story.written = writes(bench.azure, lambda: story.ran.update(again=bench.up("models")))
    for name, *more in (("show", "llama"), ("endpoints",), ("smoke", "--level", "full")):
        run(name, name, *more, "--output", "json")
    run("key", "key", "mistral")
    run("renew", "renew", "llama", "--yes")
    begin_theirs(bench, "their-ai")
    refuse(bench, "PUT", "accounts/our-ai/deployments/phi$")
    spec(CHANGED + MORE)
    run("changed", "up", "--yes", "--output", "json")
    story.state["changed"] = {name: deployments_of(bench, name) for name in ("our-ai", "keys-ai", "their-ai")}
    refuse(bench, "DELETE", "accounts/our-ai/deployments/phi$")
    run("destroy", "destroy", "--yes", "--output", "json")
    story.state["destroy"] = deployments_of(bench, "their-ai")
    refuse(bench, "PUT", "accounts/keys-ai/deployments/mistral$")
    story.ran["lost"] = bench.up("models")
    story.ran["restored"] = bench.up("models")
    run("purge", "destroy", "--yes", "--purge", "--output", "json")
    return story


@pytest.mark.parametrize(
    "step",
    ["up", "again", "show", "endpoints", "smoke", "key", "changed", "destroy", "restored", "purge"],
)
def test_every_step_succeeds(story: Story, step: str) -> None:
    assert story.ran[step].code == 0, story.ran[step].out


def test_six_models_are_up_and_stay(story: Story) -> None:
    outputs = outputs_of(story.ran["up"])["outputs"]["deployments"]
    assert {name: output["region"] for name, output in outputs.items()} == {
        "llama": "swedencentral",
        "phi": "swedencentral",
        "mini": "swedencentral",
        "mistral": "eastus2",
        "oss": "eastus2",
        "deepseek": "westus3",
    }
    assert set(story.ran["again"].summary()) == {"unchanged"}
    assert story.written == 0


def test_a_key_comes_out_where_the_file_asks_for_it_alone(story: Story) -> None:
    outputs = outputs_of(story.ran["up"])["outputs"]["deployments"]
    assert {name for name, output in outputs.items() if "key" in output} == {"mistral", "oss"}
    assert {(name, output["deployment"]) for name, output in outputs.items()} == {
        (each, each) for each in outputs
    }
    assert outputs["llama"]["uri"].endswith("/foundry/our-ai/services.ai/openai/v1")
    assert story.ran["key"].out.strip() not in story.ran["up"].out
    assert len(story.ran["key"].out.split()) == 1


def test_each_is_asked_everything(story: Story) -> None:
    assert {row["state"] for row in outputs_of(story.ran["smoke"])} == {"passed"}


def test_it_is_shown_where_it_lies(story: Story) -> None:
    shown = outputs_of(story.ran["show"])
    assert (shown["auth"], shown["state"]) == ("entra", "Succeeded")
    listed = {row["name"]: row["workspace"] for row in outputs_of(story.ran["endpoints"])}
    assert (len(listed), listed["llama"], listed["deepseek"]) == (6, "our-ai", "their-ai")


def test_it_has_no_hours_to_renew(story: Story) -> None:
    assert story.ran["renew"].code == 2
    assert "llama can't be renewed: a Foundry deployment has no 168 hours to end" in story.ran["renew"].out


def test_siblings_are_changed_removed_and_added_in_turn_beside_others(story: Story) -> None:
    assert (
        "Azure is writing something else there (RequestConflict): running again." in story.ran["changed"].out
    )
    said = "Azure is writing something else to the Foundry account their-ai: waiting, 10 minutes at most."
    assert said in story.ran["changed"].out
    assert story.state["changed"] == {
        "our-ai": ["phi"],
        "keys-ai": ["mistral", "more", "oss"],
        "their-ai": ["deepseek", "guest"],
    }


def test_a_refused_delete_is_sent_again_and_what_is_others_stays(story: Story) -> None:
    assert "(RequestConflict): running again." in story.ran["destroy"].out
    assert story.around("destroy") == [("keys-ai", "kept"), ("our-ai", "kept")]
    assert story.state["destroy"] == ["guest"]


def test_what_azure_keeps_is_said_to_be_restored_and_a_lost_race_is_finished_by_the_next_run(
    story: Story,
) -> None:
    said = "Azure keeps the deleted Foundry account our-ai: it is restored, not made anew."
    assert (story.ran["lost"].code != 0, said in story.ran["lost"].out) == (True, True)
    assert "RequestConflict" in story.ran["lost"].out
    assert said not in story.ran["restored"].out


def test_nothing_of_the_stack_is_left(story: Story, bench: Bench) -> None:
    assert story.around("purge") == [("keys-ai", "purged"), ("our-ai", "purged")]
    assert bench.everything() == ["Microsoft.CognitiveServices/accounts their-ai"]
