"""A Pulumi stack for tests: the real CLI with its language host, a folder and file backend of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

TIMEOUT_S = 240
_SUMMARY = re.compile(r"(?<=[ +~-])(\d+) (?:to )?(creat|updat|unchang|delet|replac|import)")


_QUIET = "import signal, sys; signal.signal(signal.SIGINT, lambda *_: sys.exit(1))\n"
"""The language host interrupts a program whose resource failed; Python would print that as a traceback."""


@dataclass(frozen=True)
class Run:
    """What one run gave: *changes* by the stem of Pulumi's word (`creat`), *shown* is all that was printed."""

    changes: dict[str, int]
    shown: str
    failed: bool


class EngineStack:
    """The stack `dev`; *program* is Python text and may change between runs."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        backend = folder / "backend"
        backend.mkdir()
        self._environment = {**os.environ, **environment, "PULUMI_BACKEND_URL": backend.as_uri()}
        (folder / "Pulumi.yaml").write_text("name: plugin\nruntime: python\n")
        self.program = ""
        self.run("stack", "init", "dev")

    def run(self, *arguments: str) -> Run:
        """Run `pulumi` with *arguments*."""
        (self._folder / "__main__.py").write_text(_QUIET + self.program)
        done = subprocess.run(
            ["pulumi", "--non-interactive", "--color", "never", *arguments],
            cwd=self._folder,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
            check=False,
        )
        changes = {
            word: int(count) for count, word in _SUMMARY.findall(done.stdout.partition("Resources:")[2])
        }
        return Run(changes, done.stdout + done.stderr, failed=done.returncode != 0)

    def up(self) -> dict[str, int]:
        """Run `up` with a refresh first; return how many resources changed how."""
        done = self.run("up", "--yes", "--refresh", "--skip-preview")
        assert not done.failed, done.shown
        return done.changes

    def resource(self, type_name: str) -> dict[str, Any]:
        """Return the first resource of the type `module:Name` in the state."""
        resources = json.loads(self.state())["checkpoint"]["latest"]["resources"]
        return next(one for one in resources if one["type"] == f"azure-native:{type_name}")

    def state(self) -> str:
        """Return the state as it stands on disk."""
        return (self._folder / "backend" / ".pulumi" / "stacks" / "plugin" / "dev.json").read_text()
