"""The workflow that `modelstacks init --ci github` writes, as its runner reads it: which steps an event runs, and where."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from typer.testing import CliRunner

from modelstacks.cli.app import app
from modelstacks.yaml_source import read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

PLACE = Path(".github/workflows/modelstacks.yml")


@dataclass(frozen=True)
class Workflow:
    """A workflow: its *text*, and what it says."""

    text: str
    content: Mapping[str, Any]

    @property
    def steps(self) -> list[dict[str, Any]]:
        """The steps of the job that works with the stack."""
        return self.steps_of("models")

    def steps_of(self, job: str) -> list[dict[str, Any]]:
        """The steps of a job."""
        steps: list[dict[str, Any]] = self.content["jobs"][job]["steps"]
        return steps


def read(repository: Path) -> Workflow:
    """Return the one in *repository*."""
    return Workflow((repository / PLACE).read_text(encoding="utf-8"), read_yaml(repository / PLACE).data)


def _written() -> Workflow:
    with TemporaryDirectory() as folder:
        CliRunner().invoke(app, ["init", folder, "--ci", "github"], catch_exceptions=False)
        return read(Path(folder))


WRITTEN = _written()
"""The copy in a folder that was empty."""


@dataclass(frozen=True)
class Event:
    """An event, and the repository's *variables*; *schedule*: the line that brought it."""

    name: str
    variables: Mapping[str, str] = field(default_factory=dict)
    ref: str = "refs/heads/main"
    workflow: Workflow = WRITTEN
    schedule: str = ""
    fork: bool = False

    def jobs(self) -> list[str]:
        """The jobs that it runs."""
        jobs = self.workflow.content["jobs"]
        return [name for name, job in jobs.items() if self._value(job.get("if", "True"))]

    def group(self) -> str:
        """Runs of one group wait for each other."""
        return self._filled(self.workflow.content["concurrency"]["group"])

    def env(self) -> dict[str, str]:
        """The environment of every step."""
        return self._all_filled(self.workflow.content["env"])

    def env_of(self, job: str) -> dict[str, str]:
        """The environment of a job's steps."""
        return self.env() | self._all_filled(self.workflow.content["jobs"][job].get("env", {}))

    def scripts(self, job: str = "models") -> dict[str, str]:
        """What the job's named steps run, without those that this event skips."""
        steps = self.workflow.steps_of(job)
        runs = (step for step in steps if "run" in step and self._value(step.get("if", "True")))
        return {step["name"]: step["run"] for step in runs}

    def _all_filled(self, texts: Mapping[str, Any]) -> dict[str, str]:
        return {name: self._filled(str(text)) for name, text in texts.items()}

    def _filled(self, text: str) -> str:
        return re.sub(r"\$\{\{(.*?)\}\}", lambda found: str(self._value(found[1])), text)

    def _value(self, expression: str) -> Any:
        """`&&`, `||` and `==` mean the same in Python; a variable that nobody set is empty."""
        known = dict.fromkeys(re.findall(r"vars\.(\w+)", self.workflow.text), "")
        names = {
            "vars": SimpleNamespace(**(known | dict(self.variables))),
            "github": self._github(),
        }
        text = expression.strip().replace("&&", "and").replace("||", "or")
        return eval(text, {"__builtins__": {}}, names)  # noqa: S307  the file is our own

    def _github(self) -> SimpleNamespace:
        head = SimpleNamespace(repo=SimpleNamespace(full_name="them/models" if self.fork else "us/models"))
        event = SimpleNamespace(schedule=self.schedule, pull_request=SimpleNamespace(head=head))
        about = {"event_name": self.name, "ref": self.ref, "repository": "us/models", "token": "t0ken"}
        return SimpleNamespace(event=event, **about)
