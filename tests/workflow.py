"""The workflow for GitHub Actions, as its runner reads it: which steps an event runs, in which environment."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from modelstacks.yaml_source import read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = Path(__file__).parent.parent / ".github" / "workflows" / "modelstacks.yml"
TEXT = FILE.read_text(encoding="utf-8")
WORKFLOW: dict[str, Any] = read_yaml(FILE).data
STEPS: list[dict[str, Any]] = WORKFLOW["jobs"]["models"]["steps"]


@dataclass(frozen=True)
class Event:
    """An event, and the repository's *variables*."""

    name: str
    variables: Mapping[str, str] = field(default_factory=dict)
    ref: str = "refs/heads/main"

    def group(self) -> str:
        """Runs of one group wait for each other."""
        return self._filled(WORKFLOW["concurrency"]["group"])

    def env(self) -> dict[str, str]:
        """The environment of every step."""
        return {name: self._filled(str(text)) for name, text in WORKFLOW["env"].items()}

    def scripts(self) -> dict[str, str]:
        """What its named steps run, without those that this event skips."""
        runs = (step for step in STEPS if "run" in step and self._value(step.get("if", "True")))
        return {step["name"]: step["run"] for step in runs}

    def _filled(self, text: str) -> str:
        return re.sub(r"\$\{\{(.*?)\}\}", lambda found: str(self._value(found[1])), text)

    def _value(self, expression: str) -> Any:
        """`&&`, `||` and `==` mean the same in Python; a variable that nobody set is empty."""
        variables = dict.fromkeys(re.findall(r"vars\.(\w+)", TEXT), "") | dict(self.variables)
        names = {
            "vars": SimpleNamespace(**variables),
            "github": SimpleNamespace(event_name=self.name, ref=self.ref),
        }
        text = expression.strip().replace("&&", "and").replace("||", "or")
        return eval(text, {"__builtins__": {}}, names)  # noqa: S307  the file is our own
