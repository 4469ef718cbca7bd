"""With exactly the rights of the role that `modelstacks role` writes, a file of Foundry accounts goes the whole way; without
its data action, calling is refused, as `check` says beforehand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from e2e_bench import outputs_of

if TYPE_CHECKING:
    from e2e_bench import Bench, Ran

pytestmark = pytest.mark.e2e

HOLDER = "none"
"""The principal that holds nothing but what it is given."""
SPEC = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: rg-models
accounts:
  swedencentral: {name: ai-role, create: true, project: chat}
deployments:
  llama: {model: Llama-3.3-70B-Instruct, mode: foundry}
  scout: {model: Llama-4-Scout-17B-16E-Instruct, mode: foundry}
"""
MAAS = "Microsoft.CognitiveServices/accounts/MaaS/*"


@pytest.fixture(scope="module")
def story(bench: Bench) -> dict[str, Ran]:
    """Checked, up, tested, up again and down with the role; then checked, and up, without its data action."""
    bench.make_group()
    folder = bench.stack("models")
    ran: dict[str, Ran] = {}
    (folder / "deployments.yaml").write_text(SPEC, encoding="utf-8")
    env = bench.seen_by(HOLDER).env

    def run(step: str, *command: str) -> None:
        ran[step] = bench.run("modelstacks", *command, cwd=folder, env=env)

    role = outputs_of(bench.modelstacks("role", "deployments.yaml", "--format", "arm", cwd=folder))
    with bench.holding(role):
        run("check", "check", "--strict", "--output", "json")
        run("lock", "lock")
        run("up", "up", "--yes")
        run("smoke", "smoke", "--output", "json")
        run("again", "up", "--yes")
        run("destroy", "destroy", "--yes")
    with bench.holding(without_data_actions(role)):
        run("warned", "check", "--output", "json")
        run("refused", "up", "--yes")
        run("cleared", "destroy", "--yes")
    return ran


def without_data_actions(role: dict[str, Any]) -> dict[str, Any]:
    less: dict[str, Any] = json.loads(json.dumps(role))
    [permissions] = less["properties"]["permissions"]
    assert permissions["dataActions"] == [MAAS]
    permissions["dataActions"] = []
    return less


@pytest.mark.parametrize("step", ["check", "lock", "up", "smoke", "again", "destroy", "cleared"])
def test_the_role_is_enough_for_every_step(story: dict[str, Ran], step: str) -> None:
    assert story[step].code == 0, story[step].out


def test_the_checks_could_look_at_everything(story: dict[str, Ran]) -> None:
    findings = outputs_of(story["check"])["findings"]
    assert {each["check"] for each in findings if each["severity"] != "note"} == set()


def test_a_second_up_changes_nothing(story: dict[str, Ran]) -> None:
    assert set(story["again"].summary()) == {"unchanged"}


def test_a_missing_data_action_is_said_beforehand(story: dict[str, Ran]) -> None:
    findings = outputs_of(story["warned"])["findings"]
    [finding] = [each for each in findings if each["check"] == "foundry-data-action"]
    assert finding["severity"] == "warning"
    assert MAAS in finding["message"]
    assert "az role assignment create --role a97b65f3-24c7-4388-baec-2e87135dc908" in finding["fix"]


def test_and_met_while_testing(story: dict[str, Ran]) -> None:
    assert story["refused"].code == 1, story["refused"].out
    assert "lacks the required data action" in " ".join(story["refused"].out.split()), story["refused"].out
