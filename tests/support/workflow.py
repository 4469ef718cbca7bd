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
        """The steps of its only job."""
        steps: list[dict[str, Any]] = self.content["jobs"]["models"]["steps"]
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
    """An event, and the repository's *variables*."""

    name: str
    variables: Mapping[str, str] = field(default_factory=dict)
    ref: str = "refs/heads/main"
    workflow: Workflow = WRITTEN

    def group(self) -> str:
        """Runs of one group wait for each other."""
        return self._filled(self.workflow.content["concurrency"]["group"])

    def env(self) -> dict[str, str]:
        """The environment of every step."""
        return {name: self._filled(str(text)) for name, text in self.workflow.content["env"].items()}

    def scripts(self) -> dict[str, str]:
        """What its named steps run, without those that this event skips."""
        runs = (step for step in self.workflow.steps if "run" in step and self._value(step.get("if", "True")))
        return {step["name"]: step["run"] for step in runs}

    def _filled(self, text: str) -> str:
        return re.sub(r"\$\{\{(.*?)\}\}", lambda found: str(self._value(found[1])), text)

    def _value(self, expression: str) -> Any:
        """`&&`, `||` and `==` mean the same in Python; a variable that nobody set is empty."""
        known = dict.fromkeys(re.findall(r"vars\.(\w+)", self.workflow.text), "")
        names = {
            "vars": SimpleNamespace(**(known | dict(self.variables))),
            "github": SimpleNamespace(event_name=self.name, ref=self.ref),
        }
        text = expression.strip().replace("&&", "and").replace("||", "or")
        return eval(text, {"__builtins__": {}}, names)  # noqa: S307  the file is our own
