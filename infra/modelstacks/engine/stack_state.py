"""What a stack holds by its state, and deleting some of it: without its program, so without its spec."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from modelstacks.engine.errors import StackError
from modelstacks.engine.exported import exported
from modelstacks.engine.interrupts import StoppedError
from modelstacks.engine.progress import Progress
from modelstacks.engine.stack_lock import unlocked, without_locks
from modelstacks.engine.stacks import (
    PROJECT_FILE,
    StackChoice,
    command_of,
    engine_environment,
    error_text,
    find_complete_engine,
    packaged_text,
    raising_stack_errors,
    work_folder,
)
from modelstacks.lifecycle.dependents import with_dependents
from modelstacks.lifecycle.leftovers import read_resources
from modelstacks.spec.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from typing import Self

    from pulumi.automation import Deployment, Stack
    from pulumi.automation.events import EngineEvent

    from modelstacks.engine.view import View
from modelstacks.lifecycle.leftovers import StateResource


@dataclass
class StackState:
    """An existing stack of a backend; a context manager. *resources* are its state's, as exported."""

    stack: Stack
    resources: list[dict[str, Any]]
    folder: Path | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def urns(self) -> dict[str, str]:
        """The URNs by Azure's id, in lower case."""
        return {resource.id.lower(): resource.urn for resource in read_resources(self.resources)}


def open_stack_state(name: str, specs: Iterable[StackChoice], environ: Mapping[str, str]) -> StackState:
    """Open the existing stack *name* (`project/stack`), in the folder of the spec among *specs* that is its own.

    Raises EngineMissingError, or StackError where the backend can't be reached or has no such stack.
    """
    from pulumi import automation

    project, _, stack = name.partition("/")
    kind = next((kind.name for kind in KINDS if project == kind.project), None)
    if kind is None:
        raise StackError(f"{project} is not a project of modelstacks.")
    spec = next((choice for choice in specs if choice.kind == kind), None)
    engine = find_complete_engine()
    folder = None if spec else _folder_for(kind)
    try:
        workspace = automation.LocalWorkspace(
            work_dir=str(work_folder(spec) if spec else folder),
            program=_never_run,
            env_vars=engine_environment(engine, environ, spec),
            pulumi_command=command_of(engine),
        )
        opened = automation.Stack.select(stack, workspace)
        return StackState(opened, exported_resources(opened), folder)
    except automation.CommandError as err:
        if folder:
            shutil.rmtree(folder, ignore_errors=True)
        raise StackError(error_text(err)) from err


def _never_run() -> None:
    """Deleting runs no program. That there is one makes the engine take our interpreter for the Traffic's provider.

    Without, it takes the `virtualenv` that Pulumi.yaml names, and where that is not there, it can't delete.
    """


def _folder_for(kind: str) -> Path:
    """A project folder without anybody's configuration: deleting needs none, the state says which provider."""
    folder = Path(mkdtemp(prefix="modelstacks-"))
    (folder / PROJECT_FILE).write_text(packaged_text(kind, PROJECT_FILE), encoding="utf-8")
    return folder


def azure_resources(stack: Stack) -> list[StateResource]:
    """Return what the stack's state says it holds in Azure. Raises StackError."""
    with raising_stack_errors():
        return read_resources(exported_resources(stack))


def exported_resources(stack: Stack) -> list[dict[str, Any]]:
    """Return the resources of the stack's state, secrets encrypted. Raises CommandError."""
    return exported(stack.workspace, stack.name)


def refreshed_targets(stack: Stack, urns: Collection[str]) -> list[str]:
    """Return those of *urns*, and of what depends on them, that are still there; the rest leaves the state.

    A stack whose Pulumi.yaml says `refresh: always` would lose the others on the way, and the engine then refuses
    targets that it can't find. Raises CommandError.
    """
    stack.refresh(on_output=_ignore_output, show_secrets=False)
    resources = exported_resources(stack)
    return with_dependents(resources, {resource["urn"] for resource in resources}.intersection(urns))


def below(stack: Stack, urns: Collection[str]) -> list[str]:
    """Return what depends on *urns*, without these. Raises StackError."""
    with raising_stack_errors():
        return [urn for urn in with_dependents(exported_resources(stack), urns) if urn not in urns]


def _ignore_output(_line: str) -> None:
    """What a refresh prints says nothing that the destroying does not."""


def keep_in_azure(stack: Stack, ids: Collection[str]) -> None:
    """Mark the resources of these ids so that deleting them takes them out of the state alone. Raises StackError."""
    with raising_stack_errors():
        state = stack.export_stack()
        for resource in _resources_in(state):
            if resource.get("id") in ids:
                resource["retainOnDelete"] = True
        unlocked(stack, lambda: stack.import_stack(state), _ignore_output)


def _resources_in(state: Deployment) -> list[dict[str, Any]]:
    resources: list[dict[str, Any]] = (state.deployment or {}).get("resources") or []
    return resources


def delete_resources(state: StackState, urns: Collection[str], view: View) -> dict[str, str]:
    """Delete *urns* and what depends on them; return the engine's error for each that it could not delete, by URN.

    One that fails does not stop the rest.
    """
    from pulumi import automation

    errors: dict[str, str] = {}
    progress = Progress("reap")

    def listen(event: EngineEvent) -> None:
        progress.hear(event)
        view.hear(event)
        if error := error_in(event):
            errors.setdefault(*error)

    def run() -> None:
        state.stack.destroy(
            target=refreshed_targets(state.stack, urns),
            continue_on_error=True,
            on_output=view.printed,
            on_error=without_locks(view.warned),
            on_event=listen,
            show_secrets=False,
            color=view.color,
        )

    try:
        with progress.reporting_stop():
            unlocked(state.stack, run, view.say)
    except StoppedError:
        raise
    except (automation.CommandError, StackError) as err:
        message = error_text(err)
        return {urn: _error_of(with_dependents(state.resources, [urn]), errors) or message for urn in urns}
    return {}


def error_in(event: EngineEvent) -> tuple[str, str] | None:
    """Return the URN of the resource that the engine tells an error of, and the error; None for what it tells else."""
    said = event.diagnostic_event
    return (said.urn, said.message.strip()) if said and said.severity == "error" and said.urn else None


def _error_of(urns: Iterable[str], errors: Mapping[str, str]) -> str | None:
    return next((errors[urn] for urn in urns if urn in errors), None)
