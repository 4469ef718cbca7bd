"""What a stack put out when it was last up, for commands that can do without it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelstacks.engine.stacks import (
    PROJECT_FILE,
    choose_stack,
    command_of,
    engine_environment,
    find_complete_engine,
    packaged_stack,
)
from modelstacks.errors import EngineMissingError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from modelstacks.engine.stacks import StackChoice


def last_outputs(choice: StackChoice, environ: Mapping[str, str]) -> dict[str, Any]:
    """Return the outputs with their secrets masked; none where there is no engine, no such stack, or no way to it."""
    from pulumi.automation import CommandError

    from modelstacks.engine.masked_outputs import masked_outputs

    beside = choice.spec.parent
    folder = beside if (beside / PROJECT_FILE).is_file() else packaged_stack(choice.kind)
    try:
        engine = find_complete_engine()
        return masked_outputs(command_of(engine), folder, engine_environment(engine, environ), choice.stack)
    except (EngineMissingError, CommandError):
        return {}


def last_outputs_by_deployment(spec: Path, environ: Mapping[str, str]) -> Mapping[str, Any]:
    """Return the outputs of *spec*'s stack by deployment, as its last up left them; nothing where that can't be read."""
    outputs = last_outputs(choose_stack(spec, None, environ), environ)
    deployments: Mapping[str, Any] = outputs.get("deployments") or {}
    return deployments
