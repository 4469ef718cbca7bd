"""`modelstacks up | preview | destroy` from a bare shell: no virtual environment, no language host on the machine."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pytest

from e2e_bench import outputs_of
from modelstacks.engine.location import CLI, DYNAMIC_LAUNCHER, find_engine
from wheel import bare_environment

if TYPE_CHECKING:
    from pathlib import Path

    from e2e_bench import Bench, Ran

pytestmark = pytest.mark.e2e

PLATFORM = "../platform/platform.yaml"
HOLDER = "none"
"""The principal that holds nothing but what it is given."""

SCREEN = 24
"""The lines of a terminal."""


@dataclass
class Shell:
    """The command line of the project, called by its path."""

    bench: Bench
    tools: Path
    principal: str = "owner"

    def run(self, *command: str) -> Ran:
        """Run `modelstacks …`."""
        script = self.bench.installed.bin / "modelstacks"
        return self.bench.run(str(script), *command, cwd=self.bench.stack("models"), env=self.environment())

    def environment(self) -> dict[str, str]:
        """A bare shell that knows the local Azure; of the engine only the CLI and the launcher."""
        azure = self.bench.seen_by(self.principal).env
        path = f"{self.tools}:{bare_environment()['PATH']}"
        return {**azure, "PATH": path, "XDG_CACHE_HOME": str(self.tools / "cache")}


@dataclass
class Story:
    """What each command printed."""

    ran: dict[str, Ran] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    kept: str = ""
    state: list[dict[str, Any]] = field(default_factory=list)
    endpoint: Any = None


@pytest.fixture(scope="module")
def story(bench: Bench, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Both stacks up, up again, adopted after a lost state, and down; each by who holds no more than its role."""
    shell = Shell(bench, _tools(tmp_path_factory.mktemp("tools")), HOLDER)
    story = Story()
    ran = story.ran
    spec = bench.stack("models") / "deployments.yaml"
    spec.write_text(
        spec.read_text().replace("    mode: managed\n", "    mode: managed\n    autoscale: {max: 2}\n")
    )
    with bench.holding(_role(bench, PLATFORM, "--purge")):
        ran["platform"] = shell.run("up", PLATFORM, "--yes")
        ran["platform again"] = shell.run("up", PLATFORM, "--yes")
        _forget(bench, "platform", "ml-sweden-workspace")
        ran["platform adopted"] = shell.run("up", PLATFORM, "--yes")
        ran["check platform"] = shell.run("check", PLATFORM, "--strict")
    with bench.holding(_role(bench, "deployments.yaml")):
        _tell_of_models(story, shell)
    with bench.holding(_role(bench, PLATFORM, "--purge")):
        ran["destroy platform"] = shell.run("destroy", PLATFORM, "--yes", "--purge")
    story.left = bench.everything()
    return story


def _tell_of_models(story: Story, shell: Shell) -> None:
    ran = story.ran
    ran["lock"] = shell.run("lock")
    ran["preview"] = shell.run("preview", "--output", "json")
    alone = replace(shell, bench=replace(shell.bench, attached=False))  # the engine finds the launcher itself
    ran["up"] = alone.run("up", "--yes", "--output", "json")
    ran["again"] = shell.run("up", "--yes")
    ran["check"] = shell.run("check", "--strict", "--output", "json")
    ran["lock check"] = shell.run("lock", "--check")
    ran["smoke"] = shell.run("smoke", "--output", "json")
    ran["key"] = shell.run("key", "chat")
    story.state = _forget(shell.bench, "models", "embed-endpoint")
    ran["adopted"] = shell.run("up", "--yes")
    ran["strict reader"] = Shell(shell.bench, shell.tools, "reader").run("preview")
    shell.bench.pulumi("models", "config", "set", "modelstacks:check", "warn", "--stack", "local")
    ran["reader"] = Shell(shell.bench, shell.tools, "reader").run("preview")
    ran["unasked"] = shell.run("destroy")
    ran["destroy"] = shell.run("destroy", "--yes")


def _role(bench: Bench, *spec: str) -> dict[str, Any]:
    folder = bench.stack("models")
    role: dict[str, Any] = outputs_of(bench.modelstacks("role", *spec, "--format", "arm", cwd=folder))
    return role


def _tools(folder: Path) -> Path:
    engine = find_engine()
    for name in (CLI, DYNAMIC_LAUNCHER):
        tool = engine.tool(name)
        assert tool is not None
        shutil.copy2(tool.path, folder / name)
    return folder


def _forget(bench: Bench, stack: str, name: str) -> list[dict[str, Any]]:
    """Lose a resource from the state, as a run does that is killed before it could write it down; return all it held."""
    export = bench.pulumi(stack, "stack", "export", "--stack", "local")
    resources: list[dict[str, Any]] = json.loads(export.out)["deployment"]["resources"]
    urn = next(resource["urn"] for resource in resources if resource["urn"].endswith(f"::{name}"))
    gone = bench.pulumi(stack, "state", "delete", urn, "--stack", "local", "--yes")
    assert gone.code == 0, gone.out
    return resources


@pytest.mark.parametrize(
    "step",
    [
        "platform",
        "platform again",
        "platform adopted",
        "lock",
        "preview",
        "up",
        "again",
        "smoke",
        "adopted",
        "destroy",
        "destroy platform",
    ],
)
def test_the_role_is_enough_for_every_step(story: Story, step: str) -> None:
    assert story.ran[step].code == 0, story.ran[step].out


@pytest.mark.parametrize("command", ["check", "check platform", "lock check"])
def test_what_is_up_is_not_in_its_own_way(story: Story, command: str) -> None:
    ran = story.ran[command]

    assert ran.code == 0, ran.out
    assert "error" not in ran.out


def test_it_says_where_and_who_before_anything_is_changed(story: Story) -> None:
    first, _, third = story.ran["platform"].out.splitlines()[:3]

    assert first.startswith("Stack modelstacks-platform/local on ")
    assert third.startswith("as service principal ")


def test_preview_counts_what_it_would_do(story: Story) -> None:
    assert outputs_of(story.ran["preview"]) == {"changes": {"create": 18}}


def test_outputs_come_as_json_without_the_keys(story: Story) -> None:
    deployments = outputs_of(story.ran["up"])["outputs"]["deployments"]

    assert set(deployments) == {"chat", "small-chat", "embed", "phi"}
    assert deployments["chat"]["info"]["model_name"] == "Llama-3.3-70B-Instruct"
    assert story.ran["key"].out.strip() not in story.ran["up"].out


def test_with_the_role_the_checks_could_look_at_everything(story: Story) -> None:
    findings = outputs_of(story.ran["check"])["findings"]
    found = {finding["check"] for finding in findings if finding["severity"] != "note"}
    assert {finding for finding in found if not finding.startswith("lifecycle-")} == set()


@pytest.mark.parametrize("step", ["again", "platform again"])
def test_a_second_up_changes_nothing(story: Story, step: str) -> None:
    assert set(story.ran[step].summary()) == {"unchanged"}


@pytest.mark.parametrize("step", ["again", "platform again"])
def test_no_change_fits_one_screen(story: Story, step: str) -> None:
    assert len(story.ran[step].out.splitlines()) <= SCREEN


def test_the_state_says_nothing_of_the_machine_that_ran_it(story: Story) -> None:
    with_lines = {held["type"] for held in story.state if "stackTrace" in held or "sourcePosition" in held}
    assert with_lines <= {"pulumi:pulumi:Stack"}, "that one is registered before the program runs"


def test_an_up_ends_with_where_each_deployment_answers(story: Story) -> None:
    *_, head, chat, embed, phi, small = story.ran["again"].out.splitlines()

    assert head.split() == ["deployment", "model", "mode", "region", "URI", "smoke", "time"]
    assert [row.split()[0] for row in (chat, embed, phi, small)] == ["chat", "embed", "phi", "small-chat"]
    assert re.fullmatch(
        r"chat +Llama-3\.3-70B-Instruct +serverless +swedencentral +https://\S+ +passed +\S+ s", chat
    )


def test_smoke_asks_every_endpoint(story: Story) -> None:
    results = outputs_of(story.ran["smoke"])

    assert [result["state"] for result in results] == ["passed"] * 4


@pytest.mark.parametrize(
    ("step", "resource"),
    [("adopted", "serverlessEndpoints/embed"), ("platform adopted", "workspaces/ml-sweden")],
)
def test_what_a_killed_run_left_is_taken_in(story: Story, step: str, resource: str) -> None:
    adopted = story.ran[step].out

    assert "Adopting 1 that an earlier run created" in adopted
    assert resource in adopted


def test_the_checks_stop_who_lacks_rights(story: Story) -> None:
    stopped = story.ran["strict reader"]

    assert stopped.code == 1
    assert stopped.out.count("error: You lack 12 rights at /subscriptions/") == 1
    assert "Traceback" not in stopped.out


def test_a_reader_may_preview_where_checks_only_warn(story: Story) -> None:
    reader = story.ran["reader"]

    assert reader.code == 0, reader.out
    assert "AuthorizationFailed" in reader.out
    assert "Traceback" not in reader.out


def test_nothing_is_destroyed_unasked(story: Story) -> None:
    assert story.ran["unasked"].code == 2
    assert "Add --yes to go ahead without asking." in story.ran["unasked"].out


def test_destroy_leaves_nothing(story: Story) -> None:
    assert story.left == []
