"""A program remembers the spec it is for in its stack's outputs, and refuses another one's stack."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import pulumi

from modelstacks.deployment.config import CONFIG
from modelstacks.deployment.spec_mark import OUTPUT, memory_in, memory_of, refuse_other
from modelstacks.programs.outputs import full_name, stack_outputs

if TYPE_CHECKING:
    from modelstacks.deployment.spec_mark import SpecMark


def remember(mark: SpecMark) -> None:
    """Let the stack remember the spec that it was brought up for."""
    pulumi.export(OUTPUT, mark.remembered)


def refuse_other_spec(mine: SpecMark) -> None:
    """Refuse, inside a program, a spec that is not this stack's. Raises UsageError."""
    name = pulumi.get_stack()
    remembered = memory_in(stack_outputs(full_name(), pulumi.runtime.invoke))
    if remembered is None or mine.differs(remembered.spec):
        take_over = pulumi.Config(CONFIG).get("takeOver")
        memory = memory_of(_exported_resources())
        refuse_other(mine, memory, take_over, f"{pulumi.get_project()}/{name}", f"--stack {name}")


def _exported_resources() -> list[dict[str, Any]]:
    """The state as the CLI that runs this program exports it: the engine tells a program outputs alone."""
    command = ["pulumi", "stack", "export", "--non-interactive", "--stack", full_name()]
    try:
        export = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as err:
        why = getattr(err, "stderr", "").strip() or err
        pulumi.log.warn(f"Could not find out whether this stack belongs to another spec: {why}")
        return []
    resources: list[dict[str, Any]] = json.loads(export.stdout)["deployment"].get("resources") or []
    return resources
