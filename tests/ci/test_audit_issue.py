"""The weekly audit of the workflow that `init` writes: one issue, opened, kept up to date and closed by itself.

Its step runs in bash, signed in by OIDC, against the local Azure; `gh` alone is a stand-in that keeps issues in a file.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from answering import Reply, answering
from deployed_models import deploy
from lifecycle_builders import shared_endpoint
from workflow import Event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer
    from deployed_models import DeployedModels

pytestmark = pytest.mark.slow

GH = """\
#!{python}
import json, os, pathlib, sys
file = pathlib.Path({file!r})
issues = json.loads(file.read_text())
given = sys.argv[1:]
options = dict(zip(given[2:], given[3:]))
body = options.get("--body-file")
assert os.environ["GH_TOKEN"] == "t0ken" and os.environ["GH_REPO"] == "us/models"
match given[:2]:
    case ["issue", "list"]:
        assert options["--jq"] == "map(select(.title == env.TITLE)) | .[0].number // empty"
        for number, issue in enumerate(issues):
            asked = (options["--state"], options["--label"], os.environ["TITLE"])
            if (issue["state"], issue["label"], issue["title"]) == asked:
                print(number)
                break
    case ["issue", "create"]:
        text = pathlib.Path(body).read_text()
        issues.append(dict(title=options["--title"], label=options["--label"], state="open", body=text, edits=0))
    case ["issue", "edit"]:
        issue = issues[int(given[2])]
        issue.update(body=pathlib.Path(body).read_text(), edits=issue["edits"] + 1)
    case ["issue", "close"]:
        issues[int(given[2])]["state"] = "closed"
    case ["label", "create"]:
        assert "--force" in given
    case _:
        sys.exit(f"not an order of ours: {{given}}")
file.write_text(json.dumps(issues))
"""


@dataclass
class Repository:
    """A repository with the workflow and its issues; *variables* are those of its settings."""

    folder: Path
    models: DeployedModels
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def issues(self) -> list[dict[str, Any]]:
        """All of them, closed ones too."""
        found: list[dict[str, Any]] = json.loads((self.folder / "issues.json").read_text())
        return found

    def audit(self, *, by: str = "90d") -> subprocess.CompletedProcess[str]:
        """Run the weekly step; *by* in place of the 90 days that it has."""
        azure = self.models.estate.azure
        event = Event("schedule", {**self._variables(azure), **self.variables})
        script = event.scripts("audit")["Audit"].replace("--strict", f"--strict --by {by}")
        with answering() as github:
            token = azure.control("POST", "federated-token/owner")["token"]
            github.say("/oidc", Reply({"value": token}))
            env = self._env(azure, event, f"{github.url}/oidc?api-version=2.0")
            command = ["bash", "-e", "-c", script]
            return subprocess.run(
                command, env=env, cwd=self.folder, capture_output=True, text=True, check=False
            )

    def _variables(self, azure: LocalAzureServer) -> dict[str, str]:
        names = ("AZURE_TENANT_ID", "AZURE_SUBSCRIPTION_ID", "AZURE_CLIENT_ID")
        return {name: azure.env()[name] for name in names} | {"MODELSTACKS_SPEC": str(self.models.spec)}

    def _env(self, azure: LocalAzureServer, event: Event, oidc: str) -> dict[str, str]:
        """What leads to the local Azure without its secret, and what a runner sets."""
        local = {name: value for name, value in azure.env().items() if not name.endswith("_SECRET")}
        summary = self.folder / "summary"
        summary.write_text("")
        return {
            **local,
            **event.env_of("audit"),
            "PATH": f"{self.folder}:{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
            "GITHUB_STEP_SUMMARY": str(summary),
            "RUNNER_TEMP": str(self.folder),
            "ACTIONS_ID_TOKEN_REQUEST_URL": oidc,
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "b3arer",
        }


@pytest.fixture(scope="module")
def models(
    local_azure: LocalAzureServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DeployedModels]:
    """Two deployed models, and an endpoint that ends in two days."""
    deployed = deploy(local_azure, tmp_path_factory.mktemp("deployed"))
    shared_endpoint(deployed.estate, deployed.project, deployed.estate.name("trial"), 48)
    yield deployed
    deployed.estate.close()


@pytest.fixture
def repository(models: DeployedModels, tmp_path: Path) -> Repository:
    """One without issues."""
    (tmp_path / "issues.json").write_text("[]")
    gh = tmp_path / "gh"
    gh.write_text(GH.format(python=sys.executable, file=str(tmp_path / "issues.json")))
    gh.chmod(0o755)
    return Repository(tmp_path, models)


def test_one_issue_is_opened_updated_in_place_and_closed(repository: Repository) -> None:
    assert repository.audit(by="0d").returncode == 0
    assert repository.issues == []  # nothing breaks today
    assert repository.audit().returncode == 0
    [opened] = repository.issues
    assert (opened["title"], opened["label"]) == ("modelstacks: what breaks soon in dev", "modelstacks-audit")
    assert opened["body"].startswith("### modelstacks audit\n\n| level | when | rule | finding |\n")
    assert "| error |" in opened["body"]
    assert "endpoint-ends" in opened["body"]
    assert repository.audit(by="3d").returncode == 0
    [updated] = repository.issues
    assert (updated["state"], updated["edits"]) == ("open", 1)
    assert updated["body"] != opened["body"]
    assert repository.audit(by="0d").returncode == 0
    assert [issue["state"] for issue in repository.issues] == ["closed"]
    repository.audit()
    assert [issue["state"] for issue in repository.issues] == ["closed", "open"]


def test_each_stack_has_an_issue_of_its_own(repository: Repository) -> None:
    repository.audit()
    repository.variables["MODELSTACKS_STACK"] = "prod"
    repository.audit()
    assert [issue["title"][-5:].strip() for issue in repository.issues] == ["n dev", "prod"]


def test_an_audit_that_could_not_be_made_fails_and_leaves_the_issue(repository: Repository) -> None:
    repository.audit()
    repository.variables["AZURE_CLIENT_ID"] = "00000000-0000-4000-8000-00000000dead"
    ended = repository.audit(by="0d")
    assert ended.returncode == 1, ended.stderr
    assert [issue["state"] for issue in repository.issues] == ["open"]
    repository.variables.pop("AZURE_CLIENT_ID")
    repository.variables["MODELSTACKS_SPEC"] = "nowhere.yaml"
    assert repository.audit().returncode == 2


def test_what_could_not_be_read_keeps_the_issue_open(repository: Repository) -> None:
    azure = repository.models.estate.azure
    repository.audit()
    fault = {"path": "/deployments$", "method": "GET", "status": 403, "code": "AuthorizationFailed"}
    rule = azure.control("POST", "faults", fault)["id"]
    ended = repository.audit(by="0d")
    azure.control("DELETE", f"faults/{rule}")
    assert ended.returncode == 0, ended.stderr
    [issue] = repository.issues
    assert (issue["state"], "| unverified |" in issue["body"]) == ("open", True)
