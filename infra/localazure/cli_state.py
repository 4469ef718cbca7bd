"""The state folder that a command of `modelstacks local` works on, and how it prints what the local Azure answers."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from modelstacks.cli.output import Output, print_json
from modelstacks.cli.tables import show_facts

if TYPE_CHECKING:
    from localazure.control_client import ControlClient
    from localazure.state_dir import StateDir

StateOption = Annotated[
    Path | None,
    typer.Option("--state", help="State folder; default: MODELSTACKS_LOCAL_STATE, else the project's."),
]


def state_dir_of(given: Path | None) -> StateDir:
    """Return the folder that was given, or the project's. Raises LocalAzureError where it is none."""
    from localazure.state_dir import StateDir, default_state_dir

    folder = StateDir(given or default_state_dir(os.environ, Path.cwd()))
    folder.require_folder()
    return folder


def control_of(given: Path | None) -> tuple[StateDir, ControlClient]:
    """Return the folder, and a client of the process that serves it. Raises LocalAzureError where none does."""
    from localazure import process

    folder = state_dir_of(given)
    return folder, process.control(folder, process.running(folder))


def print_answer(answer: dict[str, Any], output: Output) -> None:
    """Print what is set in *answer*, a line each, or all of it as JSON."""
    if output is Output.JSON:
        print_json(answer)
        return
    show_facts([(name, str(value)) for name, value in answer.items() if value not in (None, "", False)])
