"""What a stack holds by its state, and deleting some of it: without its program, so without its spec."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from modelstacks.engine.errors import StackError
from modelstacks.engine.interrupts import StoppedError
from modelstacks.engine.locked import unlocked, without_locks
from modelstacks.engine.progress import Progress
from modelstacks.engine.stacks import (
    PROJECT_FILE,
    StackChoice,
    command_of,
    engine_environment,
    find_complete_engine,
    in_pulumis_words,
    packaged_text,
    words_of,
    work_folder,
)
from modelstacks.lifecycle.dependents import with_dependents
from modelstacks.lifecycle.leftovers import read_resources

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from typing import Self

    from pulumi.automation import Deployment, Stack
    from pulumi.automation.events import EngineEvent

    from modelstacks.engine.stacks import Kind
from modelstacks.lifecycle.leftovers import StateResource

KINDS: tuple[Kind, ...] = ("models", "platform")


@dataclass
class StackState:
    """An existing stack of a backend; a context manager. *rows* are its state's."""

    stack: Stack
    rows: list[dict[str, Any]]
    folder: Path | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def urns(self) -> dict[str, str]:
        """The URNs by Azure's id, in lower case."""
        return {row.id.lower(): row.urn for row in read_resources(self.rows)}


def open_stack_state(name: str, specs: Iterable[StackChoice], environ: Mapping[str, str]) -> StackState:
    """Open the existing stack *name* (`project/stack`), in the folder of the spec among *specs* that is its own.

    Raises EngineMissingError, or StackError where the backend can't be reached or has no such stack.
    """
    from pulumi import automation

    project, _, stack = name.partition("/")
    kind = next((kind for kind in KINDS if project == f"modelstacks-{kind}"), None)
    if kind is None:
        raise StackError(f"{project} is no project of modelstacks.")
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
        return StackState(opened, state_rows(opened), folder)
    except automation.CommandError as err:
        if folder:
            shutil.rmtree(folder, ignore_errors=True)
        raise StackError(words_of(err)) from err


def _never_run() -> None:
    """Deleting runs no program. That there is one makes the engine take our interpreter for the Traffic's provider.

    Without, it takes the `virtualenv` that Pulumi.yaml names, and where that is not there, it can't delete.
    """


def _folder_for(kind: Kind) -> Path:
    """A project folder without anybody's configuration: deleting needs none, the state says which provider."""
    folder = Path(mkdtemp(prefix="modelstacks-"))
    (folder / PROJECT_FILE).write_text(packaged_text(kind, PROJECT_FILE), encoding="utf-8")
    return folder


def resources_of(stack: Stack) -> list[StateResource]:
    """Return what the stack's state says it holds in Azure. Raises StackError."""
    with in_pulumis_words():
        return read_resources(state_rows(stack))


def state_rows(stack: Stack) -> list[dict[str, Any]]:
    """Return the resources of the stack's state, as `pulumi stack export` writes them."""
    return _rows(stack.export_stack())


def refreshed_targets(stack: Stack, urns: Collection[str]) -> list[str]:
    """Return those of *urns*, and of what depends on them, that are still there; the rest leaves the state.

    A stack whose Pulumi.yaml says `refresh: always` would lose the others on the way, and the engine then refuses
    targets that it can't find. Raises CommandError.
    """
    stack.refresh(on_output=_unheard, show_secrets=False)
    rows = state_rows(stack)
    return with_dependents(rows, {row["urn"] for row in rows}.intersection(urns))


def below(stack: Stack, urns: Collection[str]) -> list[str]:
    """Return what depends on *urns*, without these. Raises StackError."""
    with in_pulumis_words():
        return [urn for urn in with_dependents(state_rows(stack), urns) if urn not in urns]


def _unheard(_line: str) -> None:
    """What a refresh prints says nothing that the destroying does not."""


def keep_in_azure(stack: Stack, ids: Collection[str]) -> None:
    """Mark the resources of these ids so that deleting them takes them out of the state alone. Raises StackError."""
    with in_pulumis_words():
        state = stack.export_stack()
        for row in _rows(state):
            if row.get("id") in ids:
                row["retainOnDelete"] = True
        unlocked(stack, lambda: stack.import_stack(state), _unheard)


def _rows(state: Deployment) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = (state.deployment or {}).get("resources") or []
    return rows


def delete_resources(held: StackState, urns: Collection[str], say: Callable[[str], None]) -> dict[str, str]:
    """Delete *urns* and what depends on them; return what was said against any, by URN.

    One that fails does not stop the rest.
    """
    from pulumi import automation

    errors: dict[str, str] = {}
    progress = Progress("reap")

    def listen(event: EngineEvent) -> None:
        progress.hear(event)
        said = event.diagnostic_event
        if said and said.severity == "error" and said.urn:
            errors.setdefault(said.urn, said.message.strip())

    def run() -> None:
        held.stack.destroy(
            target=refreshed_targets(held.stack, urns),
            continue_on_error=True,
            on_output=say,
            on_error=without_locks(say),
            on_event=listen,
            show_secrets=False,
            color="never",
        )

    try:
        with progress.told():
            unlocked(held.stack, run, say)
    except StoppedError:
        raise
    except (automation.CommandError, StackError) as err:
        words = words_of(err)
        return {urn: _said_of(with_dependents(held.rows, [urn]), errors) or words for urn in urns}
    return {}


def _said_of(urns: Iterable[str], errors: Mapping[str, str]) -> str | None:
    return next((errors[urn] for urn in urns if urn in errors), None)
