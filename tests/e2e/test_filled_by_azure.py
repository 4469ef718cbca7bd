"""An endpoint and a deployment as real Azure was seen to show them: adopted, lost and taken in again, without one change.

What Azure filled in of its own, and no request of ours sent, is in filled_by_azure.json, out of two recordings.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from azure_fixtures import start_local_azure
from counted_writes import writes
from e2e_bench import Bench, Ran, project
from estate import A100, Estate
from localazure import process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wheel import Installed


pytestmark = [
    pytest.mark.e2e,
    pytest.mark.azure_verified,
]  # recordings ml-New-OnlineDeployment, ml-Get-OnlineEndpoint

RECORDED = json.loads((Path(__file__).parent / "filled_by_azure.json").read_text(encoding="utf-8"))
SPEC = f"""\
subscription: ${{AZURE_SUBSCRIPTION_ID}}
resource_group: rg-models
workspaces: {{swedencentral: chat}}
deployments:
  own: {{model: Phi-4, mode: managed, instance_type: {A100}}}
"""
ENDPOINT = "Microsoft.MachineLearningServices/workspaces/chat/onlineEndpoints/own"
DEPLOYMENT = f"{ENDPOINT}/deployments/own"


@dataclass
class Story:
    """What each command printed, how much it wrote, and what was live before."""

    ran: dict[str, Ran] = field(default_factory=dict)
    written: dict[str, int] = field(default_factory=dict)
    live: dict[str, Any] = field(default_factory=dict)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory, wheel: Installed) -> Iterator[Story]:
    azure = start_local_azure(tmp_path_factory.mktemp("azure"))
    bench, told = project(azure, tmp_path_factory.mktemp("project"), wheel), Story()
    try:
        with Estate(azure, group="rg-models") as estate:
            estate.project("chat")
            tell(bench, estate, told)
        yield told
    finally:
        process.stop(azure.state)


def tell(bench: Bench, estate: Estate, told: Story) -> None:
    models = bench.stack("models")
    bench.begin(SPEC)

    def run(step: str, *command: str) -> None:
        def act() -> None:
            told.ran[step] = bench.modelstacks(*command, cwd=models)

        told.written[step] = writes(bench.azure, act)

    run("ensure", "ensure")
    for name, path in (("deployment", DEPLOYMENT), ("endpoint", ENDPOINT)):
        estate.put(path, _filled(estate.get(path), RECORDED[name]))
        told.live[name] = estate.get(path)
    run("adopt", "adopt", "--yes")
    run("again", "up", "--yes")
    for lost in ("::own-traffic", "::own-own-deployment"):
        urns = [row["urn"] for row in _state(bench) if row["urn"].endswith(lost)]
        told.ran[lost] = bench.pulumi("models", "state", "delete", *urns, "--yes")
    run("taken in", "up", "--yes")
    run("once more", "up", "--yes")


def _state(bench: Bench) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(bench.pulumi("models", "stack", "export").out)["deployment"][
        "resources"
    ]
    return rows


def _filled(live: dict[str, Any], recorded: dict[str, Any]) -> dict[str, Any]:
    """*live* with what was recorded on top, as deep as that goes."""
    merged = dict(live)
    for name, value in recorded.items():
        inner = live.get(name)
        merged[name] = _filled(inner, value) if isinstance(value, dict) and isinstance(inner, dict) else value
    return merged


def _paths(value: Any, parent: str = "") -> set[str]:
    if not isinstance(value, dict) or not value:
        return {parent}
    return {path for name, one in value.items() for path in _paths(one, f"{parent}.{name}")}


@pytest.mark.parametrize(
    "step", ["ensure", "adopt", "again", "::own-traffic", "::own-own-deployment", "taken in", "once more"]
)
def test_every_step_succeeds(story: Story, step: str) -> None:
    assert story.ran[step].code == 0, story.ran[step].out
    assert "do not match" not in story.ran[step].out


@pytest.mark.parametrize("what", ["deployment", "endpoint"])
def test_azure_shows_every_field_that_was_recorded(story: Story, what: str) -> None:
    assert _paths(RECORDED[what]) <= _paths(story.live[what]) | {".properties.traffic"}


def test_adopting_writes_the_stacks_tags_and_nothing_else(story: Story) -> None:
    assert story.written["adopt"] == 2, story.ran["adopt"].out


@pytest.mark.parametrize("step", ["again", "taken in", "once more"])
def test_no_later_up_writes_anything(story: Story, step: str) -> None:
    assert story.written[step] == 0, story.ran[step].out


def test_what_the_state_lost_is_imported_as_it_is(story: Story) -> None:
    said = story.ran["taken in"].out
    assert "Adopting 1 that an earlier run created but could not record:" in said
    assert "[diff:" not in said
