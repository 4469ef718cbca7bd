"""The steps of the workflow that `init` writes, event by event, in bash: signed in by OIDC, without a secret, on the local Azure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from answering import Reply, answering
from azure_fixtures import start_local_azure
from counted_writes import writes
from e2e_bench import Bench, Ran, project
from estate import Estate
from lifecycle_builders import shared_endpoint
from localazure import process
from workflow import Event, read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wheel import Installed


pytestmark = [pytest.mark.e2e, pytest.mark.ci]

SPEC = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: rg-models
workspaces:
  swedencentral: chat
deployments:
  phi: {model: Phi-4, mode: serverless}
  trial: {model: Phi-4, mode: managed, quota: shared, on_expiry: leave}
"""
ALMOST_A_WEEK = {"by": "PT150H"}


@dataclass
class Actions:
    """A repository with the workflow, its variables and a checkout."""

    bench: Bench
    summaries: Path
    ran: dict[str, Ran] = field(default_factory=dict)
    written: dict[str, int] = field(default_factory=dict)
    there: dict[str, list[str]] = field(default_factory=dict)

    def happen(self, step: str, event: str, principal: str) -> None:
        """Run what the event runs, but for the installing, as that principal; note what became of it."""
        self.written[step] = writes(self.bench.azure, lambda: self._run(step, event, principal))
        lines = self.bench.everything()
        self.there[step] = [line.split()[-1] for line in lines if line.split()[0].endswith("Endpoints")]

    def _run(self, step: str, event: str, principal: str) -> None:
        scripts = self._event(event, principal).scripts()
        assert scripts.pop("Install")
        (script,) = scripts.values()
        with answering() as github:
            token = self.bench.azure.control("POST", f"federated-token/{principal}")["token"]
            github.say("/oidc", Reply({"value": token}))
            env = self._env(event, principal) | {
                "GITHUB_STEP_SUMMARY": str(self.summaries / step),
                "ACTIONS_ID_TOKEN_REQUEST_URL": f"{github.url}/oidc?api-version=2.0",
                "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "b3arer",
            }
            self.ran[step] = self.bench.run("bash", "-e", "-c", script, env=env)

    def _event(self, event: str, principal: str) -> Event:
        return Event(event, self._variables(principal), workflow=read(self.bench.folder))

    def _variables(self, principal: str) -> dict[str, str]:
        azure = self.bench.seen_by(principal).env
        names = ("AZURE_TENANT_ID", "AZURE_SUBSCRIPTION_ID", "AZURE_CLIENT_ID", "PULUMI_BACKEND_URL")
        return {name: azure[name] for name in names} | {"AZURE_PREVIEW_CLIENT_ID": azure["AZURE_CLIENT_ID"]}

    def _env(self, event: str, principal: str) -> dict[str, str]:
        """The workflow's own, on top of what leads to the local Azure."""
        azure = {name: value for name, value in self.bench.env.items() if not _signs_in(name)}
        return azure | self._event(event, principal).env()

    def summary(self, step: str) -> str:
        """What the step's summary says."""
        return (self.summaries / step).read_text()


def _signs_in(name: str) -> bool:
    return name.startswith(("AZURE_", "ARM_")) and name.endswith(("_ID", "_SECRET"))


@pytest.fixture(scope="module")
def actions(tmp_path_factory: pytest.TempPathFactory, wheel: Installed) -> Iterator[Actions]:
    """A pull request, its merge, another pull request, and the mornings after."""
    azure = start_local_azure(tmp_path_factory.mktemp("azure"))
    bench = project(azure, tmp_path_factory.mktemp("project"), wheel, attached=False)
    estate = Estate(azure, group="rg-models")
    chat = estate.project("chat")
    (bench.stack("models") / "deployments.yaml").write_text(SPEC, encoding="utf-8")
    bench.lock()
    (bench.folder / ".git").mkdir()
    assert bench.modelstacks("init", "stacks", "--ci", "github").code == 0
    bench.pulumi("models", "stack", "init", "dev")
    bench.pulumi("models", "config", "set", "--stack", "dev", "modelstacks:check", "warn")
    actions = Actions(bench, tmp_path_factory.mktemp("summaries"))
    try:
        actions.happen("first preview", "pull_request", "reader")
        actions.happen("up", "push", "owner")
        shared_endpoint(estate, chat, "theirs", 168)
        azure.control("POST", "clock/advance", ALMOST_A_WEEK)
        actions.happen("reap", "schedule", "owner")
        actions.happen("next up", "push", "owner")
        actions.happen("next reap", "schedule", "owner")
        (bench.stack("models") / "deployments.yaml").write_text(
            SPEC + "  new: {model: Phi-4-mini-instruct}\n"
        )
        actions.happen("stale lock", "pull_request", "reader")
        yield actions
    finally:
        estate.arm.close()
        process.stop(azure.state)


@pytest.mark.parametrize(
    ("step", "code"),
    [("first preview", 0), ("up", 0), ("reap", 0), ("next up", 0), ("next reap", 0), ("stale lock", 2)],
)
def test_every_event_ends_as_it_should(actions: Actions, step: str, code: int) -> None:
    assert actions.ran[step].code == code, actions.ran[step].out


def test_all_sign_in_by_oidc(actions: Actions) -> None:
    assert "as workload identity " in actions.ran["first preview"].out
    assert "as workload identity " in actions.ran["up"].out


def test_a_pull_request_changes_nothing_and_says_what_it_would(actions: Actions) -> None:
    assert (actions.written["first preview"], actions.there["first preview"]) == (0, [])
    assert "### modelstacks preview\n\n| operation | resources |\n" in actions.summary("first preview")
    assert "| create | " in actions.summary("first preview")


def test_a_push_deploys(actions: Actions) -> None:
    assert actions.there["up"] == ["trial", "phi"]
    assert "| phi | Phi-4 | serverless | swedencentral | https://" in actions.summary("up")


def test_the_schedule_deletes_what_ends_within_a_day_through_its_stack(actions: Actions) -> None:
    assert actions.there["reap"] == ["theirs", "phi"]
    line = "| onlineEndpoints | trial | modelstacks-models/dev | deleted |"
    assert line in actions.summary("reap")


def test_the_schedule_leaves_others_endpoints_alone_and_names_them(actions: Actions) -> None:
    assert "Left alone, without modelstacks' tags: theirs. " in actions.ran["reap"].out


def test_the_next_push_does_not_undo_that(actions: Actions) -> None:
    assert actions.there["next up"] == ["theirs", "phi"]
    assert "it is not created again (on_expiry: leave)" in actions.ran["next up"].out


def test_the_next_morning_there_is_nothing_to_do(actions: Actions) -> None:
    assert actions.summary("next reap") == "### modelstacks reap\n\nNothing to reap.\n"
    assert actions.written["next reap"] == 0


def test_a_pull_request_without_its_lock_fails_before_the_preview(actions: Actions) -> None:
    assert "Run `modelstacks lock stacks/models/deployments.yaml`" in actions.ran["stale lock"].out
    assert actions.written["stale lock"] == 0
